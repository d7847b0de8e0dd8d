//! Statements and their values. Statements have no name, so that a proxy may give each transaction another connection.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

/// A value, with the type that the server takes it for.
pub(super) type Value = (Box<dyn ToSql + Sync>, Type);

pub(super) fn text(value: impl Into<String>) -> Value {
    (Box::new(value.into()), Type::TEXT)
}

pub(super) fn optional_text(value: Option<String>) -> Value {
    (Box::new(value), Type::TEXT)
}

/// A number; the store has no unsigned ones.
pub(super) fn number(value: u64) -> Value {
    (Box::new(i64::try_from(value).unwrap_or(i64::MAX)), Type::INT8)
}

pub(super) fn optional_number(value: Option<u32>) -> Value {
    (Box::new(value.map(i64::from)), Type::INT8)
}

pub(super) fn microseconds(value: i64) -> Value {
    (Box::new(value), Type::INT8)
}

pub(super) fn flag(value: bool) -> Value {
    (Box::new(value), Type::BOOL)
}

pub(super) fn bytes(value: &[u8]) -> Value {
    (Box::new(value.to_vec()), Type::BYTEA)
}

/// A statement that changes something.
pub(super) struct Write {
    pub(super) sql: &'static str,
    pub(super) values: Vec<Value>,
}

/// A part of a conversation with the server.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    /// Statements that have neither values nor rows.
    Batch(&'a str),
    /// A statement with values.
    Query(&'a str, &'a [Value]),
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Vec<Row>, Error>> + 'a>>;

impl<'a> Step<'a> {
    /// Sends the step with the first poll; the answer comes later.
    fn send(self, client: &'a Client) -> Answer<'a> {
        let mut answer: Answer<'a> = Box::pin(async move {
            match self {
                Self::Batch(sql) => client.batch_execute(sql).await.map(|()| Vec::new()),
                Self::Query(sql, values) => {
                    let values: Vec<_> = values.iter().map(|(value, r#type)| (&**value, r#type.clone())).collect();
                    client.query_typed(sql, &values).await
                }
            }
        });
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Box::pin(std::future::ready(outcome)),
            Poll::Pending => answer,
        }
    }
}

/// Sends steps without waiting between them, and then waits for all answers: the rows of the last one, or the first error.
pub(super) async fn converse<'s>(
    client: &Client,
    steps: impl IntoIterator<Item = Step<'s>>,
) -> Result<Vec<Row>, Error> {
    let answers: Vec<Answer<'_>> = steps.into_iter().map(|step| step.send(client)).collect();
    let mut rows = Vec::new();
    for answer in answers {
        rows = answer.await?;
    }
    Ok(rows)
}

/// Sends statements whose answer nobody needs.
pub(super) fn send_only(client: &Client, sql: &str) {
    let _ = pin!(client.batch_execute(sql)).poll(&mut Context::from_waker(Waker::noop()));
}
