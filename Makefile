# Everything a newcomer needs is a target here; `make` alone lists them.
# Only python3 (3.11 or newer, with venv), make and git have to be there beforehand.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps --quiet
# The stamps carry the lock file's checksum, so a changed lock installs again and an unchanged one costs nothing.
RUN := .venv/.run-$(firstword $(shell cksum requirements.txt))
DEV := .venv/.dev-$(firstword $(shell cksum requirements-dev.txt))
CODE := edge insights connectors chat

.PHONY: help setup demo up test check fix e2e bench faults doctor clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV) ## create .venv and install everything, for running and for developing

demo: $(RUN) ## start Edge with an invented café in it, at http://127.0.0.1:8000; Ctrl-C stops all
	@$(BIN)/python manage.py demo

up: $(RUN) ## start Edge with your own data
	@$(BIN)/python manage.py up

doctor: $(RUN) ## check every part and say how to mend it
	@$(BIN)/python manage.py doctor

test: $(DEV) ## run the tests, on services of their own
	$(BIN)/python -m pytest

check: $(DEV) ## format, lint, types, layers and migrations, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE) tests manage.py
	$(BIN)/lint-imports
	PYTHONWARNINGS=ignore::RuntimeWarning $(BIN)/python manage.py makemigrations --check --dry-run

fix: $(DEV) ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

e2e: $(DEV) ## walk through Edge in a real browser
	$(BIN)/python -m pytest tests/e2e

bench: $(DEV) ## measure against peers: one line a figure, and .edge/bench.json
	$(BIN)/python -m tests.benchmarks

bench-%: $(DEV) ## measure one subject, such as `make bench-load`
	$(BIN)/python -m tests.benchmarks $*

faults: $(DEV) ## kill parts of Edge in the middle of their work; longer than in CI
	$(BIN)/python -m pytest tests/faults -s

clean: ## remove .venv and caches; your data in .edge stay
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip comes last when an environment is made; without it the making was cut short.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Edge needs Python 3.11 or newer: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv --clear .venv

$(RUN): requirements.txt | .venv/bin/pip
	@echo "Installing what Edge runs on into .venv (once; a minute or two) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | .venv/bin/pip
	@echo "Installing what Edge runs on and is tested with into .venv (once; a minute or two) …"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(RUN)
