#!/usr/bin/env bash
# What the workflows ask GitHub.
#
# Usage:
#   github.sh comment PULL_REQUEST FILE  comments, or replaces the comment with the same first line
#   github.sh reviewed COMMIT            the name and the run of the plan that was reviewed before this commit was merged
#   github.sh plan-others                plans each open pull request again
#   github.sh drift CODE FILE            keeps one open issue while there is drift, and closes it afterwards
# Environment: GITHUB_TOKEN, and what GitHub sets.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/requests.sh"

readonly bot='github-actions[bot]'
readonly label=drift

# Usage: call METHOD PATH [OPTION OF CURL…]
call() {
    local method=$1 path=$2
    shift 2
    request --request "$method" "$@" \
        --header @<(printf 'Authorization: Bearer %s\n' "$GITHUB_TOKEN") \
        --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
        "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$path"
}

# The entries of all pages of a list, one a line.
# Usage: entries PATH?QUERY
entries() {
    local page items
    for ((page = 1; ; page++)); do
        items=$(call GET "$1&per_page=100&page=$page")
        jq --compact-output '.[]' <<<"$items"
        [ "$(jq length <<<"$items")" -eq 100 ] || break
    done
}

comment() {
    local number=$1 file=$2 id
    ensure_report "$file"
    id=$(entries "issues/$number/comments?" | jq --slurp --rawfile text "$file" --arg bot "$bot" '
        def first_line: split("\n")[0] | rtrimstr("\r");
        map(select(.user.login == $bot and (.body | first_line) == ($text | first_line))) | first | .id // empty')
    if [ -n "$id" ]; then
        body body "$file" | call PATCH "issues/comments/$id" --data @- >/dev/null
    else
        body body "$file" | call POST "issues/$number/comments" --data @- >/dev/null
    fi
}

# Writes name and run for GITHUB_OUTPUT. A plan that came from a fork is none of ours.
reviewed() {
    local commit=$1 name run
    name=$(call GET "commits/$commit/pulls" | jq --raw-output \
        'map(select(.merged_at)) | first | if . then "plan-\(.number)-\(.head.sha)" else empty end')
    if [ -z "$name" ]; then
        echo "error: commit $commit is not the merge of a pull request, so no plan of it was reviewed. Nothing is applied." >&2
        return 1
    fi
    run=$(call GET "actions/artifacts?per_page=100&name=$name" | jq '[.artifacts[]
        | select((.expired | not) and .workflow_run.head_repository_id == .workflow_run.repository_id)]
        | max_by(.id) | .workflow_run.id // empty')
    if [ -z "$run" ]; then
        echo "error: there is no plan $name. It failed, or has expired. Open a pull request for what is left to apply." >&2
        return 1
    fi
    printf 'name=%s\nrun=%s\n' "$name" "$run"
}

# A plan becomes stale when another one is applied. A pull request from a fork has no plan.
plan_others() {
    entries "pulls?state=open&base=$GITHUB_REF_NAME" |
        jq --raw-output 'select(.head.repo.full_name == env.GITHUB_REPOSITORY) | .number' |
        while read -r number; do
            jq --null-input --arg number "$number" '{ref: env.GITHUB_REF_NAME, inputs: {pull_request: $number}}' |
                call POST actions/workflows/plan.yml/dispatches --data @- >/dev/null
            echo "Pull request $number is planned again."
        done
}

drift() {
    local code=$1 file=$2 number
    # A pull request is an issue, too.
    number=$(entries "issues?state=open&labels=$label" | jq --slurp 'map(select(.pull_request | not)) | first | .number // empty')
    case $code in
    0)
        [ -n "$number" ] || return 0
        jq --null-input '{body: "There is no drift any more."}' | call POST "issues/$number/comments" --data @- >/dev/null
        jq --null-input '{state: "closed", state_reason: "completed"}' | call PATCH "issues/$number" --data @- >/dev/null
        ;;
    2)
        fitting 65000 "$file" >"$file.fitting"
        if [ -n "$number" ]; then
            body body "$file.fitting" | call PATCH "issues/$number" --data @- >/dev/null
        else
            body body "$file.fitting" |
                jq --arg tag "$label" '. + {title: "The hierarchy differs from Terraform'"'"'s state", labels: [$tag]}' |
                call POST issues --data @- >/dev/null
        fi
        ;;
    *)
        echo "error: the hierarchy was not compared, so the issue stays as it is." >&2
        return 1
        ;;
    esac
}

command=$1
shift
case $command in
comment) comment "$@" ;;
reviewed) reviewed "$@" ;;
plan-others) plan_others ;;
drift) drift "$@" ;;
*)
    echo "error: unknown command $command" >&2
    exit 1
    ;;
esac
