//! A host of repositories: what the pipelines ask it of pull requests, comments and issues, with the limits of the real one.

mod azure;
mod github;
mod gitlab;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use anyhow::Result;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

pub(super) use github::LIMIT;

/// The token that the pipelines have.
pub(super) const TOKEN: &str = "token-of-the-pipeline";

/// A host that runs until the end of the tests.
#[derive(Clone)]
pub(super) struct Host {
    content: Arc<Mutex<Content>>,
    port: u16,
}

/// What people see there.
#[derive(Default)]
pub(super) struct Content {
    pub(super) pulls: Vec<Pull>,
    pub(super) comments: Vec<Comment>,
    pub(super) issues: Vec<Issue>,
    /// The pull requests that a pipeline asked to plan again, in their order.
    pub(super) planned_again: Vec<usize>,
    /// Where pipelines store artifacts, as RUN/NAME.
    artifacts: PathBuf,
}

/// A pull request; its number is its position, from 1.
pub(super) struct Pull {
    pub(super) branch: String,
    pub(super) head: String,
    /// The commit on main.
    pub(super) merged: Option<String>,
    pub(super) fork: bool,
}

/// A comment on a pull request or an issue; its id is its position, from 1.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    pub(super) number: usize,
    pub(super) text: String,
}

/// An issue; its number is its position, from 1001.
pub(super) struct Issue {
    pub(super) text: String,
    pub(super) labels: Vec<String>,
    pub(super) open: bool,
}

/// Where the numbers of issues begin.
const ISSUES: usize = 1001;

type Answer = Response;

fn ok(value: Value) -> Answer {
    Json(value).into_response()
}

fn refused(status: StatusCode, message: &str) -> Answer {
    (status, Json(json!({ "message": message }))).into_response()
}

impl Host {
    /// Starts a host on a port of its own.
    pub(super) fn start(artifacts: PathBuf) -> Result<Self> {
        let content = Arc::new(Mutex::new(Content { artifacts, ..Content::default() }));
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let served = axum::Router::new().fallback(answer).with_state(content.clone());
        std::thread::spawn(move || {
            runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener)?, served).await })
        });
        Ok(Self { content, port })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap()
    }

    /// The comments on a pull request.
    pub(super) fn comments(&self, number: usize) -> Vec<String> {
        let content = self.content();
        content.comments.iter().filter(|comment| comment.number == number).map(|comment| comment.text.clone()).collect()
    }

    /// The texts of the open issues.
    pub(super) fn open_issues(&self) -> Vec<String> {
        self.content().issues.iter().filter(|issue| issue.open).map(|issue| issue.text.clone()).collect()
    }
}

async fn answer(
    State(content): State<Arc<Mutex<Content>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Answer {
    let has = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    if !has("authorization", &format!("Bearer {TOKEN}")) && !has("private-token", TOKEN) {
        return refused(StatusCode::UNAUTHORIZED, "Requires authentication");
    }
    let body = serde_json::from_str(&body).unwrap_or(Value::Null);
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
    let request = Request { method, host, path, query, body };
    let mut content = content.lock().unwrap();
    if let Some(path) = request.path.strip_prefix("/repos/contoso/infra/") {
        github::answer(&mut content, &request, path)
    } else if let Some(path) = request.path.strip_prefix("/api/v4/projects/7/") {
        gitlab::answer(&mut content, &request, path)
    } else if let Some(path) = request.path.strip_prefix("/contoso/infra/_apis/") {
        azure::answer(&mut content, &request, path)
    } else if request.path == "/api/v4/user" {
        ok(json!({ "id": 5 }))
    } else {
        refused(StatusCode::NOT_FOUND, "Not Found")
    }
}

struct Request {
    method: Method,
    /// The name and the port that the client asked.
    host: String,
    path: String,
    query: String,
    body: Value,
}

impl Request {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.body.get(member).and_then(Value::as_str)
    }

    /// The part of a list on the page that was asked for.
    fn page(&self, items: Vec<Value>) -> Value {
        let number = |name: &str, default| self.parameter(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let (size, page) = (number("per_page", 30_usize), number("page", 1_usize));
        items.into_iter().skip(size * (page - 1)).take(size).collect()
    }
}

impl Content {
    /// The runs that stored an artifact of this name, the first one first.
    fn runs_with(&self, name: &str) -> Vec<u64> {
        let runs = self.artifacts.read_dir().into_iter().flatten().flatten();
        let runs = runs.filter(|run| run.path().join(name).is_dir());
        let mut runs: Vec<u64> = runs.filter_map(|run| run.file_name().to_str()?.parse().ok()).collect();
        runs.sort_unstable();
        runs
    }

    /// A file of the only artifact of a run.
    fn artifact(&self, run: &str, file: &str) -> Option<Vec<u8>> {
        let artifact = self.artifacts.join(run).read_dir().ok()?.flatten().next()?;
        std::fs::read(artifact.path().join(file)).ok()
    }

    fn comment(&mut self, number: usize, text: &str) {
        self.comments.push(Comment { number, text: text.to_owned() });
    }
}
