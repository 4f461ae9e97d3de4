#!/usr/bin/env bash
# Writes requirements/*.txt anew from pyproject.toml, with hashes. `lock.sh --upgrade` takes the
# newest versions; without it, what still fits stays. The files name no package index, and packages
# that only this machine has are not looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

env -u PIP_FIND_LINKS .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement requirements/lock.txt

compile() { # $1: name; then what to lock
    local name="$1"
    shift
    env -u UV_FIND_LINKS -u PIP_FIND_LINKS .venv/bin/uv pip compile --quiet --no-config \
        --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --output-file "requirements/$name.txt" "$@"
}

compile dev pyproject.toml --extra demo --group dev "$@"
compile demo pyproject.toml --extra demo --group build --constraint requirements/dev.txt
compile hub pyproject.toml --extra hub --group build --constraint requirements/dev.txt
compile edge pyproject.toml --extra edge --group build --constraint requirements/dev.txt \
    --no-emit-package lgpio # Raspberry Pi's own: its wheels lag behind Python's versions
compile lgpio - "$@" <<<'lgpio>=0.2.2' # where there is no such package; 0.0.0.2 is an empty shell
compile lock --group lock "$@"
