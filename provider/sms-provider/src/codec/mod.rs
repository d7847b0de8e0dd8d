//! How the product encodes values: each codec reads the properties of one row and writes them.

mod number;
mod schedule;
mod text;

use serde_json::Value;

pub use number::{
    CERTIFICATE, CONNECTION_TYPE, EXPRESS, FLAG, FLAG_OR_FALSE, MINUTES, MONTHS, PORT, PROXY, REPORTING_EVENTS,
    SITE_TYPE, SYNC_SOURCE, THIRD_PARTY, ZERO_IS_TRUE,
};
pub(crate) use number::{is_true, number};
pub use schedule::SCHEDULE;
pub(crate) use schedule::is_utc;
pub(crate) use text::server_name;
pub use text::{
    ACCOUNT_UNLESS, BUILD, CULTURES, DATABASE_KIND, DATABASE_SERVER, SERVER, TEXT, TEXT_OR_NULL, UPSTREAM_URL,
};

/// How a value of an attribute is encoded in properties, both ways.
#[derive(Clone, Copy, Debug)]
pub struct Codec {
    /// The encoding, in words.
    pub words: &'static str,
    /// The value of the attribute; `None` if the properties do not say it. Absent properties are null.
    pub read: fn(&[&Value]) -> Result<Option<Value>, Misfit>,
    /// The values of the properties, in their order. Null where a property keeps what it has.
    pub write: fn(&Value) -> Vec<Value>,
}

/// A value that is not in the encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} is not {expected}")]
pub struct Misfit {
    /// What it is, as JSON.
    pub found: String,
    /// What it must be.
    pub expected: &'static str,
}

impl Misfit {
    pub(crate) fn of(found: &Value, expected: &'static str) -> Self {
        Self { found: found.to_string(), expected }
    }
}

/// A property by its position; null if it is absent.
fn at<'a>(cells: &[&'a Value], position: usize) -> &'a Value {
    cells.get(position).copied().unwrap_or(&Value::Null)
}
