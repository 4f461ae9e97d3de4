#!/usr/bin/env bash
# Installs the real parts that the tests run against (a broker, a browser, a database engine) where
# they are missing, by apt-get. What it can't install it names, and it never fails: the tests skip
# what needs a missing part, and fail in CI. tests/parts/catalogue.py knows the parts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

mapfile -t packages < <(.venv/bin/python -m tests.parts.catalogue)
[ ${#packages[@]} -gt 0 ] || exit 0

without() { # $1: why
    echo "Not installed: ${packages[*]} ($1). Tests that need them are skipped; to have them:"
    echo "    apt-get install ${packages[*]}"
    exit 0
}

command -v apt-get >/dev/null || without "this machine has no apt-get"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || without "neither root nor a sudo that asks no password"
    as_root=(sudo -n)
fi

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@"
}

stop_service() { # $1: package; its daemon isn't wanted, tests start their own
    case "$1" in mosquitto | influxdb) ;; *) return ;; esac
    [ ! -d /run/systemd/system ] || "${as_root[@]}" systemctl disable --now --quiet "$1" || true
}

echo "Installing for the tests: ${packages[*]}"
apt update || echo "apt-get update failed; trying with the lists that are there"
for package in "${packages[@]}"; do
    if apt install --no-install-recommends -y "$package" </dev/null >/dev/null; then
        stop_service "$package"
    else
        echo "Not installed: $package (apt-get failed, see above)"
    fi
done
