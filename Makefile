# Everything a newcomer or a pipeline types. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
UV = $$(scripts/find-uv)
# companies sign what they inspect with certificates that only the machine knows
MACHINE_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
export UV_SYSTEM_CERTS := $(if $(MACHINE_CERTIFICATES),true,false)
export NODE_EXTRA_CA_CERTS ?= $(MACHINE_CERTIFICATES)

# each npm project that is there is installed; the front end is built as well, and checked against our API's types
NODE_PROJECTS := $(patsubst %/package.json,%,$(wildcard addin/package.json tests/conformance/node/package.json))
NODE_STAMPS := $(NODE_PROJECTS:%=%/node_modules/.installed)
FRONT_END := $(patsubst addin/package.json,static/addin/.built,$(wildcard addin/package.json))
API_TYPES := $(patsubst addin/package.json,addin/src/api-types.ts,$(wildcard addin/package.json))
OFFICE_JS := $(patsubst addin/package.json,build/office-js/office.js,$(wildcard addin/package.json))
# a build leaves types out, so it does not depend on them
FRONT_END_SOURCES := $(shell find addin -type f -not -path '*/node_modules/*' -not -name api-types.ts 2>/dev/null)
API_SOURCES := $(shell find backend/api backend/core -name '*.py')

# two more than cores: tests wait for processes, pages and Retry-After now and then
TESTERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 2 )))

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/.synced $(NODE_STAMPS) $(API_TYPES) $(FRONT_END) $(VENV)/.browser $(OFFICE_JS) ## prepare everything: .venv, front end, browser

.PHONY: demo
demo: setup ## the sandbox company, connected, synced and served; prints the address of the page
	@$(BIN)/sosync demo

.PHONY: test
test: setup lint ## set up, then check and test everything
	@npm run --prefix addin --silent test
	@$(BIN)/pytest -n $(TESTERS)

.PHONY: lint
lint: $(VENV)/.synced $(NODE_STAMPS) $(API_TYPES) ## style, types, layers
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint-types lint-style

# types take as long as all else together
.PHONY: lint-types
lint-types:
	@$(BIN)/mypy

.PHONY: lint-style
lint-style:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@npm run --prefix addin --silent check

.PHONY: format
format: $(VENV)/.synced ## rewrite the code in the one style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: run
run: setup ## the web process, as in the Procfile
	@PATH="$(CURDIR)/$(BIN):$$PATH"; eval exec "$$(sed -n 's/^web: //p' Procfile)"

.PHONY: worker
worker: setup ## the background worker, as in the Procfile
	@PATH="$(CURDIR)/$(BIN):$$PATH"; eval exec "$$(sed -n 's/^worker: //p' Procfile)"

.PHONY: bench
bench: setup ## syncs against vdirsyncer's, the state of an item against an empty route, the first paint: ratios
	@$(UV) sync --frozen --quiet --group bench --python "$$(scripts/find-python)"
	@$(BIN)/python -m tests.bench.first_sync
	@$(BIN)/python -m tests.bench.persons
	@$(BIN)/python -m tests.bench.latency
	@$(BIN)/python -m tests.bench.item_state
	@$(BIN)/python -m tests.bench.first_paint

.PHONY: scenarios
scenarios: setup ## every scenario at every pace: what held, and how many mails left
	@SCENARIOS=all $(BIN)/pytest -n $(TESTERS) -q -p tests.scenarios.table tests/scenarios

.PHONY: chaos
chaos: setup ## one random history of people, faults and dead runs: make chaos KIND=series SEED=7 STEPS=200
	@$(BIN)/python -m tests.chaos --kind $(or $(KIND),items) --seed $(or $(SEED),1) --steps $(or $(STEPS),60)

.PHONY: marathon
marathon: setup ## random histories of all kinds for an hour or more: make marathon ACTS=200000
	@$(BIN)/python -m tests.chaos.marathon --acts $(or $(ACTS),200000)

.PHONY: mutants
mutants: setup ## deliberate faults of the engine: which random history catches each, and what it saw
	@$(BIN)/python -m tests.chaos.mutant_table

.PHONY: crashes
crashes: setup ## the reference history with a process that dies at every point: what was tried, what held
	@CRASHES=all $(BIN)/pytest -n $(TESTERS) -q --timeout 0 -p tests.chaos.crash_table tests/chaos/test_crash_matrix.py

.PHONY: audit
audit: $(VENV)/.synced $(NODE_STAMPS) ## what has become known of the packages that we install; needs the internet
	@$(UV) audit --frozen
	@npm audit --prefix addin --audit
	@npm audit --prefix tests/conformance/node --audit

.PHONY: screenshots
screenshots: setup ## pictures of every page into screenshots/
	@$(BIN)/pytest -q -k screenshot tests/demo tests/addin tests/portal

$(VENV)/.synced: pyproject.toml uv.lock scripts/find-uv scripts/find-python
	@python="$$(scripts/find-python)"; $(UV) sync --frozen --quiet --python "$$python"
	@touch $@

$(VENV)/.browser: $(VENV)/.synced scripts/get-browser
	@scripts/get-browser $(BIN)
	@touch $@

%/node_modules/.installed: %/package.json %/package-lock.json scripts/check-node
	@scripts/check-node
	@npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@

addin/src/api-types.ts: $(VENV)/.synced addin/node_modules/.installed $(API_SOURCES)
	@mkdir -p build
	@$(BIN)/python -m backend.api.document > build/openapi.json
	@npm run --prefix addin --silent types >/dev/null

# one test is left out without it
build/office-js/office.js: scripts/get-office-js
	-@scripts/get-office-js $(@D)
	@touch -c $@

static/addin/.built: addin/node_modules/.installed $(FRONT_END_SOURCES)
	@npm run --prefix addin --silent build
	@touch $@
