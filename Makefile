# «make» tells what there is. Needs Python 3.11 or newer, with its venv module, and nothing else.

PORT ?= 8000
WORKERS ?= 2
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Dozens of processes are started: with bytecode kept, not each of them compiles the program anew.
TESTS := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

.PHONY: help demo test more check benchmark screens wheel lock clean

help: ## tell what there is
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/runtime ## load a small region and serve it (PORT=8000)
	@$(BIN)/marshrut demo --port $(PORT)

test: $(VENV)/test ## run every test, on SQLite and on a PostgreSQL of their own (ARGS="-k …")
	@$(TESTS) $(ARGS)

more: $(VENV)/test ## run the generated tests with ten times as many examples
	@MARSHRUT_MORE=1 $(TESTS) tests/property $(ARGS)

check: $(VENV)/lint ## check style, types, layers and the compose file
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

benchmark: $(VENV)/test ## measure everything and write it into docs/benchmarks.md (ARGS="serving …")
	@$(BIN)/python -m tests.benchmarks $(ARGS)

trial-%: $(VENV)/test ## run a trial and write its row of docs/trials.md (ARGS="--rounds 10")
	@$(BIN)/python -m tests.trials $* $(ARGS)

screens: $(VENV)/test ## photograph every page into docs/screens/, light and dark (needs Chromium)
	@$(BIN)/python -m tests.screens $(ARGS)

wheel: $(VENV)/runtime ## build the wheel and try it away from the checkout
	@scripts/try-wheel $(BIN)/python

lock: $(VENV)/runtime ## settle anew the versions in requirements/ (ARGS=--upgrade)
	@scripts/lock $(BIN)/python $(ARGS)

clean: ## remove the environment and whatever was built or cached
	@rm -rf $(VENV) build dist .hypothesis .import_linter_cache
	@rm -rf .mypy_cache .pytest_cache .ruff_cache

# Each stage of the environment is a stamp: it is installed again when its lock changes.

$(VENV)/made:
	@scripts/make-venv $(VENV)
	@touch $@

$(VENV)/runtime: requirements/build.txt requirements/runtime.txt pyproject.toml | $(VENV)/made
	@echo "Installing Marshrut into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test: requirements/test.txt $(VENV)/runtime
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/lint: requirements/lint.txt $(VENV)/test
	@echo "Installing what the checks need …"
	@$(PIP) install --require-hashes -r requirements/lint.txt
	@touch $@
