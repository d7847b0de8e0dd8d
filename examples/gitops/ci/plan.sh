#!/usr/bin/env bash
# Plans the configuration in this folder for a review: writes comment.md, and plan.sealed if there is a plan to apply. Ends with
# the exit code of Terraform.
#
# Usage: plan.sh FORMAT [OPTION…], as in supctl report --format FORMAT OPTION…
# Environment: PLAN_PASSPHRASE, which seals the plan, because a plan has sensitive values in clear.
set -euo pipefail
umask 077

format=$1
shift
options=("$@")
trap 'rm -f tfplan plan.json' EXIT
rm -f comment.md plan.sealed

report() {
    supctl report --log plan.jsonl --format "$format" --out comment.md "${options[@]}" "$@"
}

if ! terraform init -input=false -no-color >init.log 2>&1; then
    cat init.log
    jq --null-input --compact-output --rawfile detail init.log \
        '{"@level": "error", "@message": "Error: terraform init failed", type: "diagnostic",
          diagnostic: {severity: "error", summary: "terraform init failed", detail: $detail}}' >plan.jsonl
    report
    exit 1
fi

code=0
terraform plan -input=false -lock-timeout=5m -out=tfplan -json >plan.jsonl || code=$?
jq --raw-output '."@message"' plan.jsonl
if [ "$code" -ne 0 ]; then
    report
    exit "$code"
fi
terraform show -json tfplan >plan.json
report --plan plan.json
openssl enc -aes-256-cbc -pbkdf2 -salt -pass env:PLAN_PASSPHRASE -in tfplan -out plan.sealed
