//! References to objects.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use hierarchy::wording::{did_you_mean, nearest};
use hierarchy::{Kind, Lookup, Object, ObjectId, StoreError, View};

use super::diagnostic::Diagnostic;
use super::error::Result;

/// An object as typed: `sup_role/PS1/wsus01.contoso.com`, or its id alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    kind: Option<Kind>,
    pub(crate) id: String,
}

impl FromStr for Reference {
    type Err = Infallible;

    fn from_str(typed: &str) -> Result<Self, Infallible> {
        let bare = typed.strip_prefix("configmgr_").unwrap_or(typed);
        let of_kind = |kind: Kind| Some((kind, bare.strip_prefix(kind.as_str())?.strip_prefix(['/', ':', '.'])?));
        Ok(match Kind::ALL.into_iter().find_map(of_kind) {
            Some((kind, id)) => Self { kind: Some(kind), id: id.to_owned() },
            None => Self { kind: None, id: typed.to_owned() },
        })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "{kind}/{}", self.id),
            None => f.write_str(&self.id),
        }
    }
}

impl Reference {
    /// The objects with the id: at least one.
    ///
    /// # Errors
    /// When there is none, or the hierarchy cannot be read.
    pub(crate) fn objects(&self, view: &dyn View) -> Result<Vec<Object>> {
        let mut found = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| self.kind.is_none_or(|meant| meant == *kind)) {
            found.extend(view.get(&ObjectId::new(kind, &self.id))?.map(|stored| stored.object));
        }
        if found.is_empty() { Err(self.not_found(view)?.into()) } else { Ok(found) }
    }

    fn not_found(&self, view: &dyn View) -> Result<Diagnostic, StoreError> {
        let mut ids = Vec::new();
        for kind in Kind::ALL {
            ids.extend(view.find(kind, Lookup::All)?.iter().map(|stored| stored.object.id()));
        }
        let names: Vec<String> = ids.iter().map(full_name).collect();
        let of_another_kind = ids.iter().find(|id| id.id.eq_ignore_ascii_case(&self.id)).map(full_name);
        let candidates = names.iter().chain(ids.iter().map(|id| &id.id)).map(String::as_str);
        let near = of_another_kind.or_else(|| nearest(&self.to_string(), candidates).map(str::to_owned));
        let of_kind = |name: &&String| self.kind.is_none_or(|kind| name.starts_with(&format!("{kind}/")));
        let hint = match (&near, names.iter().find(of_kind)) {
            (None, Some(example)) => format!(" Write an object like {example}."),
            _ => did_you_mean(near.as_deref()),
        };
        Ok(Diagnostic::error(
            format!("the hierarchy has no {} \"{}\"", self.kind.map_or("object", Kind::as_str), self.id),
            format!("\"supctl tree\" shows its objects.{hint}"),
        ))
    }

    /// Why it must say which of several objects is meant; `command` is the command for one of them.
    pub(crate) fn ambiguous(&self, ids: &[ObjectId], command: impl Fn(&ObjectId) -> String) -> Diagnostic {
        let kinds: Vec<&str> = ids.iter().map(|id| id.kind.as_str()).collect();
        let commands: String = ids.iter().map(|id| format!("\n  {}", command(id))).collect();
        Diagnostic::error(format!("\"{}\" is a {}", self.id, kinds.join(" and a ")), format!("Choose one:{commands}"))
    }
}

/// The kind and the id: `sup_role/PS1/wsus01.contoso.com`.
pub(crate) fn full_name(id: &ObjectId) -> String {
    format!("{}/{}", id.kind, id.id)
}
