# Everything runs in .venv, built from the hashed requirement files; `make demo` and `make test` share it.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# Tests start many processes; without kept bytecode each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup demo unit test check format requirements clean

help:
	@echo "make demo     a clinic to play with: simulated, then served on this machine"
	@echo "make unit     the unit tests: no servers, no browser, no simulation, no exhaustive laws"
	@echo "make test     every test"
	@echo "make check    lint, types and import contracts"

setup: .venv/.ready

.venv/.ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "vigil needs Python 3.11 or later; this is $$($(PYTHON) --version 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up .venv" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

demo: setup
	@$(BIN)/vigil demo $(ARGS)

unit: setup
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not end_to_end and not exhaustive" --durations=10 $(ARGS)

test: setup
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs uv; the hashed files name no registry.
requirements:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --upgrade -q -o requirements/run.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --upgrade -q -o requirements/dev.txt

clean:
	rm -rf .venv var
