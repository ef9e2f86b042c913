# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later

# Everything that is installed or made goes to .cache. The versions of what is installed are in pyproject.toml.
PYTHON ?= python3
INSTALLER := $(shell sed -nE 's/^installer = \["(.*)"\]/\1/p' pyproject.toml)
CACHE := .cache
VENV := $(CACHE)/venv
COLLECTION := ansible_collections.community.sailpoint
TEST := $(VENV)/test/bin
LINT := $(VENV)/lint/bin
TYPESCRIPT := $(CACHE)/typescript/installed
GRAPHVIZ := $(CACHE)/graphviz/installed
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(CACHE)/collections

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo sandbox test test-all matrix pytest unit units properties mutation functional eda awx conformance specification faults \
	slow sanity integration bench bench-check bench-docs lint docs build importer checksums sbom release browser programs pictures clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-13s %s\n", $$1, $$2}'

demo: $(VENV)/demo/installed ## a playbook against a sandbox tenant, step by step
	@$(VENV)/demo/bin/python -m tests.demo

sandbox: $(VENV)/demo/installed ## run a sandbox tenant, for trying things out
	@$(VENV)/demo/bin/python -m tests.sandbox

# What is installed is installed first: the stages side by side would do it twice. pip waits for the network mostly.
test: ## run every test and linter
	@$(MAKE) --no-print-directory --jobs 4 $(VENV)/lint/installed $(PYTEST_NEEDS)
	@ANSIBLE_TEST_PYTHONS=oldest $(PYTHON) tests/tools/stages.py lint,sanity,units,integration pytest

test-all: ## everything: make test, all Pythons, each version of ansible-core, and what a release must pass
	@$(PYTHON) tests/tools/stages.py test,slow,sanity,units,faults,properties,mutation,matrix,docs,importer,sbom

# Less of it, as in: make matrix MATRIX="2.16 2.21 --steps units integration"
MATRIX ?=

matrix: $(VENV)/test/installed ## sanity, units and integration with ansible-core 2.16 to 2.21, where their Pythons are
	@$(TEST)/python -m tests.tools.matrix $(MATRIX)

CONFORMANCE := $(foreach group,sdk-v2024 sdk-v1,$(VENV)/$(group)/installed) $(TYPESCRIPT)
PYTEST_NEEDS := $(foreach group,test awx eda,$(VENV)/$(group)/installed) $(CONFORMANCE)

pytest: $(PYTEST_NEEDS)
	@$(TEST)/pytest --numprocesses 2 --dist worksteal -m "not slow"

slow: $(PYTEST_NEEDS) $(VENV)/oldest/installed ## the tests that take minutes
	@$(TEST)/pytest --numprocesses 2 --dist worksteal -m slow

unit: $(VENV)/test/installed ## pure functions, in seconds
	@$(TEST)/pytest tests/unit

properties: $(VENV)/test/installed ## names, ids and plans by hypothesis, with many examples
	@PROPERTIES=thorough $(TEST)/pytest tests/properties

mutation: $(VENV)/mutation/installed ## change the core in small ways: the tests must see it, in minutes
	@$(VENV)/mutation/bin/python tests/tools/mutate.py

functional: $(VENV)/test/installed ## modules, playbooks and examples against the sandbox
	@$(TEST)/pytest --numprocesses 2 tests/functional

eda: $(VENV)/test/installed $(VENV)/eda/installed ## the event source, in ansible-rulebook (takes Java 17)
	@$(TEST)/pytest tests/functional/eda

awx: $(VENV)/test/installed $(VENV)/awx/installed ## what is shipped for AWX, by ansible-runner, ansible-builder and awx.awx
	@$(TEST)/pytest --numprocesses 2 tests/functional/awx

conformance: $(VENV)/test/installed $(CONFORMANCE) ## the sandbox against the vendor's SDKs and our statement of the API
	@$(TEST)/pytest tests/conformance

specification: $(VENV)/test/installed ## our statement of the API against the vendor's documents: SPECIFICATION=folder
	@$(if $(SPECIFICATION),,$(error SPECIFICATION must name the folder of the vendor's documents))
	@SPECIFICATION="$(abspath $(SPECIFICATION))" $(TEST)/pytest tests/specification

faults: $(VENV)/test/installed ## every operation against every fault, and a fleet of 500 that is killed 20 times
	@$(TEST)/python -m tests.faults
	@FLEET=500 KILLS=20 $(TEST)/pytest tests/faults/test_killed.py

sanity: $(VENV)/test/installed ## ansible-test sanity, on all Pythons that are there
	@$(TEST)/python -m tests.tools.run_ansible_test sanity --venv --color no

units: $(VENV)/test/installed ## ansible-test units: the pure functions on all Pythons that are there
	@$(TEST)/python -m tests.tools.run_ansible_test units --venv --color no

integration: $(VENV)/test/installed ## ansible-test integration: each playbook four times
	@$(TEST)/python -m tests.tools.run_ansible_test integration --local --color no

# More options, as in: make bench BENCH="--quick --only cold"
BENCH ?=
BENCH_VENVS := $(VENV)/bench/installed $(VENV)/sdk-v2024/installed $(VENV)/sdk-v1/installed

bench: $(BENCH_VENVS) ## measure the collection beside uri and the vendor's SDK, in about ten minutes
	@$(VENV)/bench/bin/python -m tests.bench $(BENCH)

bench-check: $(BENCH_VENVS) ## the same, and fail where it is slower than it must be
	@$(VENV)/bench/bin/python -m tests.bench --check $(BENCH)

bench-docs: $(BENCH_VENVS) ## the same, and put figures and chart into docs
	@$(VENV)/bench/bin/python -m tests.bench --docs $(BENCH)

lint: export PATH := $(CURDIR)/$(LINT):$(PATH)
# Some of these keep things in the home of their user.
lint: export HOME := $(CURDIR)/$(CACHE)/home
lint: export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(CACHE)/lint
lint: COPY := $(CACHE)/lint/$(subst .,/,$(COLLECTION))
lint: $(VENV)/lint/installed ## ruff, mypy, ansible-lint, licences, changelog and documentation, of what git tracks
	@mkdir -p $(HOME) && python tests/tools/copy_checkout.py $(CACHE)/lint
	cd $(COPY) && ruff check --quiet
	cd $(COPY) && ruff format --check --quiet
	cd $(COPY) && MYPYPATH=$(ANSIBLE_COLLECTIONS_PATH) mypy --package $(COLLECTION).plugins
	cd $(COPY) && ansible-lint
	cd $(COPY) && reuse lint --quiet
	cd $(COPY) && antsibull-changelog lint
	cd $(COPY) && antsibull-docs lint-collection-docs --plugin-docs .

browser: ## install Chromium for the tests of the report, if apt-get can
	@command -v chromium chromium-browser google-chrome || $(call apt-get,chromium)

programs: browser ## Chromium, Java and Node.js: without them, a few tests are skipped
	@command -v java || $(call apt-get,default-jre-headless)
	@command -v npm || $(call apt-get,nodejs npm)

apt-get = { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $(1) > /dev/null; } || \
	echo "apt-get cannot install $(1) (as root?): the tests that take it are skipped"

pictures: $(VENV)/test/installed $(GRAPHVIZ) ## draw docs/pictures, and take the pictures of the report in docs/images anew
	@NODE_PATH=$(GRAPHVIZ:installed=node_modules) node tests/tools/pictures/draw.cjs docs/pictures/*.dot
	@$(TEST)/python -m tests.tools.picture_report

docs: $(VENV)/docs/installed ## guides and reference as a site, in .cache/docs/html
	@PATH="$(CURDIR)/$(VENV)/docs/bin:$$PATH" python -m tests.tools.build_docs

# Packages of npm: the vendor's SDK for TypeScript, and Graphviz. Without npm they are not installed, and the SDK's test is skipped.
$(TYPESCRIPT): tests/conformance/typescript/package.json
$(GRAPHVIZ): tests/tools/pictures/package.json
$(TYPESCRIPT) $(GRAPHVIZ):
	@command -v npm > /dev/null || { echo "There is no npm: $< is not installed"; exit 0; } && \
	echo "Installing $< into $(@D)" && mkdir -p $(@D) && cp $< $(@D) && \
	npm install --prefix $(@D) --no-package-lock --no-audit --no-fund --loglevel error > /dev/null && touch $@

DIST := $(CACHE)/dist

build: $(VENV)/demo/installed ## the tarball of the collection, in .cache/dist
	@rm -rf $(DIST)
	@$(VENV)/demo/bin/ansible-galaxy collection build --output-path $(DIST)

importer: build $(VENV)/importer/installed ## what Galaxy does with the tarball, without a warning
	@$(VENV)/importer/bin/python tests/tools/import_tarball.py $(DIST)

checksums: build ## the SHA-256 of the tarball, beside it
	@cd $(DIST) && sha256sum *.tar.gz > SHA256SUMS && cat SHA256SUMS

# In an environment of its own, so that nothing but the requirements and what these require is in it.
sbom: $(VENV)/sbom/installed ## a CycloneDX list of the libraries that the collection takes, in .cache/dist
	@mkdir -p $(DIST) && $(PYTHON) -m venv --clear --without-pip $(VENV)/runtime
	@$(VENV)/sbom/bin/python -m pip --python $(VENV)/runtime install -qq --disable-pip-version-check --group runtime
	@$(VENV)/sbom/bin/cyclonedx-py environment --output-reproducible --output-file $(DIST)/sbom.cdx.json $(VENV)/runtime

release: export PATH := $(CURDIR)/$(LINT):$(PATH)
release: $(VENV)/lint/installed ## turn the fragments into the changelog of the version in galaxy.yml
	@python tests/tools/link_checkout.py
	@cd $(ANSIBLE_COLLECTIONS_PATH)/$(subst .,/,$(COLLECTION)) && antsibull-changelog release

clean: ## remove all that was made
	rm -rf $(CACHE)

$(VENV)/%/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is older than Python 3.11: set PYTHON to a newer one")'
	@echo "Installing the tools of the group $* into $(VENV)/$*"
	@$(PYTHON) -m venv --clear $(VENV)/$*
	@$(VENV)/$*/bin/python -m pip install -qq --disable-pip-version-check $(INSTALLER)
	@$(VENV)/$*/bin/python -m pip install -qq --disable-pip-version-check --no-compile --group $*
	@touch $@
