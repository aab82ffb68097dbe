#!/bin/sh
# A phone's reader finds a whole calendar event in the picture. usage: phone.sh PICTURE
set -eu
text=$(zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$1")
for part in BEGIN:VCALENDAR BEGIN:VEVENT DTSTART:20261121T140000Z DTEND:20261121T150000Z \
    "SUMMARY:Teach a robot to follow a line" END:VEVENT; do
    case $text in
    *"$part"*) ;;
    *) echo "$1: no $part in: $text" >&2; exit 1 ;;
    esac
done
# The control: a page without a code has none.
if zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$(dirname "$1")/activities.png"; then
    echo "a code was found where there is none" >&2
    exit 1
fi
