# Every word does its own set-up. On a new machine: Python >= 3.11 and make.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test check lint format golden kill simulate bench screenshots lock clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: .make/run  ## the bot beside a pretend Slack, in one page
	@$(BIN)/dytt demo

test: .make/dev  ## every test; what the machine lacks is named and skipped
	@$(BIN)/python -m pytest

check: .make/run  ## the catalogue: counts, mistakes, what is missing
	@$(BIN)/dytt check

lint: .make/dev  ## format, style, layers, types, Dockerfile
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/hadolint Dockerfile

format: .make/dev  ## put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

golden: .make/dev  ## write the golden messages and docs/commands.md anew; read the diff
	@DYTT_TEST_GOLDEN=write $(BIN)/python -m pytest tests/golden tests/dialogue tests/architecture/test_docs.py

kill: .make/dev  ## the real process, killed many times
	@DYTT_TEST_KILLS=300 $(BIN)/python -m pytest -m kill

simulate: .make/dev  ## 2,000 simulated workspace-years; DYTT_TEST_YEARS=200 for fewer
	@DYTT_TEST_YEARS=$${DYTT_TEST_YEARS:-2000} $(BIN)/python -m pytest -s tests/simulation/test_years.py

bench: .make/dev  ## how fast it is, beside bare floors; takes a while
	@$(BIN)/dytt bench plan
	@$(BIN)/dytt bench deliver
	@$(BIN)/dytt bench inbound

screenshots: .make/dev  ## take the pictures in docs/ anew; look at them
	@$(BIN)/python -m tests.e2e.screenshots

lock: .make/dev  ## resolve the pinned requirements anew, for Python 3.11 to 3.13
	@requirements/lock

clean:  ## what was made
	@rm -rf .make .venv build dist .mypy_cache .ruff_cache .pytest_cache

.make/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Name another: make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv
	@mkdir -p .make && touch $@

.make/run: .make/venv requirements/run.txt pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.make/dev: .make/run requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
