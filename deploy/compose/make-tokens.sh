#!/bin/sh
# Makes two tokens of InfluxDB once: the hub may read and write the three buckets; Grafana may read
# two of them, and not the one with single events. Where one may do something else than that, since
# an older version made it or a bucket was made anew, it is replaced and revoked.
# Runs in InfluxDB's image, as root, once the buckets are there. The token that may do everything
# stays with InfluxDB.
set -eu
umask 077

readonly secrets="${PLATZFREI_SECRETS:-/secrets}"
INFLUX_TOKEN="$(cat "$secrets/influxdb/influxdb.token")"
export INFLUX_TOKEN
export INFLUX_HOST="${INFLUX_HOST:-http://influxdb:8086}" INFLUX_ORG="${INFLUX_ORG:-platzfrei}"

bucket_id() { # $1: name
    influx bucket list --name "$1" --hide-headers | cut -f 1
}

revoke() { # $1: a token that there may be no more
    influx auth list --hide-headers | while IFS= read -r line; do
        case "$line" in
        *"$1"*) influx auth delete --id "$(printf '%s\n' "$line" | cut -f 1)" >/dev/null ;;
        esac
    done
}

make() { # $1: file; $2: user id; $3: description; then the permissions
    file="$1" owner="$2" description="$3"
    shift 3
    if [ -s "$file" ] && [ "$(cat "$file.rights" 2>/dev/null)" = "$*" ]; then return; fi
    before="$(cat "$file" 2>/dev/null || true)"
    influx auth create --json --description "$description" "$@" |
        sed -n 's/^[[:space:]]*"token": "\([^"]*\)".*/\1/p' >"$file.new"
    [ -s "$file.new" ] || { echo "InfluxDB gave no token for $description" >&2; exit 1; }
    chmod 0400 "$file.new"
    [ "$(id -u)" -ne 0 ] || chown "$owner:$owner" "$file.new"
    mv "$file.new" "$file"
    printf '%s\n' "$*" >"$file.rights"
    [ -z "$before" ] || revoke "$before"
    echo "made $file"
}

permanent="$(bucket_id platzfrei)"
raw="$(bucket_id platzfrei-raw)"
recent="$(bucket_id platzfrei-recent)"
[ -n "$permanent" ] && [ -n "$raw" ] && [ -n "$recent" ] || { echo "the buckets are missing" >&2; exit 1; }

make "$secrets/hub/influxdb.token" 10001 "Platzfrei hub" \
    --read-bucket "$permanent" --write-bucket "$permanent" --read-bucket "$raw" --write-bucket "$raw" \
    --read-bucket "$recent" --write-bucket "$recent"
make "$secrets/grafana/influxdb.token" 472 "Platzfrei Grafana, read only" \
    --read-bucket "$permanent" --read-bucket "$recent"
