# What a newcomer needs: `make run` (the try-out in a browser) and `make test`.
# Everything is installed into .venv and bot/tryout/page/node_modules; nothing else on the machine changes.
# On Windows see README.md for the same commands without make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE := bot/tryout/page
PACKAGES := escalation cards storage graph bot
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NPM := $(shell command -v npm 2>/dev/null)

# Random play starts from a seed that is printed; SEED=123 plays the same games again.
SEED ?= $(shell $(PYTHON) -c 'import secrets; print(secrets.randbelow(10**9))')

# Stamps: a file's age says whether its lock file has changed since it was installed.
RUN_STAMP := $(VENV)/.installed-run
TEST_STAMP := $(VENV)/.installed-test
BENCH_STAMP := $(VENV)/.installed-bench
PAGE_STAMP := $(PAGE)/node_modules/.installed
# without Node on the machine, npm comes from a Python wheel into .venv
NODE_STAMP := $(if $(NPM),,$(VENV)/.installed-node)
RUN_NPM = cd $(PAGE) && PATH="$(CURDIR)/$(BIN):$$PATH" npm

.PHONY: run test check bench soak size lock install install-test clean
.DELETE_ON_ERROR:

run: install
	$(BIN)/iro-bot tryout

test: install-test
	$(BIN)/python -m pytest --hypothesis-seed=$(SEED) $(TESTS)

check: install-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/iro-bot check-database
	$(BIN)/python -m pytest --quiet tests/test_floors.py tests/test_house.py

# All of them run, whichever misses its bar; those that missed are named at the end.
bench: install-test $(BENCH_STAMP)
	@missed=""; for bench in $(wildcard tests/bench/bench_*.py); do \
	  echo "== $$bench"; \
	  $(BIN)/python -m $$(echo $${bench%.py} | tr / .) || missed="$$missed $$bench"; \
	done; \
	test -z "$$missed" || { echo "These missed a bar:$$missed"; exit 1; }

soak: install-test
	$(BIN)/python -m pytest -m soak --hypothesis-profile=soak --hypothesis-seed=$(SEED)

# How large the engine is, and how long its functions are.
size: install-test
	$(BIN)/python -m tests.engine_size

install: $(RUN_STAMP) $(PAGE_STAMP)

install-test: $(TEST_STAMP) $(PAGE_STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "IRO Bot needs Python 3.11 or newer, and $(PYTHON) is older or missing."; \
	  echo "Name a newer one, for example: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what IRO Bot needs (once, a minute or two) ..."
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(TEST_STAMP): requirements-test.lock $(RUN_STAMP)
	$(INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

# what is measured beside ours, on top of what the tests need
$(BENCH_STAMP): requirements-bench.lock $(TEST_STAMP)
	$(INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@

$(PAGE_STAMP): $(PAGE)/package-lock.json $(NODE_STAMP)
	$(RUN_NPM) ci --silent
	@touch $@

$(VENV)/.installed-node: requirements-node.lock | $(BIN)/python
	$(INSTALL) --require-hashes -r $<
	@touch $@

# Newest versions that pyproject.toml and package.json allow, with the hash of every file.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --upgrade --custom-compile-command "make lock"
lock: $(NODE_STAMP) | $(BIN)/python
	$(INSTALL) uv
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) pyproject.toml --group build --group test -c requirements.lock -o requirements-test.lock
	$(COMPILE) pyproject.toml --group build --group test --group bench -c requirements-test.lock -o requirements-bench.lock
	$(COMPILE) --group node -o requirements-node.lock
	$(RUN_NPM) install --package-lock-only

clean:
	rm -rf $(VENV) $(PAGE)/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
