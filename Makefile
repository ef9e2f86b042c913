# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later

# Everything that is installed or built goes to .cache. Versions are pinned in pyproject.toml.
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

help: ## list these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-13s %s\n", $$1, $$2}'

demo: $(VENV)/demo/installed ## run the playbooks against a sandbox, step by step
	@$(VENV)/demo/bin/python -m tests.demo

sandbox: $(VENV)/demo/installed ## start a sandbox to try the collection
	@$(VENV)/demo/bin/python -m tests.sandbox

# Install first: parallel stages would install twice. Parallel installs are fast, because pip mostly waits for the network.
test: ## run the tests and linters
	@$(MAKE) --no-print-directory --jobs 4 $(VENV)/lint/installed $(PYTEST_NEEDS)
	@ANSIBLE_TEST_PYTHONS=oldest $(PYTHON) tests/tools/stages.py lint,sanity,units,integration pytest

test-all: ## run make test, every Python and ansible-core version, and the release checks
	@$(PYTHON) tests/tools/stages.py test,slow,sanity,units,faults,properties,mutation,matrix,docs,importer,sbom

# For a part of it: make matrix MATRIX="2.16 2.21 --steps units integration"
MATRIX ?=

matrix: $(VENV)/test/installed ## run sanity, units and integration with ansible-core 2.16 to 2.21
	@$(TEST)/python -m tests.tools.matrix $(MATRIX)

CONFORMANCE := $(foreach group,sdk-v2024 sdk-v1,$(VENV)/$(group)/installed) $(TYPESCRIPT)
PYTEST_NEEDS := $(foreach group,test awx eda,$(VENV)/$(group)/installed) $(CONFORMANCE)

pytest: $(PYTEST_NEEDS)
	@$(TEST)/pytest --numprocesses 2 --dist worksteal -m "not slow"

slow: $(PYTEST_NEEDS) $(VENV)/oldest/installed ## run the tests that take minutes
	@$(TEST)/pytest --numprocesses 2 --dist worksteal -m slow

unit: $(VENV)/test/installed ## run the unit tests (seconds)
	@$(TEST)/pytest tests/unit

properties: $(VENV)/test/installed ## run the property-based tests with many examples
	@PROPERTIES=thorough $(TEST)/pytest tests/properties

mutation: $(VENV)/mutation/installed ## run the mutation tests (minutes)
	@$(VENV)/mutation/bin/python tests/tools/mutate.py

functional: $(VENV)/test/installed ## test modules, playbooks and examples against the sandbox
	@$(TEST)/pytest --numprocesses 2 tests/functional

eda: $(VENV)/test/installed $(VENV)/eda/installed ## test the event source in ansible-rulebook (requires Java 17)
	@$(TEST)/pytest tests/functional/eda

awx: $(VENV)/test/installed $(VENV)/awx/installed ## test the AWX files with ansible-runner, ansible-builder and awx.awx
	@$(TEST)/pytest --numprocesses 2 tests/functional/awx

conformance: $(VENV)/test/installed $(CONFORMANCE) ## test the sandbox with the vendor's SDKs and our specification
	@$(TEST)/pytest tests/conformance

specification: $(VENV)/test/installed ## compare our specification with the vendor's: SPECIFICATION=folder
	@$(if $(SPECIFICATION),,$(error SPECIFICATION must name the folder of the vendor's documents))
	@SPECIFICATION="$(abspath $(SPECIFICATION))" $(TEST)/pytest tests/specification

faults: $(VENV)/test/installed ## test every operation with every fault, and kill a fleet run 20 times
	@$(TEST)/python -m tests.faults
	@FLEET=500 KILLS=20 $(TEST)/pytest tests/faults/test_killed.py

sanity: $(VENV)/test/installed ## run ansible-test sanity on all installed Pythons
	@$(TEST)/python -m tests.tools.run_ansible_test sanity --venv --color no

units: $(VENV)/test/installed ## run ansible-test units on all installed Pythons
	@$(TEST)/python -m tests.tools.run_ansible_test units --venv --color no

integration: $(VENV)/test/installed ## run ansible-test integration: each playbook four times
	@$(TEST)/python -m tests.tools.run_ansible_test integration --local --color no

# Options, for example: make bench BENCH="--quick --only cold"
BENCH ?=
BENCH_VENVS := $(VENV)/bench/installed $(VENV)/sdk-v2024/installed $(VENV)/sdk-v1/installed

bench: $(BENCH_VENVS) ## compare the speed with uri and the vendor's SDK (15 minutes)
	@$(VENV)/bench/bin/python -m tests.bench $(BENCH)

bench-check: $(BENCH_VENVS) ## run make bench, and fail if it exceeds the limits
	@$(VENV)/bench/bin/python -m tests.bench --check $(BENCH)

bench-docs: $(BENCH_VENVS) ## run make bench, and update the figures in docs
	@$(VENV)/bench/bin/python -m tests.bench --docs $(BENCH)

lint: export PATH := $(CURDIR)/$(LINT):$(PATH)
# Some of these write to the home of their user.
lint: export HOME := $(CURDIR)/$(CACHE)/home
lint: export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(CACHE)/lint
lint: COPY := $(CACHE)/lint/$(subst .,/,$(COLLECTION))
lint: $(VENV)/lint/installed ## run ruff, mypy, ansible-lint, reuse and the antsibull linters on tracked files
	@mkdir -p $(HOME) && python tests/tools/copy_checkout.py $(CACHE)/lint
	cd $(COPY) && ruff check --quiet
	cd $(COPY) && ruff format --check --quiet
	cd $(COPY) && MYPYPATH=$(ANSIBLE_COLLECTIONS_PATH) mypy --package $(COLLECTION).plugins
	cd $(COPY) && ansible-lint
	cd $(COPY) && reuse lint --quiet
	cd $(COPY) && antsibull-changelog lint
	cd $(COPY) && antsibull-docs lint-collection-docs --plugin-docs .

browser: ## install Chromium for the report tests with apt-get
	@command -v chromium chromium-browser google-chrome || $(call apt-get,chromium)

programs: browser ## install Chromium, Java and Node.js for the tests that require them
	@command -v java || $(call apt-get,default-jre-headless)
	@command -v npm || $(call apt-get,nodejs npm)

apt-get = { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $(1) > /dev/null; } || \
	echo "apt-get cannot install $(1) (as root?): the tests that require it are skipped"

pictures: $(VENV)/test/installed $(GRAPHVIZ) ## draw docs/pictures and update the screenshots in docs/images
	@NODE_PATH=$(GRAPHVIZ:installed=node_modules) node tests/tools/pictures/draw.cjs docs/pictures/*.dot
	@$(TEST)/python -m tests.tools.picture_report

docs: $(VENV)/docs/installed ## build the documentation site in .cache/docs/html
	@PATH="$(CURDIR)/$(VENV)/docs/bin:$$PATH" python -m tests.tools.build_docs

# Packages of npm: the vendor's SDK for TypeScript, and Graphviz. Without npm they are not installed, and the SDK's test is skipped.
$(TYPESCRIPT): tests/conformance/typescript/package.json
$(GRAPHVIZ): tests/tools/pictures/package.json
$(TYPESCRIPT) $(GRAPHVIZ):
	@command -v npm > /dev/null || { echo "npm is missing, so $< is not installed"; exit 0; } && \
	echo "Installing $< into $(@D)" && mkdir -p $(@D) && cp $< $(@D) && \
	npm install --prefix $(@D) --no-package-lock --no-audit --no-fund --loglevel error > /dev/null && touch $@

DIST := $(CACHE)/dist

build: $(VENV)/demo/installed ## build the tarball of the collection in .cache/dist
	@rm -rf $(DIST)
	@$(VENV)/demo/bin/ansible-galaxy collection build --output-path $(DIST)

importer: build $(VENV)/importer/installed ## run Galaxy's importer on the tarball
	@$(VENV)/importer/bin/python tests/tools/import_tarball.py $(DIST)

checksums: build ## write the SHA-256 of the tarball to .cache/dist
	@cd $(DIST) && sha256sum *.tar.gz > SHA256SUMS && cat SHA256SUMS

# A separate environment, so that it contains the requirements and their dependencies only.
sbom: $(VENV)/sbom/installed ## write a CycloneDX SBOM to .cache/dist
	@mkdir -p $(DIST) && $(PYTHON) -m venv --clear --without-pip $(VENV)/runtime
	@$(VENV)/sbom/bin/python -m pip --python $(VENV)/runtime install -qq --disable-pip-version-check --group runtime
	@$(VENV)/sbom/bin/cyclonedx-py environment --output-reproducible --output-file $(DIST)/sbom.cdx.json $(VENV)/runtime

release: export PATH := $(CURDIR)/$(LINT):$(PATH)
release: $(VENV)/lint/installed ## create the changelog of the version in galaxy.yml
	@python tests/tools/link_checkout.py
	@cd $(ANSIBLE_COLLECTIONS_PATH)/$(subst .,/,$(COLLECTION)) && antsibull-changelog release

clean: ## delete .cache
	rm -rf $(CACHE)

$(VENV)/%/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is older than Python 3.11. Set PYTHON to a newer one")'
	@echo "Installing the tools of the group $* into $(VENV)/$*"
	@$(PYTHON) -m venv --clear $(VENV)/$*
	@$(VENV)/$*/bin/python -m pip install -qq --disable-pip-version-check $(INSTALLER)
	@$(VENV)/$*/bin/python -m pip install -qq --disable-pip-version-check --no-compile --group $*
	@touch $@
