#!/usr/bin/env bash
# Gives the hub or an agent a new password in Debian's Mosquitto, or takes an agent's away. The hub's
# goes into /etc/platzfrei/mqtt.password; an agent's is printed, once. No password stands on a
# command line, and each file is replaced whole. Run it as root; Mosquitto reads the files anew with
# "systemctl reload mosquitto".
#     sudo deploy/broker-password.sh hub
#     sudo deploy/broker-password.sh bahnhof-wiesenburg/pi-bahnhof-1
#     sudo deploy/broker-password.sh --remove bahnhof-wiesenburg/pi-bahnhof-1
set -euo pipefail
umask 077
export LC_ALL=C # a-z is 26 letters, whatever language is set

readonly root="${DESTDIR:-}" # for tests: the files below this folder are changed
readonly broker="$root/etc/mosquitto"
readonly settings="$root/etc/platzfrei"

give_up() {
    printf '%s\n' "$@" >&2
    exit 2
}

[ "$(id -u)" -eq 0 ] || give_up "run it as root: sudo deploy/broker-password.sh …"
getent group mosquitto >/dev/null || give_up "install the broker first: sudo apt-get install mosquitto"

check_agent() { # $1: SPACE/AGENT
    local id='[a-z0-9][a-z0-9-]{0,62}'
    [[ "$1" =~ ^$id/$id$ ]] ||
        give_up "expected \"hub\" or SPACE/AGENT of a-z, 0-9 and \"-\", not: $1"
}

prepare() { # $1: file, $2: its group; the content on standard input, still beside the file
    cat >"$1.new"
    chown "root:$2" "$1.new"
    chmod 0640 "$1.new"
}

others() { # $1: file of passwords, $2: user; the lines of all others
    [ ! -e "$1" ] || awk -F : -v user="$2" '$1 != user' "$1"
}

hashed() { # $1: user, $2: password; the line that Mosquitto reads
    scratch="$(mktemp)"
    trap 'rm -f "$scratch"' EXIT # of the subshell: for a moment the password itself stands in it
    printf '%s:%s\n' "$1" "$2" >"$scratch"
    mosquitto_passwd -U "$scratch" >&2 || give_up "mosquitto_passwd failed; nothing was changed"
    grep -F "$1:\$" "$scratch" || give_up "mosquitto_passwd made no hash; nothing was changed"
}

prepare_password() { # $1: file, $2: user, $3: password; what fails ends it before any file is touched
    local kept line
    kept="$(others "$1" "$2")"
    line="$(hashed "$2" "$3")"
    printf '%s\n' ${kept:+"$kept"} "$line" | prepare "$1" mosquitto
}

remove_password() { # $1: file, $2: user
    local kept
    kept="$(others "$1" "$2")"
    printf '%s' "${kept:+$kept$'\n'}" | prepare "$1" mosquitto
    mv "$1.new" "$1"
}

new_password() { openssl rand -hex 32; }

case "${1:-}" in
hub)
    [ -d "$settings" ] || give_up "make $settings first, as the runbook says"
    password="$(new_password)"
    prepare_password "$broker/hub.passwd" hub "$password"
    printf '%s\n' "$password" | prepare "$settings/mqtt.password" platzfrei
    mv "$settings/mqtt.password.new" "$settings/mqtt.password"
    mv "$broker/hub.passwd.new" "$broker/hub.passwd"
    echo "the hub's password is in $settings/mqtt.password"
    ;;
--remove)
    check_agent "${2:-}"
    remove_password "$broker/agents.passwd" "$2"
    echo "$2 has no password any more"
    ;;
*)
    check_agent "${1:-}"
    password="$(new_password)"
    prepare_password "$broker/agents.passwd" "$1" "$password"
    mv "$broker/agents.passwd.new" "$broker/agents.passwd"
    echo "username = \"$1\""
    echo "password, shown only now: $password"
    ;;
esac
