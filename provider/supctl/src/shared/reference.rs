//! References to objects.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use hierarchy::wording::{did_you_mean, nearest};
use hierarchy::{Kind, Lookup, Object, ObjectId, StoreError, View};

use super::assignment::Assignment;
use crate::shared::attributes::Type;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;

/// An object as typed: `sup_role/PS1/wsus01.contoso.com`, or its id alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    kind: Option<Kind>,
    id: String,
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
    /// Finds the object; where several share the id, the one with the assigned attributes.
    pub(super) fn resolve(&self, view: &dyn View, assignments: &[Assignment]) -> Result<Object> {
        let mut found = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| self.kind.is_none_or(|meant| meant == *kind)) {
            found.extend(view.get(&ObjectId::new(kind, &self.id))?.map(|stored| stored.object));
        }
        if found.is_empty() {
            return Err(self.not_found(view)?.into());
        }
        if let [only] = found.as_slice() {
            return Ok(only.clone());
        }
        let has_all = |object: &&Object| assignments.iter().all(|assignment| has(object, assignment));
        match found.iter().filter(has_all).collect::<Vec<_>>().as_slice() {
            [only] => Ok((*only).clone()),
            [] => Err(none_has_all(&found, assignments).into()),
            several => Err(self.ambiguous(several, assignments).into()),
        }
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

    fn ambiguous(&self, objects: &[&Object], assignments: &[Assignment]) -> Diagnostic {
        let kinds: Vec<&str> = objects.iter().map(|object| object.kind().as_str()).collect();
        let commands: String = objects.iter().map(|object| command(object, assignments)).collect();
        Diagnostic::error(format!("\"{}\" is a {}", self.id, kinds.join(" and a ")), format!("Choose one:{commands}"))
    }
}

/// The errors where no object has all attributes: unknown attributes, or attributes of different objects.
fn none_has_all(objects: &[Object], assignments: &[Assignment]) -> Vec<Diagnostic> {
    let is_known = |assignment: &&Assignment| objects.iter().any(|object| has(object, assignment));
    let (known, unknown): (Vec<_>, Vec<_>) = assignments.iter().partition(is_known);
    if unknown.is_empty() {
        let commands: String = objects
            .iter()
            .map(|object| command(object, known.iter().copied().filter(|assignment| has(object, assignment))))
            .collect();
        let detail = format!("Change one object at a time:{commands}");
        return vec![Diagnostic::error("these attributes belong to different objects", detail)];
    }
    let models: Vec<(&str, Type)> =
        objects.iter().map(|object| (object.kind().as_str(), Type::of(object.kind()))).collect();
    let diagnostics = unknown.iter().flat_map(|Assignment { path, .. }| {
        let is_suggested = models.iter().any(|(_, model)| model.suggestion(path).is_some());
        let owners = models.iter().filter(move |(_, model)| !is_suggested || model.suggestion(path).is_some());
        owners.map(move |(kind, model)| model.unknown(kind, "", path))
    });
    diagnostics.collect()
}

fn has(object: &Object, assignment: &Assignment) -> bool {
    Type::of(object.kind()).at(&assignment.path).is_some()
}

fn full_name(id: &ObjectId) -> String {
    format!("{}/{}", id.kind, id.id)
}

/// The command that changes one object.
fn command<'a>(object: &Object, assignments: impl IntoIterator<Item = &'a Assignment>) -> String {
    let assignments: String = assignments.into_iter().map(|assignment| format!(" '{assignment}'")).collect();
    format!("\n  supctl set {}{assignments}", full_name(&object.id()))
}
