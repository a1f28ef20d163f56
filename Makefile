# The one list of commands. CI and people call the same targets.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
JOBS ?= 2
DRAWN := $(or $(SEED),1)
COUNT ?= 5
ONLY ?= claude,codex,claude-acp
SEED := $(or $(SEED),$(shell date +%s))

.PHONY: setup test lint types layers unit all-tests golden demo check-demo strangers stranger-run kills fuzz agents adversary soundness laws laws-page broken core-coverage mutants bench clean
.DEFAULT_GOAL := test

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

setup: $(STAMP)

test: lint types layers all-tests

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-cache

all-tests: setup
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m 'not network' -q

golden: setup
	GATEWRIGHT_UPDATE_GOLDEN=1 $(BIN)/pytest -q $$(grep -rl agrees_with_file tests --include='test_*.py')

demo: setup
	$(BIN)/python -m tests.demo_run $(AGENT)

check-demo: setup
	$(BIN)/python -m tests.demo

strangers: setup
	$(BIN)/python -m tests.strangers

stranger-run: setup
	$(BIN)/python -m tests.strangers.landed

kills: setup
	GATEWRIGHT_KILLS=50 $(BIN)/pytest -q tests/e2e/test_run_kill.py

agents: setup
	ONLY=$(ONLY) $(BIN)/python -m tests.agents

fuzz: setup
	$(BIN)/python -m tests.fuzz

adversary: setup
	$(BIN)/python -m tests.adversary

soundness: setup
	@echo "seed $(SEED)"
	GATEWRIGHT_SOUNDNESS=204 GATEWRIGHT_SEED=$(SEED) $(BIN)/pytest -n $(JOBS) --dist worksteal -q tests/soundness

laws: setup
	@echo "seed $(SEED)"
	GATEWRIGHT_LAW_CHANCE=1 $(BIN)/pytest -q -p no:cacheprovider --hypothesis-seed=$(SEED) tests/laws

laws-page: setup
	GATEWRIGHT_LAW_PAGE=1 $(BIN)/pytest -q -p no:cacheprovider tests/laws

broken: setup
	JOBS=$(JOBS) $(BIN)/python -m tests.broken

core-coverage: setup
	$(BIN)/python -m tests.core_coverage

mutants: setup
	JOBS=$(JOBS) SEED=$(DRAWN) COUNT=$(COUNT) $(BIN)/python -m tests.mutants $(MODULES)

bench: setup
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/check.py
	$(BIN)/python -m bench.lists
	$(BIN)/python -m bench.waiting
	$(BIN)/python -m bench.context
	$(BIN)/python -m bench.engine

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
