#!/bin/sh
# A desktop's first program: the display server, the window manager, the taskbar.
# Its X11 socket needs no cookie (-ac): none but the desktop's programs and the server reach it.
# Says "ready" when windows can be opened; ends when the display server does. The others are started
# again when they end.
set -u
geometry=$1
keep() {
    while :; do
        "$@" >"/tmp/$1.log" 2>&1
        sleep 0.2
    done
}
mkdir -p "$HOME/Shared/Downloads" "$HOME/.config/gtk-3.0" # can be listed before Chromium makes them
ln -s Shared/Downloads "$HOME/Downloads"
cp /run/library/gtk.ini "$HOME/.config/gtk-3.0/settings.ini"
mkfifo /tmp/display /tmp/managed
# Without comparing, the display server keeps no second copy of the picture: 3 MB, and the time.
Xvnc :0 -geometry "$geometry" -depth 24 -rfbunixpath /run/room/vnc -rfbunixmode 0660 -rfbport -1 \
    -SecurityTypes None -ac -AlwaysShared -nolisten tcp -nolisten local -noreset -extension GLX \
    -s 0 -dpms -CompareFB 0 -desktop handwright -displayfd 3 3>/tmp/display >/tmp/xvnc.log 2>&1 &
display=$!
read -r number </tmp/display || exit 1
export DISPLAY=":$number"
xkbcomp -w0 /run/library/keyboard.xkm "$DISPLAY" >/tmp/keyboard.log 2>&1
keep openbox --sm-disable --config-file /run/library/openbox.xml \
    --startup 'sh -c "test ! -p /tmp/managed || : >/tmp/managed"' &
read -r _ </tmp/managed
rm /tmp/display /tmp/managed
keep tint2 -c /run/library/tint2rc &
echo ready
exec >/dev/null 2>&1
wait "$display"
kill -s KILL -- -1
