#!/bin/sh
# Makes every secret of the stack once, in the volumes of those who need it, each readable by its
# user alone. What is there stays. Runs in Mosquitto's image, which has mosquitto_passwd, as root.
#     make-secrets.sh                          all that is missing
#     make-secrets.sh agent SPACE/AGENT        a new password for an agent, printed once
#     make-secrets.sh remove SPACE/AGENT       no password any more
#     make-secrets.sh token                    a new token for history and reports, printed once
#     make-secrets.sh smtp                     keeps the mail server's password, from standard input
set -eu
umask 077

readonly secrets="${PLATZFREI_SECRETS:-/secrets}"
readonly mosquitto="$secrets/mosquitto" influxdb="$secrets/influxdb"
readonly grafana="$secrets/grafana" hub="$secrets/hub"

random() { # 32 random bytes in hex
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

give() { # $1: user id of the container that reads it; $2: file
    chmod 0400 "$2"
    [ "$(id -u)" -ne 0 ] || chown "$1:$1" "$2"
}

once() { # $1: user id; $2: file; its content on standard input, whole or not at all
    if [ -s "$2" ]; then
        cat >/dev/null
        return
    fi
    cat >"$2.new"
    give "$1" "$2.new"
    mv "$2.new" "$2"
    echo "made $2"
}

forget_password() { # $1: file; $2: user; what was there for the others stays, in a file beside it
    cp "$1" "$1.new"
    chmod 0600 "$1.new" # only root could write to a file that is 0400
    sed -i "\\|^$2:|d" "$1.new"
}

set_password() { # $1: file; $2: user; $3: password, which stands on no command line: whole or not at all
    forget_password "$1" "$2"
    printf '%s:%s\n' "$2" "$3" >"$1.one"
    if ! mosquitto_passwd -U "$1.one" || ! grep -q '\$' "$1.one"; then
        rm "$1.one" "$1.new"
        echo "mosquitto_passwd failed; no password was changed" >&2
        exit 1
    fi
    cat "$1.one" >>"$1.new"
    rm "$1.one"
    keep "$1"
}

keep() { # $1: file of passwords
    give 1883 "$1.new"
    mv "$1.new" "$1"
}

check_agent() {
    case "$1" in
    */*/* | *[!a-z0-9/-]* | /* | */ | -* | */-*) ;;
    */*) return ;;
    esac
    echo "expected SPACE/AGENT of a-z, 0-9 and \"-\", not: $1" >&2
    exit 2
}

make_token() { # keeps only the hash; the hub reads it when it starts
    token="$(random)"
    printf '%s' "$token" | sha256sum | cut -d ' ' -f 1 >"$hub/token.sha256.new"
    give 10001 "$hub/token.sha256.new"
    mv "$hub/token.sha256.new" "$hub/token.sha256"
}

make_all() {
    mkdir -p "$mosquitto" "$influxdb" "$grafana" "$hub"
    for folder in "$mosquitto:1883" "$influxdb:1000" "$grafana:472" "$hub:10001"; do
        [ "$(id -u)" -ne 0 ] || chown "${folder##*:}:${folder##*:}" "${folder%:*}"
    done
    random | once 1000 "$influxdb/admin-password"
    random | once 1000 "$influxdb/influxdb.token"
    random | once 472 "$grafana/admin-password"
    once_even_empty 1883 "$mosquitto/agents.passwd"
    once_even_empty 472 "$grafana/smtp.password" # Grafana starts with no file missing
    if [ ! -s "$hub/mqtt.password" ] || [ ! -s "$mosquitto/hub.passwd" ]; then
        rm -f "$hub/mqtt.password"
        random | once 10001 "$hub/mqtt.password"
        : >"$mosquitto/hub.passwd"
        set_password "$mosquitto/hub.passwd" hub "$(cat "$hub/mqtt.password")"
    fi
    [ -s "$hub/token.sha256" ] || make_token # that nobody has seen: ours would stand in a log
}

once_even_empty() { # $1: user id; $2: file
    [ -e "$2" ] || : >"$2"
    give "$1" "$2"
}

case "${1:-all}" in
all) make_all ;;
agent)
    check_agent "${2:-}"
    password="$(random)"
    set_password "$mosquitto/agents.passwd" "$2" "$password"
    echo "username = \"$2\""
    echo "password, shown only now: $password"
    ;;
remove)
    check_agent "${2:-}"
    forget_password "$mosquitto/agents.passwd" "$2"
    keep "$mosquitto/agents.passwd"
    ;;
token)
    make_token
    echo "token for history and reports, shown only now: $token"
    ;;
smtp)
    tr -d '\r\n' >"$grafana/smtp.password.new"
    [ -s "$grafana/smtp.password.new" ] || { echo "expected the password on standard input" >&2; exit 2; }
    give 472 "$grafana/smtp.password.new"
    mv "$grafana/smtp.password.new" "$grafana/smtp.password"
    echo "kept $grafana/smtp.password"
    ;;
*)
    echo "unknown: $1" >&2
    exit 2
    ;;
esac
