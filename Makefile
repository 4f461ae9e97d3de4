# `make demo` and `make test` are all that a newcomer needs: each sets itself up in this checkout.
# Variables: PYTHON=python3.12 chooses the interpreter of a new .venv; ARGS="-k name" goes to pytest.

PYTHON ?=
ARGS ?=
export PYTHON
BIN := .venv/bin
CACHES := .mypy_cache .ruff_cache .pytest_cache .hypothesis .mutants build dist

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-cluster faults check bench mutants lock pictures clean demo-environment environment parts lint

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: demo-environment  ## a simulated region, live at http://127.0.0.1:8000; Ctrl-C ends it
	@exec $(BIN)/platzfrei-hub demo

test: environment parts lint  ## lint, types and all tests; installs what they run against, if it may
	@exec $(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder --durations 10 --durations-min 5 $(ARGS)

faults: environment parts  ## the heavy attacks: what one of them finds, `make test` should have found
	@exec $(BIN)/pytest -n 2 --dist loadgroup -m faults -rP --durations 10 $(ARGS)

test-cluster: environment  ## on three nodes of RMQTT, where there is its program: PLATZFREI_RMQTTD=…
	@exec $(BIN)/pytest -n 0 -m cluster -rs $(ARGS)

check: environment lint  ## format, lint, types and the rules of the house
	@exec $(BIN)/pytest --quiet tests/test_architecture.py $(ARGS)

bench: environment parts  ## measure, and print one table
	@exec $(BIN)/python -m tests.bench $(ARGS)

mutants: environment  ## put faults into the rules and see the tests fail; ARGS=hub/domain/gaps.py
	@exec $(BIN)/python -m tests.mutants $(ARGS)

pictures: environment parts  ## take the pictures of the README anew, of a demo
	@exec $(BIN)/python -m tests.pictures

lock: environment  ## write requirements/ anew; ARGS=--upgrade takes the newest versions
	@deploy/bootstrap/lock.sh $(ARGS)

clean:  ## remove everything that make has made
	rm -rf .venv .demo $(CACHES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

demo-environment:
	@deploy/bootstrap/environment.sh demo

environment:
	@deploy/bootstrap/environment.sh dev

parts:
	@deploy/bootstrap/parts.sh

lint:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo
