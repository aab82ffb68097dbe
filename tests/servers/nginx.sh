#!/bin/sh
# The real nginx with kiosk-config/servers/nginx.conf on loopback: nginx.sh WORK.
# Feeds are served from WORK/public, kiosks write to WORK/private/kiosks/<kiosk>/.
# Says `address=http://127.0.0.1:PORT`, `upload=ADDRESS/kiosks`, `user=`, `password=` (and the
# same for a second kiosk: `user2=`, `password2=`), then `ready`; SIGTERM ends it.
# FOYER_NGINX_TLS=1: https with a certificate of its own, WORK/tls.pem.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mkdir -p "$1" && cd "$1" && pwd)
port=$(python3 "$here/free_port.py")
mkdir -p "$work/public" "$work/private/kiosks" "$work/private/incoming" "$work/tmp"
{
    printf 'desk-1:%s\n' "$(openssl passwd -5 -salt Q1w2e3r4 'secret-1')"
    printf 'desk-2:%s\n' "$(openssl passwd -5 -salt Q1w2e3r4 'secret-2')"
} >"$work/foyer.htpasswd"
listen="127.0.0.1:$port" scheme=http
if [ -n "${FOYER_NGINX_TLS:-}" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
        -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout "$work/tls.key" \
        -out "$work/tls.pem" 2>"$work/openssl.log"
    listen="$listen ssl; ssl_certificate $work/tls.pem; ssl_certificate_key $work/tls.key"
    scheme=https
fi
sed -e "s|/srv/foyer|$work|g" -e "s|/etc/nginx/foyer.htpasswd|$work/foyer.htpasswd|" \
    -e "s|listen 80;.*|listen $listen;|" "$here/../../kiosk-config/servers/nginx.conf" \
    >"$work/foyer.conf"
user=
[ "$(id -u)" -ne 0 ] || user='user root;'
cat >"$work/nginx.conf" <<CONF
daemon off;
$user
worker_processes ${FOYER_NGINX_WORKERS:-1};
pid $work/nginx.pid;
error_log $work/error.log warn;
events { worker_connections 2048; }
http {
    access_log ${FOYER_NGINX_LOG:-$work/access.log};
    client_body_temp_path $work/tmp/body;
    proxy_temp_path $work/tmp/proxy;
    fastcgi_temp_path $work/tmp/fastcgi;
    uwsgi_temp_path $work/tmp/uwsgi;
    scgi_temp_path $work/tmp/scgi;
    include $work/foyer.conf;
}
CONF
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -p "$work" -c "$work/nginx.conf" -e "$work/error.log" &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; exit 0' TERM INT HUP
"$here/wait_port.py" "$port" "$pid"
address=$scheme://127.0.0.1:$port
printf 'address=%s\nupload=%s/kiosks\n' "$address" "$address"
printf 'user=desk-1\npassword=secret-1\nuser2=desk-2\npassword2=secret-2\nready\n'
wait "$pid"
