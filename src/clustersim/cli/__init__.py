"""The command `clustersim`. Heavy things are imported where they are used, so that help and checks are quick."""
