"""Arrays, keyed draws, compiled loops, sums, intervals: what knows no firm."""
