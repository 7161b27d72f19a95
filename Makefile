# Repère. GNU make 4 or later, a POSIX shell and Python 3.11 or later; nothing else.
# `make start` and `make test` are the two commands of the README; `.ci/run` calls the second one.

# The Python that makes the virtual environment.
PYTHON ?= python3
PORT = 7860
# More options for pytest, such as PYTEST_ARGS="-x -k ingest".
PYTEST_ARGS ?=
# How often `make faults` kills; the other faults follow it.
KILLS = 100

VENV := .venv
BIN := $(VENV)/bin
HOME_FOLDER := .repere
REPERE = $(BIN)/repere --home $(HOME_FOLDER)
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt
CODE := corpus index assistant evals tests

# Nothing is fetched or sent once the installation is done.
export HF_HUB_OFFLINE = 1
export GRADIO_ANALYTICS_ENABLED = False
export ANONYMIZED_TELEMETRY = False

.DELETE_ON_ERROR:
.PHONY: help install install-dev start test check baseline faults screenshots fix clean

help:
	@echo "make install   installe Repère dans $(VENV) (se répète sans peine; rapide si rien n'a changé)"
	@echo "make start     installe, indexe la collection de départ, puis sert http://127.0.0.1:$(PORT)"
	@echo "               (make start PORT=8080 pour un autre port)"
	@echo "make test      installe les outils de développement, puis lance tout ce que la CI lance"
	@echo "make check     lint, types, étages, audit des bibliothèques (si sa liste est joignable) et essais, sans rien installer"
	@echo "make baseline  refait la référence des questions livrées, quand une mesure change exprès"
	@echo "make faults    tue KILLS fois ($(KILLS)), abîme, remplit le disque, mutile les fichiers lus; long, à lancer à la main"
	@echo "make screenshots"
	@echo "               refait les images des écrans dans docs/ecrans (demande un Chromium)"
	@echo "make fix       corrige ce que ruff sait corriger, et met en forme"
	@echo "make clean     enlève ce qui se refabrique, sauf $(VENV); ne touche pas à $(HOME_FOLDER)"

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

# torch goes first and alone: whoever has put its small CPU build in $(VENV) keeps it, and the rest then
# asks for nothing larger.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Repère demande Python 3.11 ou plus récent; essayez : make PYTHON=python3.11 install")'
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) torch
	$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP_INSTALL) -e ".[dev]"
	@touch $@

# Where the index was made by an earlier version (code 3), it is made again first; no document is lost.
start: install
	$(REPERE) ingest corpus/starter || { [ $$? -eq 3 ] && $(REPERE) rebuild && $(REPERE) ingest corpus/starter; }
	$(REPERE) serve --port $(PORT)

test: install-dev
	@$(MAKE) --no-print-directory check

check:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/audit.py
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

baseline: install-dev
	$(BIN)/python -m evals.gate --update

faults:
	$(BIN)/python -m pytest tests/faults --kills $(KILLS) $(PYTEST_ARGS)

screenshots: install-dev
	$(BIN)/python tests/screenshots.py

fix:
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
