#!/bin/sh
# Makes sure that the browser tests have a Chromium: $CHROMIUM, /usr/bin/chromium, or Debian's package.
# Never fails by itself: the tests say NOT RUN (or fail, with STRICT=1) where there is none.
set -eu

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] && [ -d /usr/share/fonts/truetype/noto ] && exit 0
if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium and fonts for the browser tests ..."
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji >/dev/null; then
        exit 0
    fi
    echo "WARNING: Chromium could not be installed." >&2
fi
exit 0
