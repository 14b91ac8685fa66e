#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# install-service below DESTDIR: the files it makes, again without harm, and what --uninstall leaves.
# systemd-analyze reads the units. usage: test_service.sh SERVICE-FOLDER LBREC-TRAIN
set -u
lacks=$(cd "$(dirname "$0")/../../scripts" && pwd)/lacks
install=$1/install-service
DESTDIR=$(mktemp -d)
HOME=/home/someone
export DESTDIR HOME
mkdir "$DESTDIR/my 100% programs"
export LBREC_TRAIN="$DESTDIR/my 100% programs/lbrec-train"
cp "$2" "$LBREC_TRAIN"
unset XDG_CONFIG_HOME
trap 'rm -rf "$DESTDIR"' EXIT
failed=0
check() { # check WHAT COMMAND...
    local what=$1
    shift
    if "$@" >"$DESTDIR/log" 2>&1; then
        echo "ok   $what"
    else
        echo "FAIL $what"
        cat "$DESTDIR/log"
        failed=1
    fi
}

try() { # try SCOPE UNITS CONF MODEL-FOLDER
    local units=$DESTDIR$2 conf=$DESTDIR$3 data=$DESTDIR$4
    touch "$DESTDIR/my ratings & more.csv"
    check "$1: installs" "$install" "--$1" --ratings "$DESTDIR/my ratings & more.csv"
    check "$1: names the program" grep -qxE "ExecStart=\"${LBREC_TRAIN/\%/%%}\" .*" "$units/lbrec-train.service"
    check "$1: names the ratings" grep -qxF "LBREC_RATINGS=$DESTDIR/my ratings & more.csv" "$conf"
    check "$1: enables the timer" test -e "$units/timers.target.wants/lbrec-train.timer"
    check "$1: leaves nothing to fill in" eval "! grep -rF @LBREC_TRAIN@ '$units'"
    echo "# mine" >>"$conf"
    check "$1: installs again" "$install" "--$1"
    check "$1: keeps train.conf" grep -qxF "# mine" "$conf"
    if command -v systemd-analyze >/dev/null; then
        local scope=--system
        [ "$1" = system ] || scope=--user
        check "$1: systemd-analyze verify" env -u DESTDIR XDG_RUNTIME_DIR="$DESTDIR" \
            systemd-analyze "$scope" --man=no verify \
            "$units/lbrec-train.service" "$units/lbrec-train.timer"
    else
        "$lacks" systemd-analyze || [ $? -eq 77 ] || failed=1
    fi
    touch "$data/model.h5"
    check "$1: uninstalls" "$install" "--$1" --uninstall
    check "$1: leaves no unit" eval "! find '$units' -name 'lbrec*' | grep ."
    check "$1: leaves the model" test -e "$data/model.h5"
    check "$1: leaves train.conf" test -e "$conf"
}

# refuses WHAT CODE COMMAND...
refuses() {
    local what=$1 code=$2
    shift 2
    "$@" >"$DESTDIR/log" 2>&1
    check "$what" test "$?" -eq "$code"
}

try user /home/someone/.config/systemd/user /home/someone/.config/lbrec/train.conf \
    /home/someone/.local/share/lbrec
# The service that other programs reach: what systemd thinks of its walls (0 best, 10 none).
sed "s|@LBREC_QUERY@|$2|" "$1/lbrec-serve.service.in" >"$DESTDIR/lbrec-serve.service"
cp "$1/lbrec-serve.socket" "$DESTDIR"
if command -v systemd-analyze >/dev/null; then
    check "service: systemd-analyze verify" env -u DESTDIR systemd-analyze --man=no verify \
        "$DESTDIR/lbrec-serve.service" "$DESTDIR/lbrec-serve.socket"
    check "service: systemd-analyze security, 2.0 or less" systemd-analyze security \
        --offline=yes --threshold=20 "$DESTDIR/lbrec-serve.service"
else
    "$lacks" systemd-analyze || [ $? -eq 77 ] || failed=1
fi
if [ "$(id -u)" -eq 0 ]; then
    try system /etc/systemd/system /etc/lbrec/train.conf /var/lib/lbrec
    # Not below DESTDIR: should it not refuse, it gets no further than this install.
    mkdir "$DESTDIR/no"
    ln -s /bin/false "$DESTDIR/no/useradd"
    ln -s /bin/false "$DESTDIR/no/install"
    hidden=$(mktemp /tmp/lbrec-train.XXXXXX)
    chmod +x "$hidden"
    refuses "system: refuses a program that the service cannot see" 64 env -u DESTDIR \
        PATH="$DESTDIR/no:$PATH" LBREC_TRAIN="$hidden" "$install" --system
    rm -f "$hidden"
else
    echo "skipped: the system's units: needs root"
fi
exit "$failed"
