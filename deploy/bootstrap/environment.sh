#!/usr/bin/env bash
# Sets up .venv in this checkout: `environment.sh demo` for the programs, `environment.sh dev` for
# everything. What is already there for the present lock and pyproject.toml is left alone, so a
# second run takes no time; one that was broken off is made anew; of two at once the second waits.
# Touches nothing outside the checkout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly purpose="$1"
readonly venv=.venv
readonly stamp="$venv/installed"
readonly log="$venv/install.log"
readonly python="${PYTHON:-python3}"
readonly identity='import sys; print(sys.base_prefix, sys.version)'
readonly waiting="Another command is setting up this folder; waiting until it is done."

give_up() {
    printf '%s\n' "$*" >&2
    exit 1
}

check_python() {
    command -v "$python" >/dev/null || give_up \
        "$python: not found. Platzfrei needs Python 3.11 or newer; name one with:" \
        "make PYTHON=python3.12 (on Debian 12: apt-get install python3 python3-venv)"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || give_up \
        "$python is $("$python" -V 2>&1). Platzfrei needs Python 3.11 or newer;" \
        "name another with: make PYTHON=python3.12"
}

wait_for_turn() { # holds this folder, without any file, until this script ends
    local any="$python"
    if is_usable; then any="$venv/bin/python"; fi
    exec 9<.
    "$any" deploy/bootstrap/turn.py 9 "$waiting"
}

wanted() { # $1: purpose; all that the installed packages depend on
    pwd
    echo "$1"
    cat "requirements/$1.txt" pyproject.toml
}

is_installed() { # $1: purpose
    wanted "$1" 2>/dev/null | cmp --quiet - "$stamp"
}

is_usable() { # whole; not moved, which a virtual environment can't be; its interpreter still there
    [ -e "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$PWD" ] || return 1
    "$venv/bin/python" -c '' 2>/dev/null || return 1
    [ -z "${PYTHON:-}" ] || [ "$("$python" -c "$identity")" = "$("$venv/bin/python" -c "$identity")" ]
}

check_room() { # measured: 190 MB and 610 MB with all that pip unpacks
    local needed_mb=250 free_mb
    [ "$purpose" = demo ] || needed_mb=800
    free_mb=$(($(df -Pk . | awk 'NR == 2 { print $4 }') / 1024))
    [ "$free_mb" -ge "$needed_mb" ] || give_up \
        "Too little room in $PWD: $venv needs about $needed_mb MB, and $free_mb MB are free."
}

create() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || give_up \
        "$python has no venv module. On Debian: apt-get install python3-venv"
    check_room
    rm -rf "$venv" 2>/dev/null || give_up "$PWD/$venv can't be replaced: it belongs to somebody else."
    "$python" -m venv "$venv" >&2 || give_up "No environment could be made in $PWD/$venv, see above."
}

explain() { # what pip said, in a sentence
    if grep -qi 'no space left' "$log"; then
        give_up "The disk ran full (of $PWD, or of ${TMPDIR:-/tmp}, where pip unpacks)." \
            "Make room and repeat the command."
    elif grep -qiE 'retrying|connection|resol|timed out|unreachable|SSLError|ProxyError' "$log"; then
        give_up "The package index of this machine's pip can't be reached ($PWD/$log has its words)." \
            "Once the network is there, repeat the command."
    fi
    tail -n 5 "$log" >&2
    give_up "pip failed; all that it said is in $PWD/$log. Once that is mended, repeat the command."
}

pip_install() {
    "$venv/bin/python" -m pip install --disable-pip-version-check "$@" >>"$log" 2>&1 || explain
}

install() {
    echo "Installing Platzfrei ($purpose) into $venv: a minute or two, only once."
    rm -f "$stamp" "$log"
    pip_install --require-hashes --requirement "requirements/$purpose.txt"
    pip_install --no-deps --no-build-isolation --editable .
    wanted "$purpose" >"$stamp.part"
    mv "$stamp.part" "$stamp"
}

is_ready() {
    is_usable && { is_installed "$purpose" || is_installed dev; }
}

[ -z "${PYTHON:-}" ] || check_python
if is_ready; then exit 0; fi
is_usable || check_python
wait_for_turn
if is_ready; then exit 0; fi
is_usable || create
install
