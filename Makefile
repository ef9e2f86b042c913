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
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(CACHE)/collections

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo sandbox test pytest unit units functional eda conformance sanity integration \
	bench bench-check bench-docs lint build browser pictures clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/demo/installed ## a playbook against a sandbox tenant, step by step
	@$(VENV)/demo/bin/python -m tests.demo

sandbox: $(VENV)/demo/installed ## run a sandbox tenant, for trying things out
	@$(VENV)/demo/bin/python -m tests.sandbox

test: ## run every test and linter
	@$(PYTHON) tests/tools/stages.py lint sanity units pytest integration

pytest: $(VENV)/test/installed $(VENV)/eda/installed $(VENV)/sdk-v2024/installed $(VENV)/sdk-v1/installed
	@$(TEST)/pytest --numprocesses 2

unit: $(VENV)/test/installed ## pure functions, in seconds
	@$(TEST)/pytest tests/unit

functional: $(VENV)/test/installed ## modules, playbooks and examples against the sandbox
	@$(TEST)/pytest --numprocesses 2 tests/functional

eda: $(VENV)/test/installed $(VENV)/eda/installed ## the event source, in ansible-rulebook (takes Java 17)
	@$(TEST)/pytest tests/functional/eda

conformance: $(VENV)/test/installed $(VENV)/sdk-v2024/installed $(VENV)/sdk-v1/installed ## the sandbox against the vendor's SDK and specification
	@$(TEST)/pytest tests/conformance

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
lint: $(VENV)/lint/installed ## ruff, mypy, ansible-lint, changelog and documentation
	@mkdir -p $(HOME) && python tests/tools/link_checkout.py
	ruff check --quiet
	ruff format --check --quiet
	MYPYPATH=$(ANSIBLE_COLLECTIONS_PATH) mypy --package $(COLLECTION).plugins.module_utils --package $(COLLECTION).plugins.plugin_utils \
		--package $(COLLECTION).plugins.inventory --package $(COLLECTION).plugins.lookup
	ansible-lint
	antsibull-changelog lint
	cd $(ANSIBLE_COLLECTIONS_PATH)/$(subst .,/,$(COLLECTION)) && antsibull-docs lint-collection-docs --plugin-docs .

browser: ## install Chromium for the tests of the report, where apt-get can
	@command -v chromium chromium-browser google-chrome || (apt-get update -qq && apt-get install -qq -y chromium) || \
	echo "browser: no Chromium, and apt-get cannot install it (as root?): the tests in a browser are skipped"

pictures: $(VENV)/test/installed ## take the pictures of the report in docs/images anew
	@$(TEST)/python -m tests.tools.picture_report

build: $(VENV)/demo/installed ## the tarball of the collection, in .cache/dist
	@$(VENV)/demo/bin/ansible-galaxy collection build --force --output-path $(CACHE)/dist

clean: ## remove all that was made
	rm -rf $(CACHE)

$(VENV)/%/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is older than Python 3.11: set PYTHON to a newer one")'
	@echo "Installing the tools of the group $* into $(VENV)/$*"
	@$(PYTHON) -m venv --clear $(VENV)/$*
	@$(VENV)/$*/bin/python -m pip install -qq --disable-pip-version-check $(INSTALLER)
	@$(VENV)/$*/bin/python -m pip install -qq --disable-pip-version-check --group $*
	@touch $@
