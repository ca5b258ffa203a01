"""Running scenarios: one run with its files, and paired comparisons of arms."""
