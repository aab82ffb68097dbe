#!/bin/sh
# A phone's reader finds every part in the picture's code: those given, else a whole
# calendar event. usage: phone.sh PICTURE [PART...]
set -eu
picture=$1
shift
[ $# -gt 0 ] || set -- BEGIN:VCALENDAR BEGIN:VEVENT DTSTART:20261121T140000Z \
    DTEND:20261121T150000Z "SUMMARY:Teach a robot to follow a line" END:VEVENT
text=$(zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$picture")
for part; do
    case $text in
    *"$part"*) ;;
    *) echo "$picture: no $part in: $text" >&2; exit 1 ;;
    esac
done
# The control: a page without a code has none.
if zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$(dirname "$picture")/activities.png"; then
    echo "a code was found where there is none" >&2
    exit 1
fi
