# Everything a fresh machine needs: `make run` shows the dashboard, `make test` checks the whole project.
# Each does its own set-up in .venv; nothing is installed outside this folder, save Chromium for the browser tests.

VENV := .venv
BIN := $(VENV)/bin

# The first Python of at least 3.11; choose another with `make PYTHON=… run`.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$candidate; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help run test check browser nginx bench reliability messages clean

help: ## say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1: \2/'

run: $(VENV)/run.stamp ## show the dashboard in a browser
	$(BIN)/streamlit run dashboard.py

test: check browser nginx ## run all checks and tests
	$(BIN)/pytest --numprocesses auto --dist loadfile --ignore tests/browser
	$(BIN)/pytest tests/browser

check: $(VENV)/dev.stamp ## lint, format, types, the record, the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/positions check
	$(BIN)/pytest -q tests/test_architecture.py

browser: $(VENV)/dev.stamp
	$(BIN)/python -m tests.browser.chromium

nginx: $(VENV)/dev.stamp
	$(BIN)/python -m tests.nginx

bench: $(VENV)/dev.stamp browser ## measure, and print a table
	$(BIN)/python -m benchmarks

reliability: $(VENV)/dev.stamp ## agreement of the two codings of the record
	$(BIN)/python -m tests.reliability

messages: $(VENV)/dev.stamp ## bring the catalogues of the interface up to date with the code
	$(BIN)/python -m tests.catalogues

clean: ## remove what was set up
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/run.stamp: pyproject.toml constraints.txt
	$(if $(PYTHON),,$(error Python 3.11 or later was not found; install it, or name it with `make PYTHON=…`))
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
