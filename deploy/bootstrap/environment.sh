#!/usr/bin/env bash
# Sets up .venv in this checkout: `environment.sh demo` for the programs, `environment.sh dev` for
# everything. What is already there for the present lock and pyproject.toml is left alone, so a
# second run takes no time. Touches nothing outside the checkout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly purpose="$1"
readonly venv=.venv
readonly stamp="$venv/installed"
readonly python="${PYTHON:-python3}"
readonly identity='import sys; print(sys.base_prefix, sys.version)'

give_up() {
    printf '%s\n' "$@" >&2
    exit 1
}

wanted() { # $1: purpose; all that the installed packages depend on
    pwd
    echo "$1"
    cat "requirements/$1.txt" pyproject.toml
}

is_installed() { # $1: purpose
    wanted "$1" | cmp --quiet - "$stamp"
}

is_usable() { # a virtual environment can't be moved, and its interpreter may have gone
    "$venv/bin/python" -c '' 2>/dev/null || return 1
    [ ! -e "$stamp" ] || [ "$(head -n 1 "$stamp")" = "$PWD" ] || return 1
    [ -z "${PYTHON:-}" ] || [ "$("$python" -c "$identity")" = "$("$venv/bin/python" -c "$identity")" ]
}

check_python() {
    command -v "$python" >/dev/null || give_up \
        "$python: not found. Platzfrei needs Python 3.11 or newer;" \
        "name one with: make PYTHON=python3.12 (on Debian 12: apt-get install python3 python3-venv)"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || give_up \
        "$python is $("$python" -V 2>&1). Platzfrei needs Python 3.11 or newer;" \
        "name another with: make PYTHON=python3.12"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || give_up \
        "$python has no venv module. On Debian: apt-get install python3-venv"
}

create() {
    check_python
    rm -rf "$venv"
    "$python" -m venv "$venv"
}

install() {
    echo "Installing Platzfrei ($purpose) into $venv: about a minute, only once."
    rm -f "$stamp"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement "requirements/$purpose.txt"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --editable .
    wanted "$purpose" >"$stamp"
}

if [ -n "${PYTHON:-}" ]; then check_python; fi
is_usable || create
if is_installed "$purpose" || is_installed dev; then exit 0; fi
install
