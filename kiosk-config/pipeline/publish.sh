#!/bin/sh
# Publishes a pack from a git host's pipeline: check, diff, publish, copy. See README.md here.
#   publish.sh check PACK FEED    what a change would do; needs no key, writes no feed
#   publish.sh publish PACK FEED  the same, then signs and copies
#   publish.sh sign FEED          adds this publisher's signature to a version that waits
# FEED is a folder for the published files; it is filled from FOYER_TARGET first.
# Environment: FOYER_TARGET    rsync:HOST:FOLDER (or rsync:FOLDER) or rclone:REMOTE:PATH
#              FOYER_KEY       the secret key: its file's text, its second line, or its path
#              FOYER_SSH_KEY   of rsync's host, text or path; FOYER_KNOWN_HOSTS: its lines
#              FOYER_FIRST     "yes": there is no feed at the target yet
#              FOYER_EXPIRES   days (90); FOYER_ROLLOUT: percent of a candidate
#              FOYERCTL        the program (foyerctl)
set -eu

foyerctl=${FOYERCTL:-foyerctl}
target=${FOYER_TARGET:-}
# The keys leave the environment before any other program starts.
secret=${FOYER_KEY:-}
ssh_secret=${FOYER_SSH_KEY:-}
unset FOYER_KEY FOYER_SSH_KEY

fail() { printf 'publish.sh: %s\n' "$*" >&2; exit 1; }

usage() { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }

keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# copy_in FEED: the feed as the target has it, so that versions go on and diff can tell.
copy_in() {
    mkdir -p "$1"
    case $target in
    rsync:*) rsync -rt --exclude=/.lock "${target#rsync:}/" "$1/" || return 1 ;;
    rclone:*) rclone -q copy --exclude /.lock "${target#rclone:}" "$1" || return 1 ;;
    *) fail "FOYER_TARGET wants rsync:HOST:FOLDER or rclone:REMOTE:PATH" ;;
    esac
    [ -e "$1/latest" ] || [ -e "$1/pending" ]
}

restore() {
    if copy_in "$1"; then
        return
    fi
    # Without the last version nobody knows what the next one has to be higher than.
    [ "${FOYER_FIRST:-}" = yes ] ||
        fail "the feed at the target could not be read; if there is none yet, set FOYER_FIRST=yes"
    rm -rf "$1"
    mkdir -p "$1"
}

# copy_out FEED: what never changes first, what names it last.
copy_out() {
    case $target in
    rsync:*)
        to=${target#rsync:}
        rsync -rt --ignore-existing --exclude='/i/*.minisig' --include=/o/ --include='/o/**' \
            --include=/i/ --include='/i/**' --exclude='*' "$1/" "$to/"
        rsync -rtc --include=/i/ --include='/i/*.minisig' --include=/k/ --include='/k/**' \
            --include=/pending --exclude='*' "$1/" "$to/"
        [ ! -e "$1/latest" ] || rsync -tc "$1/latest" "$to/"
        # A version that has all its signatures waits no more.
        [ -e "$1/pending" ] ||
            rsync -r --delete --include=/pending --exclude='*' "$keys/empty/" "$to/" ;;
    rclone:*)
        to=${target#rclone:}
        rclone -q --header-upload 'Cache-Control: public, max-age=31536000, immutable' \
            copy --ignore-existing --include '/o/**' --include '/i/*.json' "$1" "$to"
        rclone -q --header-upload 'Cache-Control: no-cache' copy --checksum \
            --include '/i/*.minisig' --include '/k/**' --include /pending "$1" "$to"
        [ ! -e "$1/latest" ] ||
            rclone -q --header-upload 'Cache-Control: no-cache' copyto --ignore-times \
                "$1/latest" "$to/latest"
        [ -e "$1/pending" ] || rclone -q deletefile "$to/pending" 2>/dev/null || true ;;
    esac
}

# The words of a difference, on the run's own page too where the host has one.
tell() {
    tee "$keys/words"
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] ||
        { printf '```\n'; cat "$keys/words"; printf '```\n'; } >>"$GITHUB_STEP_SUMMARY"
}

show_difference() {
    [ -e "$2/latest" ] || { echo "there is no published version to compare with"; return 0; }
    code=0
    "$foyerctl" diff "$2" "$1" >"$keys/difference" || code=$?
    tell <"$keys/difference"
    [ "$code" -le 1 ] || fail "the difference could not be told"
}

# write_secret FILE TEXT: readable by us alone; TEXT may be the path of a file.
write_secret() {
    if [ -f "$2" ]; then
        (umask 077 && cat "$2" >"$1")
    else
        (umask 077 && printf '%s\n' "$2" >"$1")
    fi
}

write_key() {
    [ -n "$secret" ] || fail "FOYER_KEY is empty: give the secret key as a secret variable"
    write_secret "$keys/key" "$secret"
    secret=
    # Hosts that hide a secret from their logs want it in one line.
    if [ "$(wc -l <"$keys/key")" -eq 1 ]; then
        (umask 077 && { echo "untrusted comment: secret key"; cat "$keys/key"; } >"$keys/whole")
        mv "$keys/whole" "$keys/key"
    fi
}

use_ssh() {
    [ -n "$ssh_secret" ] || return 0
    write_secret "$keys/ssh" "$ssh_secret"
    ssh_secret=
    printf '%s\n' "${FOYER_KNOWN_HOSTS:-}" >"$keys/hosts"
    RSYNC_RSH="ssh -i $keys/ssh -o IdentitiesOnly=yes -o UserKnownHostsFile=$keys/hosts"
    export RSYNC_RSH
}

use_ssh
mkdir "$keys/empty"
[ $# -ge 1 ] || usage
command=$1
shift
case $command in
check)
    # A proposal from outside has no access to the target, and is checked all the same.
    [ $# -eq 2 ] || usage
    "$foyerctl" check "$1"
    [ -z "$target" ] || copy_in "$2" || true
    show_difference "$1" "$2"
    ;;
publish)
    [ $# -eq 2 ] || usage
    "$foyerctl" check "$1"
    restore "$2"
    show_difference "$1" "$2"
    write_key
    set -- "$1" "$2" --key "$keys/key" --expires "${FOYER_EXPIRES:-90}"
    [ -z "${FOYER_ROLLOUT:-}" ] || set -- "$@" --rollout "$FOYER_ROLLOUT"
    "$foyerctl" publish "$@"
    copy_out "$2"
    ;;
sign)
    [ $# -eq 1 ] || usage
    restore "$1"
    write_key
    "$foyerctl" sign "$1" --key "$keys/key"
    copy_out "$1"
    ;;
*) usage ;;
esac
