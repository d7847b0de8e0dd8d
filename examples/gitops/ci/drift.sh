#!/usr/bin/env bash
# Compares the hierarchy with the state, and writes drift.md. Nothing is changed.
#
# Exit codes: those of supctl drift, 0 no drift, 2 drift, anything else failed.
set -euo pipefail
umask 077

trap 'rm -f state.json' EXIT
terraform init -input=false -no-color
terraform show -json >state.json
code=0
supctl drift --state state.json --format markdown >drift.md || code=$?
cat drift.md
exit "$code"
