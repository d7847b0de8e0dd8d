#!/usr/bin/env bash
# What the jobs ask GitLab.
#
# Usage:
#   gitlab.sh comment MERGE_REQUEST FILE  comments, or replaces the comment with the same first line
#   gitlab.sh reviewed COMMIT FILE        downloads the plan that was reviewed before this commit was merged
#   gitlab.sh plan-others                 plans each open merge request again
#   gitlab.sh drift CODE FILE             keeps one open issue while there is drift, and closes it afterwards
# Environment: GITLAB_TOKEN, a project access token with the scope api, and what GitLab sets.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/requests.sh"

readonly label=drift

# Usage: call METHOD PATH [OPTION OF CURL…]
call() {
    local method=$1 path=$2
    shift 2
    request --request "$method" "$@" \
        --header @<(printf 'PRIVATE-TOKEN: %s\n' "$GITLAB_TOKEN") --header 'Content-Type: application/json' \
        "$CI_API_V4_URL/projects/$CI_PROJECT_ID/$path"
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

# A note of somebody else cannot be edited, whatever its first line is.
comment() {
    local number=$1 file=$2 own id
    ensure_report "$file"
    own=$(request --header @<(printf 'PRIVATE-TOKEN: %s\n' "$GITLAB_TOKEN") \
        "$CI_API_V4_URL/user" | jq .id)
    id=$(entries "merge_requests/$number/notes?" | jq --slurp --rawfile text "$file" --argjson own "$own" '
        def first_line: split("\n")[0] | rtrimstr("\r");
        map(select(.author.id == $own and (.body | first_line) == ($text | first_line))) | first | .id // empty')
    if [ -n "$id" ]; then
        body body "$file" | call PUT "merge_requests/$number/notes/$id" --data @- >/dev/null
    else
        body body "$file" | call POST "merge_requests/$number/notes" --data @- >/dev/null
    fi
}

# The newest pipeline counts: where it failed, the plan of an earlier one is not what was reviewed.
reviewed() {
    local commit=$1 file=$2 number pipeline job
    number=$(call GET "repository/commits/$commit/merge_requests" | jq 'map(select(.state == "merged")) | first | .iid // empty')
    if [ -z "$number" ]; then
        echo "error: commit $commit is not the merge of a merge request, so no plan of it was reviewed. Nothing is applied." >&2
        return 1
    fi
    pipeline=$(entries "merge_requests/$number/pipelines?" | jq --slurp --arg project "$CI_PROJECT_ID" '
        map(select("\(.project_id)" == $project)) | max_by(.id) | select(.status == "success") | .id')
    if [ -z "$pipeline" ]; then
        echo "error: the newest pipeline of merge request $number has no plan. Open a merge request for what is left to apply." >&2
        return 1
    fi
    job=$(entries "pipelines/$pipeline/jobs?" | jq --slurp 'map(select(.name == "plan")) | max_by(.id) | .id')
    call GET "jobs/$job/artifacts/plan.sealed" --location --output "$file"
}

# A plan becomes stale when another one is applied. A merge request from a fork has no plan.
plan_others() {
    entries "merge_requests?state=opened&target_branch=$CI_DEFAULT_BRANCH" |
        jq --raw-output 'select(.source_project_id == .target_project_id) | .iid' |
        while read -r number; do
            call POST "merge_requests/$number/pipelines" >/dev/null
            echo "Merge request $number is planned again."
        done
}

drift() {
    local code=$1 file=$2 number
    number=$(entries "issues?state=opened&labels=$label" | jq --slurp 'first | .iid // empty')
    case $code in
    0)
        [ -n "$number" ] || return 0
        jq --null-input '{body: "There is no drift any more."}' | call POST "issues/$number/notes" --data @- >/dev/null
        jq --null-input '{state_event: "close"}' | call PUT "issues/$number" --data @- >/dev/null
        ;;
    2)
        fitting 900000 "$file" >"$file.fitting"
        if [ -n "$number" ]; then
            body description "$file.fitting" | call PUT "issues/$number" --data @- >/dev/null
        else
            body description "$file.fitting" |
                jq --arg tag "$label" '. + {title: "The hierarchy differs from Terraform'"'"'s state", labels: $tag}' |
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
