#!/usr/bin/env bash
# What the stages ask Azure DevOps.
#
# Usage:
#   azure.sh comment PULL_REQUEST FILE  comments, or replaces the comment with the same first line
#   azure.sh reviewed COMMIT FILE       downloads the plan that was reviewed before this commit was merged
#   azure.sh plan-others                plans each active pull request again
#   azure.sh drift CODE FILE            keeps one open work item while there is drift, and closes it afterwards
# Environment: SYSTEM_ACCESSTOKEN, which a step maps, and what Azure sets. DRIFT_TYPE and DRIFT_DONE name the type of the work
# item and its last state; the default is that of the process Basic.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/requests.sh"

readonly api=$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECT/_apis
readonly repository=git/repositories/$BUILD_REPOSITORY_ID
readonly tag=drift

# Usage: call METHOD PATH?QUERY [OPTION OF CURL…]
call() {
    local method=$1 path=$2
    shift 2
    request --request "$method" \
        --header @<(printf 'Authorization: Bearer %s\n' "$SYSTEM_ACCESSTOKEN") --header 'Content-Type: application/json' \
        "$@" "$api/$path&api-version=7.1"
}

comment() {
    local number=$1 file=$2 place
    ensure_report "$file"
    place=$(call GET "$repository/pullRequests/$number/threads?" | jq --raw-output --rawfile text "$file" '
        def first_line: split("\n")[0] | rtrimstr("\r");
        [.value[] | select(.isDeleted | not) | {thread: .id, comment: .comments[0]}
            | select((.comment.content // "" | first_line) == ($text | first_line))]
        | first | if . then "\(.thread)/comments/\(.comment.id)" else empty end')
    if [ -n "$place" ]; then
        body content "$file" | call PATCH "$repository/pullRequests/$number/threads/$place?" --data @- >/dev/null
    else
        # A closed thread blocks no pull request.
        body content "$file" | jq '{comments: [. + {parentCommentId: 0, commentType: 1}], status: 4}' |
            call POST "$repository/pullRequests/$number/threads?" --data @- >/dev/null
    fi
}

# The newest run counts: where it failed, the plan of an earlier one is not what was reviewed.
reviewed() {
    local commit=$1 file=$2 number run url
    number=$(jq --null-input --arg commit "$commit" '{queries: [{type: "lastMergeCommit", items: [$commit]}]}' |
        call POST "$repository/pullrequestquery?" --data @- |
        jq --arg commit "$commit" '.results[0][$commit][0].pullRequestId // empty')
    if [ -z "$number" ]; then
        echo "error: commit $commit is not the merge of a pull request, so no plan of it was reviewed. Nothing is applied." >&2
        return 1
    fi
    run=$(call GET "build/builds?definitions=$SYSTEM_DEFINITIONID&branchName=refs/pull/$number/merge&queryOrder=queueTimeDescending&\$top=1" |
        jq '.value[0] | select(.result == "succeeded") | .id')
    if [ -z "$run" ]; then
        echo "error: the newest run of pull request $number has no plan. Open a pull request for what is left to apply." >&2
        return 1
    fi
    url=$(call GET "build/builds/$run/artifacts?artifactName=plan" |
        jq --raw-output --arg file "$file" '.resource.downloadUrl | sub("format=zip"; "format=file&subPath=%2F\($file)")')
    request --location --output "$file" --header @<(printf 'Authorization: Bearer %s\n' "$SYSTEM_ACCESSTOKEN") "$url"
}

# A plan becomes stale when another one is applied. A pull request from a fork has no plan.
plan_others() {
    call GET "$repository/pullrequests?searchCriteria.status=active&searchCriteria.targetRefName=$BUILD_SOURCEBRANCH" |
        jq '.value[] | select(.forkSource | not) | .pullRequestId' |
        while read -r number; do
            jq --null-input --arg number "$number" \
                '{definition: {id: env.SYSTEM_DEFINITIONID}, sourceBranch: "refs/pull/\($number)/merge"}' |
                call POST "build/builds?" --data @- >/dev/null
            echo "Pull request $number is planned again."
        done
}

# Usage: work_item METHOD PATH, with the fields as a JSON object on standard input
work_item() {
    jq 'to_entries | map({op: "add", path: "/fields/System.\(.key)", value})' |
        call "$1" "wit/workitems/$2?" --header 'Content-Type: application/json-patch+json' --data @- >/dev/null
}

drift() {
    local code=$1 file=$2 last=${DRIFT_DONE:-Done} number
    number=$(jq --null-input --arg tag "$tag" --arg last "$last" '{query: "SELECT [System.Id] FROM WorkItems
        WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '"'"'\($tag)'"'"' AND [System.State] <> '"'"'\($last)'"'"'"}' |
        call POST "wit/wiql?" --data @- | jq '.workItems[0].id // empty')
    case $code in
    0)
        [ -n "$number" ] || return 0
        jq --null-input --arg last "$last" '{State: $last, History: "There is no drift any more."}' | work_item PATCH "$number"
        ;;
    2)
        # The description is HTML.
        fitting 900000 "$file" | jq --raw-input --slurp --arg tag "$tag" '{
            Title: "The hierarchy differs from Terraform'"'"'s state", Tags: $tag, Description: "<pre>\(@html)</pre>"}' |
            if [ -n "$number" ]; then work_item PATCH "$number"; else work_item POST "\$${DRIFT_TYPE:-Issue}"; fi
        ;;
    *)
        echo "error: the hierarchy was not compared, so the work item stays as it is." >&2
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
