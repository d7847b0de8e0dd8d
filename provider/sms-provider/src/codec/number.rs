//! Numbers, flags, and numbers that stand for words.

use serde_json::{Value, json};

use super::{Codec, Misfit, at};

/// A whole number, as a number or as text; `None` if it is absent or empty.
pub(crate) fn number(value: &Value) -> Result<Option<i64>, Misfit> {
    let misfit = || Misfit::of(value, "a number");
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => text.trim().parse().map(Some).map_err(|_| misfit()),
        Value::Bool(is_true) => Ok(Some(i64::from(*is_true))),
        value => value.as_i64().map(Some).ok_or_else(misfit),
    }
}

/// Whether a flag is set: a number, a boolean, or either as text.
pub(crate) fn is_true(value: &Value) -> Result<Option<bool>, Misfit> {
    match value {
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        value => Ok(number(value)?.map(|number| number != 0)),
    }
}

fn flag(value: &Value) -> Value {
    json!(i32::from(value.as_bool().unwrap_or_default()))
}

/// The number of a port.
pub static PORT: Codec = Codec {
    words: "number from 1 to 65535",
    read: |cells| match number(at(cells, 0))? {
        Some(port) if !(1..=65535).contains(&port) => Err(Misfit::of(at(cells, 0), "a port from 1 to 65535")),
        port => Ok(port.map(Value::from)),
    },
    write: |value| vec![value.clone()],
};

/// 1 or 0.
pub static FLAG: Codec = Codec {
    words: "1 on, 0 off",
    read: |cells| Ok(is_true(at(cells, 0))?.map(Value::from)),
    write: |value| vec![flag(value)],
};

/// 1 or 0; absent where the site is too old to have it.
pub static FLAG_OR_FALSE: Codec = Codec {
    words: "1 on, 0 or absent off",
    read: |cells| Ok(Some(Value::from(is_true(at(cells, 0))?.unwrap_or_default()))),
    write: |value| vec![flag(value)],
};

/// 0 for true.
pub static ZERO_IS_TRUE: Codec = Codec {
    words: "0 immediately, 1 after months",
    read: |cells| Ok(is_true(at(cells, 0))?.map(|waits| Value::from(!waits))),
    write: |value| vec![json!(i32::from(!value.as_bool().unwrap_or_default()))],
};

/// Whole minutes in seconds.
pub static MINUTES: Codec = Codec {
    words: "seconds",
    read: |cells| Ok(number(at(cells, 0))?.map(|seconds| Value::from(seconds.div_euclid(60)))),
    write: |value| vec![value.as_i64().map_or(Value::Null, |minutes| json!(minutes.saturating_mul(60)))],
};

/// What superseded updates wait for where they expire immediately: the months that a site keeps then count for nothing.
const DEFAULT_MONTHS: i64 = 3;

/// Months, and whether they count.
pub static MONTHS: Codec = Codec {
    words: "months, which count only where the mode is 1",
    read: |cells| match (number(at(cells, 0))?, is_true(at(cells, 1))?) {
        (_, Some(false)) => Ok(Some(json!(DEFAULT_MONTHS))),
        (months, _) => Ok(months.map(Value::from)),
    },
    write: |value| vec![value.clone(), Value::Null],
};

/// Full files, or full and express files.
pub static EXPRESS: Codec = Codec {
    words: "0 full files, 2 express files, too",
    read: |cells| Ok(is_true(at(cells, 0))?.map(Value::from)),
    write: |value| vec![json!(if value.as_bool().unwrap_or_default() { 2 } else { 0 })],
};

/// Whether a server has a proxy: what is inside is read on its own.
pub static PROXY: Codec = Codec {
    words: "1 with a proxy, 0 without",
    read: |cells| {
        let has_proxy = is_true(at(cells, 0))?;
        Ok(has_proxy.map(|has| if has { json!({"server": "", "account": null}) } else { Value::Null }))
    },
    write: |value| vec![json!(i32::from(!value.is_null()))],
};

/// Whether third-party updates are on: what is inside is read on its own.
pub static THIRD_PARTY: Codec = Codec {
    words: "0 off",
    read: |cells| Ok(is_true(at(cells, 0))?.map(|on| if on { json!({}) } else { Value::Null })),
    write: |value| vec![if value.is_null() { json!(0) } else { Value::Null }],
};

/// The second bit: the site manages the certificate.
pub static CERTIFICATE: Codec = Codec {
    words: "1 manual, 2 or 3 by Configuration Manager",
    read: |cells| {
        let value = number(at(cells, 0))?;
        Ok(value.map(|bits| json!(if bits & 2 == 0 { "manual" } else { "configmgr" })))
    },
    write: |value| vec![json!(if value == "manual" { 1 } else { 3 })],
};

/// Reads the word of a number.
fn word(words: &[(i64, &str)], value: &Value, expected: &'static str) -> Result<Option<Value>, Misfit> {
    let Some(found) = number(value)? else { return Ok(None) };
    let word = words.iter().find(|(number, _)| *number == found).map(|(_, word)| json!(word));
    word.map(Some).ok_or_else(|| Misfit::of(value, expected))
}

/// Writes the number of a word.
fn number_of(words: &[(i64, &str)], value: &Value) -> Vec<Value> {
    vec![words.iter().find(|(_, word)| value == word).map_or(Value::Null, |(number, _)| json!(number))]
}

const SITE_TYPES: [(i64, &str); 3] = [(1, "secondary"), (2, "primary"), (4, "central_administration")];

/// `SMS_Site.Type`.
pub static SITE_TYPE: Codec = Codec {
    words: "1 secondary, 2 primary, 4 central administration",
    read: |cells| word(&SITE_TYPES, at(cells, 0), "1, 2 or 4"),
    write: |value| number_of(&SITE_TYPES, value),
};

const EVENTS: [(i64, &str); 3] = [(0, "none"), (1, "status_only"), (2, "all")];

/// `ClientReportingLevel`.
pub static REPORTING_EVENTS: Codec = Codec {
    words: "0 none, 1 status only, 2 all",
    read: |cells| word(&EVENTS, at(cells, 0), "0, 1 or 2"),
    write: |value| number_of(&EVENTS, value),
};

/// `DefaultUseParentWSUS`. Microsoft Update is the default, which settings have without a source.
pub static SYNC_SOURCE: Codec = Codec {
    words: "0 Microsoft Update, 1 upstream WSUS, 2 none",
    read: |cells| match number(at(cells, 0))? {
        None => Ok(None),
        Some(0) => Ok(Some(Value::Null)),
        Some(1) => Ok(Some(json!("upstream_wsus"))),
        Some(2) => Ok(Some(json!("none"))),
        Some(_) => Err(Misfit::of(at(cells, 0), "0, 1 or 2")),
    },
    write: |value| match value.as_str() {
        Some("upstream_wsus") => vec![json!(1)],
        Some("none") => vec![json!(2)],
        _ => vec![json!(0)],
    },
};

/// `IsIntranet` and `IsINF`.
pub static CONNECTION_TYPE: Codec = Codec {
    words: "1 and 0 intranet, 0 and 1 internet, 1 and 1 both",
    read: |cells| match (is_true(at(cells, 0))?, is_true(at(cells, 1))?) {
        (None, None) => Ok(None),
        (intranet, Some(true)) => {
            Ok(Some(json!(if intranet == Some(true) { "internet_and_intranet" } else { "internet" })))
        }
        _ => Ok(Some(json!("intranet"))),
    },
    write: |value| {
        let (intranet, internet) = (value != "internet", value != "intranet");
        vec![json!(i32::from(intranet)), json!(i32::from(internet))]
    },
};
