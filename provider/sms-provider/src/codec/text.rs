//! Texts, names of servers and accounts, lists, and texts that are put together.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::number::number;
use super::{Codec, Misfit, at, is_true};
use crate::version;

/// A text; `None` if it is absent.
pub(crate) fn text(value: &Value) -> Result<Option<&str>, Misfit> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(Misfit::of(other, "a text")),
    }
}

/// A text; `None` if it is absent or empty.
fn filled(value: &Value) -> Result<Option<&str>, Misfit> {
    Ok(text(value)?.map(str::trim).filter(|text| !text.is_empty()))
}

/// The server of a path such as `\\wsus01.contoso.com`.
pub(crate) fn server_name(path: &str) -> &str {
    path.trim_matches('\\')
}

/// A text.
pub static TEXT: Codec =
    Codec { words: "text", read: |cells| Ok(text(at(cells, 0))?.map(Value::from)), write: |value| vec![value.clone()] };

/// A text; empty for none.
pub static TEXT_OR_NULL: Codec = Codec {
    words: "text, empty for none",
    read: |cells| {
        let is_absent = at(cells, 0).is_null();
        Ok((!is_absent).then_some(json!(filled(at(cells, 0))?)))
    },
    write: |value| vec![json!(value.as_str().unwrap_or_default())],
};

/// The path of a server.
pub static SERVER: Codec = Codec {
    words: "text, the server after \\\\",
    read: |cells| Ok(text(at(cells, 0))?.map(|path| json!(server_name(path)))),
    write: |value| vec![json!(format!("\\\\{}", value.as_str().unwrap_or_default()))],
};

/// An account, and a flag that it is not used.
pub static ACCOUNT_UNLESS: Codec = Codec {
    words: "text, and 1 where it is not used",
    read: |cells| {
        if at(cells, 0).is_null() && at(cells, 1).is_null() {
            return Ok(None);
        }
        let is_unused = is_true(at(cells, 1))?.unwrap_or_default();
        Ok(Some(json!(filled(at(cells, 0))?.filter(|_| !is_unused))))
    },
    write: |value| vec![json!(value.as_str().unwrap_or_default()), json!(i32::from(value.is_null()))],
};

/// Culture codes, joined by commas.
pub static CULTURES: Codec = Codec {
    words: "culture codes, joined by commas",
    read: |cells| {
        let Some(codes) = text(at(cells, 0))? else { return Ok(None) };
        let codes = codes.split(',').map(|code| code.trim().to_lowercase()).filter(|code| !code.is_empty());
        Ok(Some(json!(codes.collect::<BTreeSet<_>>())))
    },
    write: |value| {
        let codes: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        vec![json!(codes.join(","))]
    },
};

/// The version of a build; `None` for a build that no page lists.
pub static BUILD: Codec = Codec {
    words: "build number",
    read: |cells| Ok(number(at(cells, 0))?.and_then(version::of_build).map(Value::from)),
    write: |value| vec![json!(value.as_str().and_then(version::build).unwrap_or_default())],
};

/// What `DBServerName` ends in for the internal database.
const INTERNAL: &str = "MICROSOFT##";

/// The kind of a database, from its name.
pub static DATABASE_KIND: Codec = Codec {
    words: "host, or host\\instance; MICROSOFT##WID is the internal database",
    read: |cells| {
        let Some(name) = filled(at(cells, 0))? else { return Ok(None) };
        Ok(Some(json!(if name.to_uppercase().contains(INTERNAL) { "wid" } else { "sql" })))
    },
    write: |value| vec![if value == "wid" { json!(r"localhost\MICROSOFT##WID") } else { Value::Null }, Value::Null],
};

/// The SQL Server of a database; `None` for one on the server itself.
pub static DATABASE_SERVER: Codec = Codec {
    words: "host, or host\\instance",
    read: |cells| {
        let Some(name) = filled(at(cells, 0))? else { return Ok(None) };
        let own = filled(at(cells, 1))?.map(server_name).unwrap_or_default();
        let is_own = name.to_uppercase().contains(INTERNAL) || name.eq_ignore_ascii_case(own);
        Ok(Some(json!((!is_own).then_some(name))))
    },
    write: |value| vec![value.clone(), Value::Null],
};

/// A URL in host, port and whether SSL is used, with the source that makes it count.
pub static UPSTREAM_URL: Codec = Codec {
    words: "only with source 1: host, port, 1 for https",
    read: |cells| {
        if number(at(cells, 0))? != Some(1) {
            return Ok(Some(Value::Null));
        }
        let Some(host) = filled(at(cells, 1))? else { return Ok(None) };
        let is_https = is_true(at(cells, 3))?.unwrap_or_default();
        let (scheme, default_port) = if is_https { ("https", 8531) } else { ("http", 8530) };
        let port = number(at(cells, 2))?.unwrap_or(default_port);
        Ok(Some(json!(format!("{scheme}://{host}:{port}"))))
    },
    write: |value| {
        let Some((scheme, (host, port))) = value
            .as_str()
            .and_then(|url| url.split_once("://"))
            .and_then(|(scheme, rest)| Some((scheme, rest.trim_end_matches('/').rsplit_once(':')?)))
        else {
            return vec![Value::Null, json!(""), json!(0), json!(0)];
        };
        let port: i64 = port.parse().unwrap_or_default();
        vec![Value::Null, json!(host), json!(port), json!(i32::from(scheme == "https"))]
    },
};
