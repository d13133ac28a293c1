#!/bin/sh
# Takes the spare keys back from the characters the display server gave them to, and tells the
# server so by a new desktop name.
xkbcomp -w0 /run/library/keyboard.xkm "$DISPLAY" && tigervncconfig -set "desktop=keys $(date +%s%N)"
