"""Scenarios read from TOML and CSV, with the line of every mistake."""
