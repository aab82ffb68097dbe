#!/bin/sh
# The real Caddy with kiosk-config/servers/Caddyfile on loopback: caddy.sh WORK.
# Feeds are served from WORK/public. Says `address=http://127.0.0.1:PORT`, then `ready`; SIGTERM
# ends it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mkdir -p "$1" && cd "$1" && pwd)
port=$(python3 "$here/free_port.py")
mkdir -p "$work/public" "$work/home"
sed -e "s|/srv/foyer|$work|g" -e "s|^feed.example.org {|http://127.0.0.1:$port {|" \
    "$here/../../kiosk-config/servers/Caddyfile" >"$work/Caddyfile"
HOME=$work/home XDG_CONFIG_HOME=$work/home XDG_DATA_HOME=$work/home \
    caddy run --config "$work/Caddyfile" --adapter caddyfile >"$work/caddy.log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; exit 0' TERM INT HUP
"$here/wait_port.py" "$port" "$pid" || { cat "$work/caddy.log" >&2; exit 1; }
printf 'address=http://127.0.0.1:%s\nready\n' "$port"
wait "$pid"
