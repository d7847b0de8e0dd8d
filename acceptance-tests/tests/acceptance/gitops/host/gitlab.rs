//! GitLab's API.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::{Answer, Comment, Content, ISSUES, Issue, Pull, Request, ok, refused};

/// The longest body of a note or an issue, in characters.
const LIMIT: usize = 1_000_000;

pub(super) fn answer(content: &mut Content, request: &Request, path: &str) -> Answer {
    let text = request.text("body").or_else(|| request.text("description"));
    if text.is_some_and(|text| text.chars().count() > LIMIT) {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "is too long (maximum is 1000000 characters)");
    }
    let path: Vec<&str> = path.split('/').collect();
    let number = |text: &str| text.parse::<usize>().unwrap_or_default();
    match (request.method.clone(), path.as_slice()) {
        (Method::GET, ["merge_requests" | "issues", on, "notes"]) => {
            let of = content.comments.iter().enumerate().filter(|(_, comment)| comment.number == number(on));
            ok(request.page(of.map(|(index, comment)| note(index, comment)).collect()))
        }
        (Method::POST, ["merge_requests" | "issues", on, "notes"]) => {
            content.comment(number(on), text.unwrap_or_default());
            ok(json!({ "id": content.comments.len() }))
        }
        (Method::PUT, ["merge_requests", _, "notes", id]) => match content.comments.get_mut(number(id) - 1) {
            Some(comment) => {
                comment.text = text.unwrap_or_default().to_owned();
                ok(json!({}))
            }
            None => refused(StatusCode::NOT_FOUND, "404 Not found"),
        },
        (Method::GET, ["repository", "commits", commit, "merge_requests"]) => {
            let of = |pull: &&Pull| pull.merged.as_deref() == Some(*commit);
            ok(content.pulls.iter().enumerate().filter(|(_, pull)| of(pull)).map(merge_request).collect())
        }
        (Method::GET, ["merge_requests"]) => {
            let open = content.pulls.iter().enumerate().filter(|(_, pull)| pull.merged.is_none());
            ok(request.page(open.map(merge_request).collect()))
        }
        (Method::GET, ["merge_requests", on, "pipelines"]) => {
            let runs = content.runs_with(&format!("plan-{on}")).into_iter();
            let pipeline = |run| json!({ "id": run, "project_id": 7, "status": "success" });
            ok(request.page(runs.map(pipeline).collect()))
        }
        (Method::POST, ["merge_requests", on, "pipelines"]) => {
            content.planned_again.push(number(on));
            ok(json!({}))
        }
        (Method::GET, ["pipelines", id, "jobs"]) => ok(request.page(vec![json!({ "id": number(id), "name": "plan" })])),
        (Method::GET, ["jobs", id, "artifacts", file]) => match content.artifact(id, file) {
            Some(bytes) => bytes.into_response(),
            None => refused(StatusCode::NOT_FOUND, "404 Not found"),
        },
        (Method::GET, ["issues"]) => {
            let open = content.issues.iter().enumerate().filter(|(_, issue)| issue.open);
            let labels = request.parameter("labels").unwrap_or_default();
            let labeled = open.filter(|(_, issue)| issue.labels.iter().any(|label| label == labels));
            ok(request.page(labeled.map(|(index, _)| json!({ "iid": ISSUES + index })).collect()))
        }
        (Method::POST, ["issues"]) => {
            let labels = request.text("labels").unwrap_or_default().split(',').map(str::to_owned).collect();
            content.issues.push(Issue { text: text.unwrap_or_default().to_owned(), labels, open: true });
            ok(json!({}))
        }
        (Method::PUT, ["issues", id]) => {
            let Some(issue) = content.issues.get_mut(number(id) - ISSUES) else {
                return refused(StatusCode::NOT_FOUND, "404 Not found");
            };
            if let Some(text) = text {
                issue.text = text.to_owned();
            }
            if request.text("state_event") == Some("close") {
                issue.open = false;
            }
            ok(json!({}))
        }
        _ => refused(StatusCode::NOT_FOUND, "404 Not found"),
    }
}

fn note(index: usize, comment: &Comment) -> Value {
    json!({ "id": index + 1, "body": comment.text, "author": { "id": 5 } })
}

fn merge_request((index, pull): (usize, &Pull)) -> Value {
    json!({
        "iid": index + 1,
        "state": if pull.merged.is_some() { "merged" } else { "opened" },
        "source_project_id": if pull.fork { 8 } else { 7 },
        "target_project_id": 7,
    })
}
