# Needs git, make, python3 (3.11 or newer) with venv. `make help` lists what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# tests of one file stay in one process, because they share what the file builds
WORKERS ?= auto
PYTEST ?= $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
# Python 3.12 and later watch lines for little; before, coverage of all tests would cost more than half as much again, so
# that only some rooms are measured.
COVERAGE = --cov --cov-report=term
SOME = tests/agency tests/policies tests/scenario
LOWEST ?= .venv-lowest
CORE = tests/core tests/metrics tests/scenario tests/mesa_view tests/batch/test_plans.py

.DEFAULT_GOAL := help
.PHONY: help install demo test test-quick test-lowest test-all test-coverage lint format bench docs check-cluster same clean

help:
	@echo "make demo      set up and run the demonstration: Kaiserslautern with and without policy"
	@echo "make test      set up and run the tests (without the slow ones)"
	@echo "make test-quick  those that need no processes of their own: for in between"
	@echo "make test-all  all tests, also the slow statistical ones"
	@echo "make test-lowest  the core tests with the lowest versions that pyproject.toml allows, in an environment of their own"
	@echo "make lint      ruff and mypy"
	@echo "make format    bring the sources into ruff's format"
	@echo "make bench     measure the speed on this machine"
	@echo "make docs      write the tables of the documentation anew from the code"
	@echo "make check-cluster  measure the network of the 26 firms that co-operation was calibrated to"
	@echo "make same      compare all tables of the shipped scenarios with their record (tools/same.json)"
	@echo "make clean     remove the environment and caches; results stay"

# The stamps say for which pyproject.toml the environment was made.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("clustersim needs Python 3.11 or newer, not %d.%d; say make PYTHON=python3.12 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $(VENV)/.installed $@

install: $(VENV)/.installed

demo: $(VENV)/.installed
	$(BIN)/clustersim demo --force

test: $(VENV)/.installed-dev
	$(PYTEST)

test-quick: $(VENV)/.installed-dev
	$(PYTEST) -m "not slow and not process" --durations=10 --durations-min=1

test-coverage: $(VENV)/.installed-dev
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then \
	    COVERAGE_CORE=sysmon $(PYTEST) $(COVERAGE); \
	else \
	    $(PYTEST) -q $(COVERAGE) $(SOME) && $(PYTEST); \
	fi

test-all: $(VENV)/.installed-dev
	$(PYTEST) -m "slow or not slow"

# uv picks the lowest versions for this Python of which there are wheels; what they need in turn is as new as it gets.
test-lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/python -m pytest -q -n $(WORKERS) --dist loadfile $(CORE)
	$(LOWEST)/bin/clustersim run baseline --set start.firms=100 --ticks 4 --out $(LOWEST)/run --force --quiet

$(LOWEST)/.installed: pyproject.toml
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --only-binary :all: --editable ".[dev]"
	@touch $@

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/ticks.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[cluster]"
	$(BIN)/python benchmarks/batches.py

docs: $(VENV)/.installed
	$(BIN)/python tools/docs_tables.py docs

check-cluster: $(VENV)/.installed
	$(BIN)/python tools/measure_network.py 20 check-cluster

same: $(VENV)/.installed
	$(BIN)/python tools/same.py

clean:
	rm -rf $(VENV) $(LOWEST) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
