#!/usr/bin/env bash
# Applies a plan that plan.sh sealed: exactly what was reviewed, or nothing. Terraform refuses the plan if the state changed since
# it was made, and the provider refuses it if the hierarchy changed.
#
# Usage: apply.sh FILE
# Environment: PLAN_PASSPHRASE, as for plan.sh.
set -euo pipefail
umask 077

if ! [ -f "$1" ]; then
    echo "error: $1 is missing, because the newest plan failed. Open a pull request for what is left to apply." >&2
    exit 1
fi
trap 'rm -f tfplan' EXIT
openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$1" -out tfplan
terraform init -input=false -no-color
terraform apply -input=false -no-color -lock-timeout=5m tfplan
