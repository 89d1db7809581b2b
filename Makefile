.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false
export PYTHONDONTWRITEBYTECODE :=

help:  ## Show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup  ## Set up everything, start all processes, print the addresses
	@.venv/bin/kentongan run

test: setup  ## Set up and run every test
	@sh tests/peers/setup.sh
	$(PYTHON) -m coverage erase
	COVERAGE_PATCH=subprocess $(PYTHON) -m coverage run -m pytest -q -m "not slow" -n 2 --dist loadfile
	$(PYTHON) -m coverage run -m pytest -m slow
	$(PYTHON) -m coverage combine -q && $(PYTHON) -m coverage report

check: setup lint types layers $(if $(CI),,quick)  ## Style, types, contracts and the fast tests

lint:  # Style
	.venv/bin/ruff check . && .venv/bin/ruff format --check .

types:  # Types
	.venv/bin/mypy

layers:  # Who may import whom
	.venv/bin/lint-imports

quick:  # The tests that start no process
	$(PYTHON) -m pytest -q -m "not slow" -n 2 --dist loadfile

nlu: setup  ## Train the language model and score it
	.venv/bin/kentongan nlu train && .venv/bin/kentongan nlu score

nlu-full:  ## Build the Rasa environment with TensorFlow (DIET, the benchmark's peer)
	@./setup.sh full

bench: setup nlu-full  ## Measure this product beside Rasa's own channels
	$(PYTHON) -m bench.run

setup:
	@./setup.sh gateway nlu

lock:  ## Renew the locked packages
	uv=$$(./setup.sh uv) && \
	"$$uv" pip compile --quiet --python-version 3.12 --universal --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --extra broker --extra s3 --extra dev setup.cfg \
		requirements-build.in -o requirements.lock
	uv=$$(./setup.sh uv) && sh nlu/lock.sh "$$uv"
	uv=$$(./setup.sh uv) && sh nlu/full/lock.sh "$$uv" 3.10

.PHONY: help run test check lint types layers quick nlu nlu-full bench setup lock
