"""The state of a region and how it is built."""
