# Requests, for the scripts beside this one. A body goes through a file or a pipe, never through an argument, because an
# argument cannot be longer than 128 KiB.

# The text of a file as a JSON object with one member.
body() {
    jq --raw-input --slurp --arg name "$1" '{($name): .}' "$2"
}

# Runs curl, and shows what the host answered when it refuses.
request() {
    local answer code=0
    answer=$(curl --fail-with-body --silent --show-error "$@") || code=$?
    if [ "$code" -ne 0 ]; then
        printf '%s\n' "$answer" >&2
        return "$code"
    fi
    printf '%s\n' "$answer"
}

# The findings of a file, as many as fit: whole ones only, with a notice on top.
# Usage: fitting CHARACTERS FILE
fitting() {
    jq --raw-input --slurp --raw-output --argjson limit "$1" '
        if length <= $limit then . else
            "**The report is cut: it has \(length) characters. The log of the job has the whole one.**\n\n"
            + (.[:$limit - 200] | .[:(rindex("\n- ") // length)])
        end' "$2"
}

# Writes a report where there is none, because the job failed before it: the comment of an earlier plan must not stay up.
ensure_report() {
    [ -f "$1" ] || printf '<!-- supctl report root=. workspace=%s -->\n\n%s\n' "${TF_WORKSPACE:-default}" \
        'There is no report, because the job failed before it. The log of the job says why.' >"$1"
}
