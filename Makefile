# Two commands do everything: `make publish` and `make test`.
# Looked for only when .venv is made: the newest Python from 3.11 on that can make one.
PYTHON = $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then command -v $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq

.PHONY: publish test check nightly bench clean help

help:
	@echo "make publish   set up, then publish the desk in this folder (seeds/ to feeds/)"
	@echo "make test      set up, then lint, types, import contract and tests"
	@echo "make nightly   every test on new examples, and the long sweeps: kill loops, fuzzing"
	@echo "make bench     the benchmarks, as ratios"

publish: $(VENV)/.installed
	@$(BIN)/digest publish --desk .

test: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -q -n 2 -m "not nightly"

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >.import-linter.log 2>&1 || { cat .import-linter.log; exit 1; }

nightly: $(VENV)/.installed-dev
	@$(BIN)/pytest -q --hypothesis-profile=search

bench: $(VENV)/.installed-dev
	@$(BIN)/python bench/publish.py
	@$(BIN)/python bench/feeds.py

# The stamps make every later run quick and offline; they go stale only when pyproject.toml changes.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "setting up (once) ..."
	@$(PIP) -e . && touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "setting up the tests (once) ..."
	@$(PIP) -e '.[dev]' && touch $@ $(VENV)/.installed

$(BIN)/python:
	@python="$(PYTHON)"; if [ -n "$$python" ]; then "$$python" -m venv --clear $(VENV); else \
		echo "Digest needs Python 3.11 or newer with venv. Install it with:"; \
		if [ "$$(uname)" = Darwin ]; then echo "  brew install python@3.13"; \
		else echo "  apt install make python3 python3-venv"; fi; exit 1; fi

clean:
	@rm -rf $(VENV) build dist var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .import-linter.log
