#!/bin/sh
# Makes .venv and installs what requirements.txt pins ("run"), or also what the tests need ("dev").
# Does nothing when the same requirements are already installed.
set -eu

what=${1:?run or dev}
venv=.venv

case $what in
    run) wanted=requirements.txt ;;
    dev) wanted=requirements-dev.txt ;;
    *) echo "setup/venv.sh: run or dev, not $what" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*"; }

new_enough() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

choose_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$name"; then
            say "$name"
            return
        fi
    done
    {
        say "Golden Thread needs Python 3.11 or newer; this machine has $(python3 --version 2>&1 || true)."
        say "Install one (on Debian or Ubuntu: sudo apt-get install python3 python3-venv), or name it:"
        say "    make run PYTHON=/path/to/python3.11"
    } >&2
    return 1
}

# Debian and Ubuntu ship Python without the part that makes virtual environments.
need_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    if [ "$(basename "$1")" = python3 ]; then
        package=python3-venv
    else
        package=$(basename "$1")-venv
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing $package ..."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
    else
        say "Python cannot make virtual environments on this machine yet. Run this once, then again make:" >&2
        say "    sudo apt-get install $package" >&2
        return 1
    fi
}

# The stamp holds the requirements themselves, so that a change of branch is noticed too.
fingerprint() {
    "$venv/bin/python" - "$@" <<'PYTHON'
import hashlib, pathlib, sys
print(hashlib.sha256(b"".join(pathlib.Path(f).read_bytes() for f in sys.argv[1:])).hexdigest())
PYTHON
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(choose_python)
    need_venv_module "$python"
    say "Making $venv with $("$python" --version) ..."
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

files="requirements.txt constraints.txt"
[ "$what" = dev ] && files="$files requirements-dev.txt"
# shellcheck disable=SC2086
now=$(fingerprint $files)
stamp=$venv/installed-$what
[ "$(cat "$stamp" 2>/dev/null || true)" = "$now" ] && exit 0

say "Installing $wanted (about a minute the first time) ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 5 -r "$wanted"
say "$now" > "$stamp"
