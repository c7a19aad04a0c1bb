# Six verbs. `make demo` and `make test` do all their own set-up on a machine with Python 3.11 or newer.
#   make demo    the main job on the bundled record: install the core, draft, check, sign
#   make test    install everything, run every test
#   make check   what a change must pass: format, lint, types, room boundaries, tests, documents
#   make bench   one table of measurements, each against a peer in the same run
#   make docs    write docs/cli.md anew and build the site into site/
#   make clean   remove the environment and what was built

VENV := .venv
BIN := $(VENV)/bin
# PyTorch first and by its version: without one, the resolver may take a build that brings gigabytes of CUDA libraries.
# Stamps say what an environment holds, so that a second run starts at once. They lie inside it: removing .venv forgets them.
CORE := $(VENV)/.core
DEV := $(VENV)/.dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check lint pages bench docs clean
.DEFAULT_GOAL := demo

demo: $(CORE)
	@$(BIN)/chartside demo

test: $(DEV)
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: lint pages test

lint: $(DEV)
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

pages: $(DEV)
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/zensical build --strict --clean

bench: $(DEV)
	@$(BIN)/python benchmarks

docs: $(DEV)
	@$(BIN)/python docs/generate.py
	@$(BIN)/zensical build --strict --clean

clean:
	rm -rf $(VENV) build dist site src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@python=; for try in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if $$try -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$try; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'Chartside needs Python 3.11 or newer with its venv module, and none was found (tried python3, python3.11 to python3.14, python).' >&2; \
	  exit 1; \
	fi; \
	echo "[1/3] Making a virtual environment in $(VENV) ($$($$python --version))"; \
	$$python -m venv $(VENV)

$(CORE): pyproject.toml | $(BIN)/python
	@echo '[2/3] Installing the core (no torch, no model weights): about half a minute'
	@$(PIP) --editable .
	@echo '[3/3] Installed'
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	@echo '[2/3] Installing everything, with what the tests need: about two minutes'
	@$(PIP) torch==2.13.0
	@$(PIP) --editable '.[dev]'
	@$(PIP) --force-reinstall --no-deps opencv-python-headless # over the one with windows, which needs libGL
	@echo '[3/3] Installed'
	@touch $(CORE) $@
