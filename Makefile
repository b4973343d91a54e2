# Each target sets up all it needs first: make run, make test, make check, make docs, make bench, make wheel.
# make bench OPTIONS=--quick: a little of every bench; OPTIONS=--report: the figures of the pages and the README anew.
# make check: make test without what is slow; make lint: ruff, mypy, import-linter.
# The tests run in one process a core; those marked 'alone' come after the others.
# make docs: the documentation site, in build/site.
# make readers: other tools, which the tests of the formats let read our files; make test has them set up too.
# Another Python: make run PYTHON=python3.12. What the set-up made is in .venv; delete it to start over.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
READERS := .venv-readers/ready

PYTEST := $(BIN)/pytest
PARALLEL := -n logical --dist worksteal
ALONE = $(shell grep --recursive --files-with-matches --include='test_*.py' 'mark\.alone' tests)

.PHONY: run test check lint docs readers bench wheel

run: $(READY)
	@$(call apt,Qt,$$($(BIN)/python -m faceparse_gui.preflight xcb))
	$(BIN)/faceparse-gui resources/faceparse_resources/sample/*.jpg

test check: export QT_QPA_PLATFORM = offscreen
test check: lint $(READERS)

test:
	@status=0; set -x; $(PYTEST) $(PARALLEL) -m "not alone" || status=1; $(PYTEST) -m alone $(ALONE) || status=1; exit $$status

check:
	$(PYTEST) $(PARALLEL) -m "not slow and not alone"

lint: $(READY)
	@$(call apt,Qt,$$($(BIN)/python -m faceparse_gui.preflight offscreen))
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

readers: $(READERS)

bench: $(READY)
	@set -e; for script in tests/bench/bench_*.py tests/bench/parsing/bench_*.py; do echo; echo "$$script"; $(BIN)/python $$script $(OPTIONS); done

wheel: $(READY)
	$(BIN)/python -m build --wheel --no-isolation

$(READY): pyproject.toml constraints.txt
	@$(call apt,The set-up,$$(command -v $(PYTHON) >/dev/null || echo python3))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }
	@$(call apt,The set-up,$$($(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv))
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(READERS): tests/formats/readers.txt | $(READY)
	$(PYTHON) -m venv .venv-readers
	.venv-readers/bin/python -m pip install --quiet --requirement tests/formats/readers.txt
	@touch $@

# $(call apt,WHO,PACKAGES): root installs the missing Debian packages, anybody else is told the command.
define apt
packages="$(2)"; \
if [ -n "$$packages" ]; then \
	install="apt-get install --yes --no-install-recommends $$packages"; \
	if [ "$$(id -u)" = 0 ]; then apt-get update --quiet=2 && $$install; \
	else echo "$(1) needs packages that are not here. Install them, then start again: sudo $$install"; exit 1; fi; \
fi
endef
