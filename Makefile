# Two commands matter to a newcomer: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SERVE ?= yes

.PHONY: help setup setup-test run test lint types imports audit bench images vectors lock build clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.run-ready ## what `make run` needs: system packages, the locked Python and JavaScript packages

setup-test: .venv/.test-ready ## what `make test` needs on top: a browser and the locked test packages

.venv/.python: lock/run.txt
	.ci/system-packages python fonts
	$(PYTHON) -m venv .venv
	touch $@

.venv/.run-ready: .venv/.python lock/run.txt package-lock.json pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r lock/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	touch $@

.venv/.test-ready: .venv/.run-ready lock/test.txt
	.ci/system-packages browser
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r lock/test.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	touch $@

run: setup ## set up, run a whole season with synthetic people, then serve both windows on loopback (SERVE=no exits)
	$(BIN)/zhicheng init --demo --if-missing
	$(BIN)/zhicheng demo
	@if [ "$(SERVE)" = yes ]; then exec $(BIN)/zhicheng serve; fi

test: setup-test ## every test, with a browser and PostgreSQL
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

lint: setup-test ## ruff, all rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-test ## mypy --strict
	$(BIN)/mypy

imports: setup-test ## the import law
	$(BIN)/lint-imports

audit: setup-test ## known vulnerabilities in the lock, and licences
	$(BIN)/pip-audit --progress-spinner off --disable-pip --require-hashes -r lock/test.txt
	$(BIN)/python -m tests.architecture.licences

bench: setup-test ## the numbers in README
	$(BIN)/python -m bench

images: setup-test ## the pictures in docs/images
	$(BIN)/python -m tests.support.doc_images

vectors: setup-test ## write tests/vectors again; a test fails if a byte changes
	$(BIN)/python -m tests.vectors.make

lock: ## resolve the dependencies again; review the diff
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group hatch -o lock/run.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group hatch --group dev -o lock/test.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header lock/judges.in -o lock/judges.txt

build: setup-test ## both wheels into dist/
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .
	$(BIN)/python -m build --wheel --no-isolation --outdir dist verify

clean: ## remove what set-up made
	rm -rf .venv node_modules dist bench/out
