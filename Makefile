# hepaflow: `make` lists what can be made. Only Python 3.11 or newer, make and git are needed beforehand.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PYTHONPATH :=
export PYTHONWARNINGS :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types coverage bench docs examples golden lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## make the virtual environment, every package pinned by hash

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hepaflow needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## the main job on real input: files of five centers through S3, SQS, the handler and DynamoDB, on this machine
	@PYTHONPATH=infra $(BIN)/python -m local.demo

test: setup ## all tests
	$(BIN)/python -m pytest

check: format lint types coverage ## everything CI asks: format, lint, types, import rules, tests, coverage

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .
	PYTHONPATH=shared $(BIN)/lint-imports

types: setup
	$(BIN)/mypy

coverage: setup
	$(BIN)/python -m pytest --cov --cov-report=
	$(BIN)/coverage report --include='*/hepaflow/domain/*' --fail-under=100 --skip-covered
	$(BIN)/coverage report --include='*/hepaflow/pipeline/*' --fail-under=95 --skip-covered
	$(BIN)/coverage report --include='*/hepaflow/readers/*' --fail-under=95 --skip-covered

bench: setup ## what reading costs, beside csv.DictReader on the same file
	$(BIN)/python tests/benchmarks/bench_reading.py

docs: setup ## write the generated documents again: issue codes, profile schema
	$(BIN)/python scripts/build_issue_docs.py
	$(BIN)/python scripts/build_profile_schema.py

examples: setup ## write the example files again
	$(BIN)/python scripts/build_examples.py

golden: setup ## write tests/golden again, once a change of results is wanted
	$(BIN)/python -m scripts.build_golden

lock: setup ## pin all dependencies again, with hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements/dev.txt

clean: ## remove what was made
	rm -rf .venv .venv-* build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
