# Two commands do everything: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: run test test-long lint format translations benchmarks clean help

help:
	@echo "make run         the demo business, on SQLite, at http://127.0.0.1:8000"
	@echo "make test        the whole suite on SQLite and PostgreSQL, in a real browser, with a real mail server"
	@echo "make test-long   the large numbers: many more crash seeds and random cases"
	@echo "make benchmarks  the walk beside its peers (EVENTS=50000000 for the large run)"
	@echo "make lint        style, types, the order of the rooms, translations"

$(READY): pyproject.toml hatch_build.py tools/setup.py
	@$(PYTHON) tools/setup.py $(VENV)
	@touch $@

$(READY_DEV): pyproject.toml hatch_build.py tools/setup.py
	@$(PYTHON) tools/setup.py $(VENV) dev
	@touch $@ $(READY)

run: $(READY)
	@$(BIN)/python -m suppilo.config.catalogues compile
	@$(BIN)/suppilo demo --serve

test: $(READY_DEV)
	@$(BIN)/python -m suppilo.config.catalogues compile
	@$(BIN)/python -m tests.run

test-long: $(READY_DEV)
	@$(BIN)/python -m suppilo.config.catalogues compile
	@$(BIN)/python -m tests.run --long

lint: $(READY_DEV)
	@$(BIN)/ruff format --check src tests benchmarks tools
	@$(BIN)/ruff check src tests benchmarks tools
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m mypy
	@$(BIN)/python -m suppilo.config.catalogues check

format: $(READY_DEV)
	@$(BIN)/ruff check --fix src tests benchmarks tools
	@$(BIN)/ruff format src tests benchmarks tools

translations: $(READY_DEV)
	@$(BIN)/python -m suppilo.config.catalogues update

EVENTS ?= 10000000
benchmarks: $(READY_DEV)
	@$(BIN)/pip install --quiet --editable '.[benchmarks]'
	@for one in funnel retention paths attribution store growth many_machines; do \
		echo "== $$one"; case $$one in growth) size=--most;; *) size=--events;; esac; \
		$(BIN)/python benchmarks/$$one.py $$size $(EVENTS) || exit 1; done

clean:
	rm -rf $(VENV) var test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis
