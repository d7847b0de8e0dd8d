//! Unknown attributes: dotted paths, or the start of one.

use std::collections::BTreeSet;

/// Whether an object whose attributes in `unknown` are unknown has no name yet.
pub(crate) fn has_unknown_id(unknown: &BTreeSet<String>) -> bool {
    ["site_code", "server_fqdn", "sup_role_id", "user_name"].iter().any(|part| is_unknown(part, unknown))
}

/// Whether the attribute, something it is part of, or a part of it is unknown.
pub(crate) fn is_unknown(attribute: &str, unknown: &BTreeSet<String>) -> bool {
    let within =
        |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    unknown.iter().any(|path| within(path, attribute) || within(attribute, path))
}
