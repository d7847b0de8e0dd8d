//! The API of Azure DevOps.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::{Answer, Content, ISSUES, Issue, Pull, Request, ok, refused};

/// The longest comment, in characters.
const LIMIT: usize = 150_000;

pub(super) fn answer(content: &mut Content, request: &Request, path: &str) -> Answer {
    if request.parameter("api-version") != Some("7.1") {
        return refused(StatusCode::BAD_REQUEST, "No api-version was supplied");
    }
    let text = request.text("content").or_else(|| request.body["comments"][0]["content"].as_str());
    if text.is_some_and(|text| text.chars().count() > LIMIT) {
        return refused(StatusCode::BAD_REQUEST, "The comment is too long");
    }
    let path: Vec<&str> = path.split('/').collect();
    let number = |text: &str| text.parse::<usize>().unwrap_or_default();
    match (request.method.clone(), path.as_slice()) {
        (Method::GET, ["git", "repositories", "infra", "pullRequests", on, "threads"]) => {
            let of = content.comments.iter().enumerate().filter(|(_, comment)| comment.number == number(on));
            let threads = of.map(|(index, comment)| {
                json!({ "id": index + 1, "isDeleted": false, "comments": [{ "id": 1, "content": comment.text }] })
            });
            ok(json!({ "value": threads.collect::<Vec<_>>() }))
        }
        (Method::POST, ["git", "repositories", "infra", "pullRequests", on, "threads"]) => {
            content.comment(number(on), text.unwrap_or_default());
            ok(json!({}))
        }
        (Method::PATCH, ["git", "repositories", "infra", "pullRequests", _, "threads", id, "comments", "1"]) => {
            match content.comments.get_mut(number(id) - 1) {
                Some(comment) => {
                    comment.text = text.unwrap_or_default().to_owned();
                    ok(json!({}))
                }
                None => refused(StatusCode::NOT_FOUND, "Not found"),
            }
        }
        (Method::POST, ["git", "repositories", "infra", "pullrequestquery"]) => {
            let commit = request.body["queries"][0]["items"][0].as_str().unwrap_or_default();
            let found = content.pulls.iter().position(|pull| pull.merged.as_deref() == Some(commit));
            let found: Vec<Value> = found.map(|index| json!({ "pullRequestId": index + 1 })).into_iter().collect();
            ok(json!({ "results": [{ commit: found }] }))
        }
        (Method::GET, ["git", "repositories", "infra", "pullrequests"]) => {
            let open = content.pulls.iter().enumerate().filter(|(_, pull)| pull.merged.is_none());
            ok(json!({ "value": open.map(active).collect::<Vec<_>>() }))
        }
        (Method::GET, ["build", "builds"]) => {
            let pull =
                request.parameter("branchName").unwrap_or_default().replace("refs/pull/", "").replace("/merge", "");
            let newest = content.runs_with(&format!("plan-{pull}")).last().copied();
            let runs: Vec<Value> = newest.map(|run| json!({ "id": run, "result": "succeeded" })).into_iter().collect();
            ok(json!({ "value": runs }))
        }
        (Method::POST, ["build", "builds"]) => {
            let branch = request.text("sourceBranch").unwrap_or_default();
            content.planned_again.push(number(&branch.replace("refs/pull/", "").replace("/merge", "")));
            ok(json!({}))
        }
        (Method::GET, ["build", "builds", run, "artifacts"]) => {
            let url = format!("http://{}/contoso/infra/_apis/download/{run}?format=zip&api-version=7.1", request.host);
            ok(json!({ "resource": { "downloadUrl": url } }))
        }
        (Method::GET, ["download", run]) => {
            let file = request.parameter("subPath").unwrap_or_default().replace("%2F", "");
            match content.artifact(run, &file) {
                Some(bytes) => bytes.into_response(),
                None => refused(StatusCode::NOT_FOUND, "Not found"),
            }
        }
        (Method::POST, ["wit", "wiql"]) => {
            let open = content.issues.iter().enumerate().filter(|(_, issue)| issue.open);
            ok(json!({ "workItems": open.map(|(index, _)| json!({ "id": ISSUES + index })).collect::<Vec<_>>() }))
        }
        (Method::POST, ["wit", "workitems", "$Issue"]) => {
            content.issues.push(Issue { text: String::new(), labels: Vec::new(), open: true });
            edit(content.issues.last_mut(), &request.body)
        }
        (Method::PATCH, ["wit", "workitems", id]) => edit(content.issues.get_mut(number(id) - ISSUES), &request.body),
        _ => refused(StatusCode::NOT_FOUND, "Not found"),
    }
}

/// Sets the fields of a work item, given as a JSON Patch.
fn edit(issue: Option<&mut Issue>, patch: &Value) -> Answer {
    let (Some(issue), Some(operations)) = (issue, patch.as_array()) else {
        return refused(StatusCode::BAD_REQUEST, "You must pass a valid patch document");
    };
    for operation in operations {
        let value = operation["value"].as_str().unwrap_or_default().to_owned();
        match operation["path"].as_str() {
            Some("/fields/System.Description") => issue.text = value,
            Some("/fields/System.Tags") => issue.labels = vec![value],
            Some("/fields/System.State") => issue.open = value != "Done",
            _ => {}
        }
    }
    ok(json!({}))
}

fn active((index, pull): (usize, &Pull)) -> Value {
    let fork = if pull.fork { json!({ "name": "fork" }) } else { Value::Null };
    json!({ "pullRequestId": index + 1, "forkSource": fork })
}
