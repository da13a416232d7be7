# The only door for people. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAGE ?= dev
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup check test demo up down bench openapi vendor synth bootstrap deploy destroy clean

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready node_modules/.ready ## Sets up the virtual environment and the pinned CDK CLI

$(VENV)/.ready: requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Set PYTHON=..."; exit 1; }
	@echo "Setting up the Python environment in $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt --constraint constraints.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.ready: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed."; exit 1; }
	@echo "Installing the pinned CDK CLI ..."
	@npm ci --silent --no-audit --no-fund
	@touch $@

check: setup ## Lint and types, over everything
	@ruff check .
	@ruff format --check .
	@mypy .

test: check ## Everything: lint, types, unit, contract, infrastructure, architecture, end to end
	@python -m pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder

demo: setup ## Shows the whole pipeline at work on this machine, and checks what it shows
	@python -m local.demo

up: setup ## Leaves the local cloud running with the pipeline deployed
	@python -m local.cloud up

down: setup ## Stops the local cloud; no process and no port stays behind
	@python -m local.cloud down

bench: setup ## Measures requests, cost, cold start, CPU, throughput; writes .local/bench.json
	@python -m local.bench

openapi: setup ## Writes the review API's OpenAPI document from its table of routes
	@python -m lambdas.review_api.openapi

vendor: setup ## Copies the console's library from node_modules, after its pin was changed
	@python -m local.console_library

synth: setup ## Writes the templates of STAGE to cdk.out
	@cdk synth --quiet --context stage=$(STAGE)

bootstrap: setup ## Prepares the account and Region of the shell for the CDK (once)
	@cdk bootstrap --context stage=$(STAGE)

deploy: setup ## Deploys STAGE to the AWS account of the shell's credentials
	@cdk deploy --all --context stage=$(STAGE) --outputs-file .local/outputs-$(STAGE).json

destroy: setup ## Removes STAGE from the account (what is retained is listed in README)
	@cdk destroy --all --context stage=$(STAGE)

clean: ## Removes what was built (not the virtual environment)
	@rm -rf cdk.out .build .mypy_cache .ruff_cache .pytest_cache .hypothesis
