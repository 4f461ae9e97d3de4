#!/usr/bin/env bash
# Installs the agent on Raspberry Pi OS (32 or 64 bit, from bookworm on) out of this checkout, as a
# service with a user of its own. Run it as root; a second run brings what is there up to date and
# leaves the configuration alone. It asks apt and pip for packages and downloads nothing else; the
# agent itself downloads nothing, ever.
#     sudo deploy/install-edge.sh
set -euo pipefail
umask 022 # the agent's user reads and runs what root installs, however careful root's shell is
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly root="${DESTDIR:-}" # for tests: everything is put below this folder
readonly home="$root/opt/platzfrei-edge"
readonly settings="$root/etc/platzfrei"
readonly units="$root/etc/systemd/system"
readonly rules="$root/etc/udev/rules.d"
readonly user=platzfrei-edge
readonly unit=platzfrei-edge.service

say() { printf '%s\n' "$*"; }

give_up() {
    printf '%s\n' "$@" >&2
    exit 1
}

[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || give_up "run it as root: sudo deploy/install-edge.sh"

is_installed() { # $1: Debian package
    dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null |
        grep --quiet --line-regexp installed
}

apt_has() { apt-cache show "$1" >/dev/null 2>&1; }

install_packages() { # python3-lgpio is in Raspberry Pi's archive; Debian 12 has no such package
    local missing=()
    is_installed python3-venv || missing+=(python3-venv)
    if ! is_installed python3-lgpio && apt_has python3-lgpio; then missing+=(python3-lgpio); fi
    [ ${#missing[@]} -eq 0 ] || apt-get install --yes --no-install-recommends "${missing[@]}" ||
        give_up "apt-get could not install ${missing[*]}: its reason stands above." \
            "If the lists of packages are old, type this first: sudo apt-get update"
}

make_user() {
    getent passwd "$user" >/dev/null ||
        useradd --system --user-group --no-create-home --shell /usr/sbin/nologin "$user"
}

join_pins() { # Raspberry Pi OS has the group and gives it the pins; plain Debian has neither
    if ! getent group gpio >/dev/null; then
        groupadd --system gpio
        install --directory "$rules"
        echo 'SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"' \
            >"$rules/60-platzfrei-gpio.rules"
        say "made the group gpio; it may use the pins once the machine has started anew"
    fi
    usermod --append --groups gpio "$user"
}

pip_install() { "$home/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }

install_program() { # lgpio is the system's own, so the environment sees the system's packages
    [ -x "$home/bin/python" ] || python3 -m venv --system-site-packages "$home"
    pip_install --require-hashes --requirement requirements/edge.txt
    pip_install --no-deps --no-build-isolation --force-reinstall .
    is_installed python3-lgpio || pip_install --only-binary lgpio \
        --require-hashes --requirement requirements/lgpio.txt || give_up \
        "lgpio, the library for the pins, can't be had here. python3-lgpio is a package of Raspberry" \
        "Pi's archive, which this machine's apt doesn't know, and ready-made for pip it exists for" \
        "few versions of Python. Use Raspberry Pi OS, which has it."
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
    if systemd_runs; then systemctl daemon-reload; fi
    systemctl enable --quiet "$unit"
}

systemd_runs() { [ -n "$root" ] || [ -d /run/systemd/system ]; } # not in a chroot, for an image

runs() { systemd_runs && systemctl is-active --quiet "$unit"; }

can_read_every_sensor() {
    "$home/bin/platzfrei-edge" check --config "$settings/edge.toml" >/dev/null 2>&1
}

start() { # for the first time only with a configuration by which every sensor can be read
    if [ "$ran_before" = yes ]; then
        systemctl restart "$unit"
        say "$unit runs again"
    elif ! systemd_runs; then
        say "installed; systemd doesn't run here, so $unit will start with the machine"
    elif can_read_every_sensor; then
        systemctl restart "$unit"
        say "$unit runs; journalctl --unit $unit says how it is"
    else
        say "installed, not started: fill in $settings/edge.toml, then see what is wrong with"
        say "    sudo -u $user $home/bin/platzfrei-edge check --config $settings/edge.toml"
    fi
}

if runs; then ran_before=yes; else ran_before=no; fi
readonly ran_before
install_packages
make_user
join_pins
install_program
install_settings
install_unit
start
