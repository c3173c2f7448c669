# Set-up happens by itself: every target that needs the virtual environment makes it first, from
# requirements.lock, and only again when the lock or the project file changes.
PYTHON ?= python3
WORKERS ?= 3
FUZZ ?= 200
AUDITED := .venv/audited.json
AUDIT ?= --vulnerability-service pypi
BIN := .venv/bin
# Without the plugins that no unit test asks for: each is a tenth of a second in each process.
QUICKLY = QUICK=1 $(BIN)/python -m pytest -q -n 2 -p no:schemathesis -p no:faker
READY := .venv/.ready
# Bytecode is kept: tests start programs by the dozen, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check
# A double of Stripe that others wrote. It is under the GPL, so it is no dependency of ours: it has an
# environment of its own, and tests speak to it as to any server.
LOCALSTRIPE := .venv/localstripe

.DEFAULT_GOAL := help
.PHONY: help run test unit check fuzz audit api prove bench lock format clean

help: ## show this list
	@echo "foodmarket: a marketplace for home-cooked food"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## start the whole marketplace (PORT=8000); Ctrl-C stops all of it
	@exec $(BIN)/foodmarket run $(if $(PORT),--port $(PORT))

test: $(READY) $(LOCALSTRIPE)/.ready ## run every test: unit, contract, integration
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

unit: $(READY) ## run the unit tests alone
	$(QUICKLY) tests/unit

check: $(READY) ## format, lint, types, import contracts, unit tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target .check-style .check-types .check-imports .check-units
	@echo "check: all good"

.PHONY: .check-style .check-types .check-imports .check-units
.check-types:
	$(BIN)/mypy
.check-units:
	$(QUICKLY) tests/unit
.check-style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
.check-imports:
	$(BIN)/lint-imports --no-logo

fuzz: $(READY) ## make requests up from the OpenAPI document (FUZZ=200 for each route)
	FUZZ=$(FUZZ) $(BIN)/python -m pytest -o timeout=3600 tests/integration/http/test_fuzz.py

audit: $(READY) ## ask for known vulnerabilities of what is pinned (AUDIT="-s osv --osv-url …": elsewhere)
	@rm -f $(AUDITED)
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes $(AUDIT) --requirement requirements.lock \
		--progress-spinner off --format json --output $(AUDITED) || { \
		echo "audit: see above; where a package was not found, the index does not tell of" \
			"vulnerabilities, or could not be reached, and nothing was shown." >&2; \
		cat $(AUDITED) 2>/dev/null; exit 1; }
	@$(BIN)/python .ci/audited.py requirements.lock $(AUDITED)

api: $(READY) ## record what API clients build upon; refuses what would break them
	$(BIN)/foodmarket openapi --record docs/api/surface.txt

prove: $(READY) ## show that no money and no meal is lost: seeds, planted bugs, replay, ordeal; some forty minutes
	$(BIN)/python -m foodmarket.entrypoints.simulation.proving

bench: $(READY) ## measure speed and print ratios
	$(BIN)/python -m benchmarks

COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --no-annotate --quiet --custom-compile-command "make lock"
lock: $(READY) ## pin the newest allowed versions of every dependency, with hashes
	$(COMPILE) pyproject.toml --extra dev --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra build --output-file requirements-build.lock
	echo localstripe | $(COMPILE) - --output-file requirements-localstripe.lock

format: $(READY) ## rewrite the sources in the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove the environment, caches and local data
	rm -rf .venv .foodmarket .foodmarket-demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage dist

$(READY): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "foodmarket needs Python 3.11 or newer; '$(PYTHON)' is not." \
			"Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Setting up .venv (once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --quiet --require-hashes --only-binary :all: --no-deps -r requirements-build.lock
	@$(PIP) install --quiet --require-hashes --only-binary :all: --no-binary yookassa \
		--no-build-isolation --no-deps -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCALSTRIPE)/.ready: requirements-localstripe.lock requirements-build.lock | $(READY)
	@test -x $(LOCALSTRIPE)/bin/python || $(BIN)/python -m venv $(LOCALSTRIPE)
	@$(PIP) --python $(LOCALSTRIPE) install --quiet --require-hashes --only-binary :all: --no-deps \
		-r requirements-build.lock
	@$(PIP) --python $(LOCALSTRIPE) install --quiet --require-hashes --only-binary :all: --no-binary localstripe \
		--no-build-isolation --no-deps -r requirements-localstripe.lock
	@touch $@
