#!/bin/sh
# An S3-compatible bucket on loopback: OpenStack Swift with its s3api, one device: swift.sh WORK.
# Its buckets: `feeds` (everyone reads) and `kiosk-desk-1`, `kiosk-desk-2` (that kiosk writes and
# reads). Says `address=` (the bucket `feeds` as kiosks read it), `s3=http://127.0.0.1:PORT` (path
# style: s3/BUCKET/KEY), `region=us-east-1`, `access_key=`, `secret_key=` (the publisher, may all),
# `upload=` (the first kiosk's bucket), `user=`, `password=`, `upload2=`, `user2=`, `password2=`;
# then `ready`. SIGTERM ends it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
me=$(id -un)
mkdir -p "$work/devices/d1" "$work/cache"
port=$(python3 "$here/free_port.py")
pids=
account_port='' account_pid='' container_port='' container_pid='' object_port='' object_pid=''

# ring KIND PORT
ring() {
    (cd "$work" && rm -f "$1.builder" "$1.ring.gz" &&
        swift-ring-builder "$1.builder" create 2 1 0 &&
        swift-ring-builder "$1.builder" add "r1z1-127.0.0.1:$2/d1" 1 &&
        swift-ring-builder "$1.builder" rebalance) >"$work/ring-$1.log" 2>&1
}

# conf_head PORT PIPELINE
conf_head() {
    cat <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $1
workers = 0
user = $me
swift_dir = $work
devices = $work/devices
mount_check = false
disable_fallocate = true
log_level = ERROR
log_address = $work/no-syslog
log_udp_host =
[pipeline:main]
pipeline = $2
CONF
}

# serve KIND PORT
serve() {
    {
        conf_head "$2" "$1-server"
        printf '[app:%s-server]\nuse = egg:swift#%s\n' "$1" "$1"
    } >"$work/$1.conf"
    ring "$1" "$2"
    exec "swift-$1-server" "$work/$1.conf" >"$work/$1.log" 2>&1
}

for kind in account container object; do
    kind_port=$(python3 "$here/free_port.py")
    serve "$kind" "$kind_port" &
    pids="$pids $!"
    eval "${kind}_port=$kind_port ${kind}_pid=$!"
done
# Tokens of Swift's own interface, by which the buckets get their rights, live in memcached.
memory_port=$(python3 "$here/free_port.py")
memcached -u "$me" -l 127.0.0.1 -p "$memory_port" -U 0 -m 8 >"$work/memcached.log" 2>&1 &
memory_pid=$!
pids="$pids $memory_pid"
{
    conf_head "$port" "catch_errors gatekeeper cache listing_formats s3api tempauth copy slo proxy-server"
    cat <<CONF
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_foyer_publisher = publisher-secret .admin
user_foyer_desk-1 = secret-1
user_foyer_desk-2 = secret-2
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
dns_compliant_bucket_names = true
s3_acl = false
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$memory_port
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
CONF
} >"$work/proxy.conf"
# shellcheck disable=SC2064,SC2086 # the pids as they are now
trap "kill $pids 2>/dev/null; wait; exit 0" TERM INT HUP
# wait_for NAME PORT PID
wait_for() {
    # shellcheck disable=SC2086 # words
    "$here/wait_port.py" "$2" "$3" || { cat "$work/$1.log" >&2; kill $pids; exit 1; }
}
wait_for memcached "$memory_port" "$memory_pid"
wait_for account "$account_port" "$account_pid"
wait_for container "$container_port" "$container_pid"
wait_for object "$object_port" "$object_pid"
swift-proxy-server "$work/proxy.conf" >"$work/proxy.log" 2>&1 &
proxy_pid=$!
pids="$pids $proxy_pid"
# shellcheck disable=SC2064,SC2086 # and with the proxy's
trap "kill $pids 2>/dev/null; wait; exit 0" TERM INT HUP
wait_for proxy "$port" "$proxy_pid"

s3=http://127.0.0.1:$port
token=$(curl -sS -i -H 'X-Auth-User: foyer:publisher' -H 'X-Auth-Key: publisher-secret' \
    "$s3/auth/v1.0" | tr -d '\r' | sed -n 's/^X-Auth-Token: //ip')
# bucket NAME READERS WRITERS
bucket() {
    curl -sS -f -X PUT -H "X-Auth-Token: $token" -H "X-Container-Read: $2" \
        -H "X-Container-Write: $3" "$s3/v1/AUTH_foyer/$1" >"$work/bucket.log"
}
bucket feeds '.r:*' ''
bucket kiosk-desk-1 foyer:desk-1 foyer:desk-1
bucket kiosk-desk-2 foyer:desk-2 foyer:desk-2
printf 'address=%s/v1/AUTH_foyer/feeds\ns3=%s\nregion=us-east-1\n' "$s3" "$s3"
printf 'access_key=foyer:publisher\nsecret_key=publisher-secret\n'
for kiosk in 1 2; do
    number=$kiosk
    [ "$kiosk" -ne 1 ] || number=
    printf 'upload%s=%s/kiosk-desk-%s\nuser%s=foyer:desk-%s\npassword%s=secret-%s\n' \
        "$number" "$s3" "$kiosk" "$number" "$kiosk" "$number" "$kiosk"
done
echo ready
wait
