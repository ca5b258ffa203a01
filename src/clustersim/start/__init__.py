"""How tick 0 comes about: ground, cohort, stationary law, burn-in, the cache of starts."""
