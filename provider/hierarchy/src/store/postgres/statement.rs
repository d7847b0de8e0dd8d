//! Statements and their values. Statements have no name, so that a proxy may give each transaction another connection.

use std::borrow::Cow;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

/// A value of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    Text(Option<String>),
    Texts(Vec<String>),
    Number(Option<i64>),
    Flag(bool),
    Bytes(Vec<u8>),
}

impl Value {
    /// The value, with the type that the server takes it for.
    fn typed(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Self::Text(text) => (text, Type::TEXT),
            Self::Texts(texts) => (texts, Type::TEXT_ARRAY),
            Self::Number(number) => (number, Type::INT8),
            Self::Flag(flag) => (flag, Type::BOOL),
            Self::Bytes(bytes) => (bytes, Type::BYTEA),
        }
    }
}

pub(super) fn text(value: impl Into<String>) -> Value {
    Value::Text(Some(value.into()))
}

pub(super) fn optional_text(value: Option<String>) -> Value {
    Value::Text(value)
}

pub(super) fn texts(values: Vec<String>) -> Value {
    Value::Texts(values)
}

/// A number; the store has no unsigned ones.
pub(super) fn number(value: u64) -> Value {
    Value::Number(Some(i64::try_from(value).unwrap_or(i64::MAX)))
}

pub(super) fn optional_number(value: Option<u32>) -> Value {
    Value::Number(value.map(i64::from))
}

pub(super) fn microseconds(value: i64) -> Value {
    Value::Number(Some(value))
}

pub(super) fn flag(value: bool) -> Value {
    Value::Flag(value)
}

pub(super) fn bytes(value: &[u8]) -> Value {
    Value::Bytes(value.to_vec())
}

/// A statement that reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Query {
    sql: Cow<'static, str>,
    values: Vec<Value>,
}

impl Query {
    pub(super) fn new(sql: impl Into<Cow<'static, str>>, values: impl Into<Vec<Value>>) -> Self {
        Self { sql: sql.into(), values: values.into() }
    }

    pub(super) fn step(&self) -> Step<'_> {
        Step::Query(&self.sql, &self.values)
    }
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
                    let values: Vec<_> = values.iter().map(Value::typed).collect();
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

/// Sends steps without waiting between them, and then waits for all answers: the rows of each, or the first error.
pub(super) async fn converse<'s>(
    client: &Client,
    steps: impl IntoIterator<Item = Step<'s>>,
) -> Result<Vec<Vec<Row>>, Error> {
    let answers: Vec<Answer<'_>> = steps.into_iter().map(|step| step.send(client)).collect();
    let mut rows = Vec::with_capacity(answers.len());
    for answer in answers {
        rows.push(answer.await?);
    }
    Ok(rows)
}

/// Sends statements whose answer nobody needs.
pub(super) fn send_only(client: &Client, sql: &str) {
    let _ = pin!(client.batch_execute(sql)).poll(&mut Context::from_waker(Waker::noop()));
}
