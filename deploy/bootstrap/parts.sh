#!/usr/bin/env bash
# Installs the real parts that the tests run against (a broker, a browser, a database engine) where
# they are missing, by apt-get. What it can't install it names, and it never fails: the tests skip
# what needs a missing part, and fail in CI. tests/parts/catalogue.py knows the parts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

exec 9<.
.venv/bin/python deploy/bootstrap/turn.py 9 "Another command is installing parts; waiting."
mapfile -t packages < <(.venv/bin/python -m tests.parts.catalogue)
[ ${#packages[@]} -gt 0 ] || exit 0

without() { # $1: why; then what to type
    echo "Not installed: ${packages[*]} ($1)."
    echo "The tests that need them are skipped, and counted at the end. To have them:"
    echo "    $2 ${packages[*]}"
    exit 0
}

command -v apt-get >/dev/null || without "this machine has no apt-get" "with its package tool:"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || without "not root, and no sudo here" "as root: apt-get install"
    sudo -n true 2>/dev/null || without "sudo would ask for a password" "sudo apt-get install"
    as_root=(sudo -n)
fi

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
        apt-get -o DPkg::Lock::Timeout=300 -o DPkg::Use-Pty=0 -qq "$@" 9<&-
}

install() {
    apt install --no-install-recommends -y "$@" </dev/null >"$said" 2>&1
}

stop_service() { # $1: package; its daemon isn't wanted, tests start their own
    case "$1" in mosquitto | influxdb | nginx) ;; *) return ;; esac
    [ ! -d /run/systemd/system ] || "${as_root[@]}" systemctl disable --now --quiet "$1" || true
}

said="$(mktemp)" # what packages say while they are installed matters only if they fail
trap 'rm -f "$said"' EXIT
echo "Installing for the tests, some minutes, only once: ${packages[*]}"
apt update || echo "apt-get update failed; trying with the lists that are there"
if install "${packages[@]}"; then # all at once: each time apt runs costs seconds
    for package in "${packages[@]}"; do stop_service "$package"; done
    exit 0
fi
for package in "${packages[@]}"; do # or as many as can be had
    if install "$package"; then
        stop_service "$package"
    else
        tail -n 5 "$said"
        echo "Not installed: $package (apt-get failed, see above). Tests that need it are skipped."
    fi
done
