"""The model a second time, agent by agent on plain Mesa: oracle of the tests and baseline of the benchmarks."""
