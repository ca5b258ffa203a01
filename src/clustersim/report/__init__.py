"""A report of a batch as one self-contained page, in English or German."""
