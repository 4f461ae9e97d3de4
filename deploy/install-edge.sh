#!/usr/bin/env bash
# Installs the agent on Raspberry Pi OS (64 bit, from bookworm on) out of this checkout, as a service
# with a user of its own. Run it as root; a second run brings what is there up to date and leaves
# the configuration alone. It asks apt and pip for packages and downloads nothing else; the
# agent itself downloads nothing, ever.
#     sudo deploy/install-edge.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly root="${DESTDIR:-}" # for tests: everything is put below this folder
readonly home="$root/opt/platzfrei-edge"
readonly settings="$root/etc/platzfrei"
readonly units="$root/etc/systemd/system"
readonly user=platzfrei-edge
readonly unit=platzfrei-edge.service

say() { printf '%s\n' "$*"; }

[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || {
    say "run it as root: sudo deploy/install-edge.sh" >&2
    exit 1
}

install_packages() {
    local missing=() package
    for package in python3-venv python3-lgpio; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null |
            grep --quiet --line-regexp installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] || apt-get install --yes --no-install-recommends "${missing[@]}"
}

make_user() {
    getent passwd "$user" >/dev/null ||
        useradd --system --user-group --no-create-home --shell /usr/sbin/nologin "$user"
}

install_program() { # lgpio is Debian's own, so the environment sees the system's packages
    [ -x "$home/bin/python" ] || python3 -m venv --system-site-packages "$home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement requirements/edge.txt
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --force-reinstall .
}

install_settings() {
    install --directory --mode 0755 "$settings"
    if [ ! -e "$settings/edge.toml" ]; then
        install --mode 0640 deploy/examples/edge.toml "$settings/edge.toml"
        sed --in-place "s|^outbox = .*|outbox = \"/var/lib/$user/outbox.db\"|" "$settings/edge.toml"
        say "made $settings/edge.toml from the example: name your space, agent, broker and sensors"
    fi
    [ -n "$root" ] || chgrp "$user" "$settings/edge.toml"
}

install_unit() {
    install --directory "$units"
    install --mode 0644 "deploy/systemd/$unit" "$units/$unit"
    systemctl daemon-reload
    systemctl enable --quiet "$unit"
}

start() { # for the first time only with a configuration by which every sensor can be read
    if [ "$ran_before" = yes ]; then
        systemctl restart "$unit"
        say "$unit runs again"
    elif "$home/bin/platzfrei-edge" check --config "$settings/edge.toml" >/dev/null 2>&1; then
        systemctl restart "$unit"
        say "$unit runs; journalctl --unit $unit says how it is"
    else
        say "not started: see what is wrong with" \
            "$home/bin/platzfrei-edge check --config $settings/edge.toml"
    fi
}

if systemctl is-active --quiet "$unit"; then ran_before=yes; else ran_before=no; fi
readonly ran_before
install_packages
make_user
install_program
install_settings
install_unit
start
