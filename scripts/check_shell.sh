#!/bin/sh
# SPDX-License-Identifier: MIT
# Fail on what shellcheck finds in the scripts.
# usage: scripts/check_shell.sh [FOLDER]     the tree to look at (default: here)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v shellcheck >/dev/null || exec "$here/lacks" shellcheck
cd "${1:-.}"
grep -rlE '^#!.*[/ ](sh|bash)$' scripts tests .ci | xargs shellcheck
