//! GitHub's API.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::{Answer, Comment, Content, ISSUES, Issue, Pull, Request, ok, refused};

/// The longest body of a comment or an issue, in characters.
pub(in super::super) const LIMIT: usize = 65_536;

pub(super) fn answer(content: &mut Content, request: &Request, path: &str) -> Answer {
    let text = request.text("body");
    if text.is_some_and(|text| text.encode_utf16().count() > LIMIT) {
        return refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Validation Failed: Body is too long (maximum is 65536 characters)",
        );
    }
    let path: Vec<&str> = path.split('/').collect();
    let number = |text: &str| text.parse::<usize>().unwrap_or_default();
    match (request.method.clone(), path.as_slice()) {
        (Method::GET, ["issues", on, "comments"]) => {
            let of = content.comments.iter().enumerate().filter(|(_, comment)| comment.number == number(on));
            ok(request.page(of.map(|(index, comment)| shown(index, comment)).collect()))
        }
        (Method::POST, ["issues", on, "comments"]) => {
            content.comment(number(on), text.unwrap_or_default());
            ok(json!({ "id": content.comments.len() }))
        }
        (Method::PATCH, ["issues", "comments", id]) => match content.comments.get_mut(number(id) - 1) {
            Some(comment) => {
                comment.text = text.unwrap_or_default().to_owned();
                ok(json!({}))
            }
            None => refused(StatusCode::NOT_FOUND, "Not Found"),
        },
        (Method::GET, ["issues"]) => {
            let labels = request.parameter("labels").unwrap_or_default();
            let open = content.issues.iter().enumerate().filter(|(_, issue)| issue.open);
            let labeled = open.filter(|(_, issue)| issue.labels.iter().any(|label| label == labels));
            ok(request.page(labeled.map(|(index, _)| json!({ "number": ISSUES + index })).collect()))
        }
        (Method::POST, ["issues"]) => {
            let labels = request.body["labels"].as_array().into_iter().flatten();
            let labels = labels.filter_map(Value::as_str).map(str::to_owned).collect();
            content.issues.push(Issue { text: text.unwrap_or_default().to_owned(), labels, open: true });
            ok(json!({}))
        }
        (Method::PATCH, ["issues", id]) => {
            let Some(issue) = content.issues.get_mut(number(id) - ISSUES) else {
                return refused(StatusCode::NOT_FOUND, "Not Found");
            };
            if let Some(text) = text {
                issue.text = text.to_owned();
            }
            if let Some(state) = request.text("state") {
                issue.open = state == "open";
            }
            ok(json!({}))
        }
        (Method::GET, ["commits", commit, "pulls"]) => {
            let of = |pull: &&Pull| pull.merged.as_deref() == Some(*commit) || pull.head == *commit;
            ok(content.pulls.iter().enumerate().filter(|(_, pull)| of(pull)).map(pull).collect())
        }
        (Method::GET, ["pulls"]) => ok(request
            .page(content.pulls.iter().enumerate().filter(|(_, pull)| pull.merged.is_none()).map(pull).collect())),
        (Method::GET, ["actions", "artifacts"]) => {
            let runs = content.runs_with(request.parameter("name").unwrap_or_default());
            let artifacts: Vec<Value> = runs.into_iter().map(artifact).collect();
            ok(json!({ "total_count": artifacts.len(), "artifacts": artifacts }))
        }
        (Method::POST, ["actions", "workflows", "plan.yml", "dispatches"]) => {
            content.planned_again.push(number(request.body["inputs"]["pull_request"].as_str().unwrap_or_default()));
            StatusCode::NO_CONTENT.into_response()
        }
        _ => refused(StatusCode::NOT_FOUND, "Not Found"),
    }
}

fn shown(index: usize, comment: &Comment) -> Value {
    json!({ "id": index + 1, "body": comment.text, "user": { "login": "github-actions[bot]" } })
}

fn pull((index, pull): (usize, &Pull)) -> Value {
    let owner = if pull.fork { "somebody/infra" } else { "contoso/infra" };
    json!({
        "number": index + 1,
        "merged_at": pull.merged.as_ref().map(|_| "2026-11-28T20:00:00Z"),
        "head": { "ref": pull.branch, "sha": pull.head, "repo": { "full_name": owner } },
    })
}

fn artifact(run: u64) -> Value {
    json!({
        "id": run + 100,
        "expired": false,
        "workflow_run": { "id": run, "repository_id": 1, "head_repository_id": 1 },
    })
}
