"""One run: simulate, observe, write."""
