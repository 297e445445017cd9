# Each target installs what it needs first. `make up` and `make test` are all that a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
CONTACT ?=
# A process for each core and one more, as many tests wait for servers; each has whole test files: what a file starts or
# builds for all its tests is there once. A process that dies is a failure and isn't replaced: pytest-xdist 3.8 would wait
# for its tests for ever.
PROCESSES = $(shell $(PYTHON) -c 'import os; print(1 + (os.cpu_count() or 1))')
PYTEST = $(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder --max-worker-restart=0

.PHONY: up ready test test-reloaded chromium check format translations lock bench screenshots clean
.DEFAULT_GOAL := up

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Pressroom needs Python 3.11 or newer: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: install it first (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-test: .venv/installed requirements-test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

# What is known by name is put into tables, which each process would do for itself otherwise.
.venv/tables: .venv/installed $(shell find crawler/entities -name '*.py' -o -name '*.toml' -o -name '*.txt')
	@$(BIN)/python -m crawler.entities
	@touch $@

# The engine's loops are compiled once, all anew when one changes: numba does not see what they import.
.venv/kernels: .venv/installed indexer/engine/compile_kernels.py $(wildcard indexer/engine/kernels/*.py) | .venv/tables
	@rm -f indexer/engine/kernels/__pycache__/*.nb[ci]
	@echo "Compiling the index engine, which takes a minute or two ..."
	@$(BIN)/python -m indexer.engine.compile_kernels
	@touch $@

up: .venv/kernels
	@PRESSROOM_CRAWLER__CONTACT="$${PRESSROOM_CRAWLER__CONTACT:-$(CONTACT)}" $(BIN)/pressroom up

# Debian's Chromium drives the browser tests; it is installed when it is missing and we may.
chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } \
	  || echo "No chromium here and no right to install it: the browser tests will say so and skip." >&2

# What tests need. With `make -j3` it is there sooner, which CI does.
ready: .venv/installed-test .venv/kernels chromium

test: ready
	$(PYTEST)

# The index on the other Whoosh, in a folder that goes before the installed one.
test-reloaded: .venv/installed-test .venv/kernels requirements-reloaded.lock
	@rm -rf .venv/reloaded
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-reloaded.lock --target .venv/reloaded
	PYTHONPATH=.venv/reloaded $(BIN)/python -c 'import whoosh; assert "reloaded" in whoosh.__file__, whoosh.__file__'
	PYTHONPATH=.venv/reloaded $(PYTEST) -q -m "not any_whoosh" tests/indexer

check: .venv/installed-test .venv/kernels
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -q -m "not slow and not browser"

format: .venv/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# All texts of the interface into its catalogues, web/translations/*.po; what is new stands there untranslated.
translations: .venv/installed
	$(BIN)/python -m web.catalogues

# Needs `uv` on the PATH. Writes both lock files again from pyproject.toml: hashes, no addresses.
lock:
	uv pip compile pyproject.toml --extra encoder --group build --universal --generate-hashes --no-emit-index-url --python-version 3.11 --upgrade -q -o requirements.lock
	uv pip compile --group reloaded --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q -o requirements-reloaded.lock
	uv pip compile pyproject.toml --extra encoder --group build --group test -c requirements.lock --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q -o requirements-test.lock

bench: .venv/installed-test .venv/kernels
	$(BIN)/python -m tests.bench

# Every page, small and large, light and dark, of the service on the sample newsroom; into screenshots/.
screenshots: .venv/installed-test .venv/kernels chromium
	$(BIN)/python -m tests.browser.screenshots screenshots

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build
