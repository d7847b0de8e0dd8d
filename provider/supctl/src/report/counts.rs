//! How many changes there are of each kind.

use hierarchy::Kind;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::changes::PlannedChange;
use crate::terraform::action::Action;
use crate::terraform::log::Counted;

/// The number of resources by what is planned for them.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Counts {
    pub(crate) create: usize,
    pub(crate) update: usize,
    pub(crate) replace: usize,
    pub(crate) delete: usize,
    pub(crate) forget: usize,
    pub(crate) import: usize,
    pub(crate) r#move: usize,
    pub(crate) defer: usize,
}

impl Counts {
    /// The counts of all changes.
    pub(super) fn of<'a>(changes: impl IntoIterator<Item = &'a PlannedChange>) -> Self {
        let mut counts = Self::default();
        for change in changes {
            *counts.number(change.action) += 1;
        }
        counts
    }

    fn number(&mut self, action: Action) -> &mut usize {
        match action {
            Action::Create => &mut self.create,
            Action::Update => &mut self.update,
            Action::Replace => &mut self.replace,
            Action::Delete => &mut self.delete,
            Action::Forget => &mut self.forget,
            Action::Import => &mut self.import,
            Action::Move => &mut self.r#move,
            Action::Defer => &mut self.defer,
        }
    }

    /// The number for an action.
    pub(super) fn get(&self, action: Action) -> usize {
        *self.clone().number(action)
    }

    /// `2 to create, 1 to replace`; empty if nothing is planned.
    pub(super) fn text(&self) -> String {
        let counts = Action::ALL.into_iter().map(|action| (self.get(action), action.as_str()));
        let counts = counts.filter(|(count, _)| *count > 0).map(|(count, verb)| format!("{count} to {verb}"));
        counts.collect::<Vec<_>>().join(", ")
    }

    /// What GitLab's merge request widget shows: a replacement is a creation and a removal, and it knows nothing else.
    pub(super) fn for_gitlab(&self) -> Value {
        json!({ "create": self.create + self.replace, "update": self.update, "delete": self.delete + self.replace })
    }
}

/// The changes as the log of Terraform counts them.
pub(super) fn as_terraform_counts(changes: &[PlannedChange]) -> Counted {
    let counts = Counts::of(changes);
    Counted { add: counts.create + counts.replace, change: counts.update, remove: counts.delete + counts.replace }
}

/// The counts of each type of resource, and of those of other providers, where there are any.
pub(super) fn by_kind(changes: &[PlannedChange]) -> Vec<(String, Counts)> {
    let kinds = Kind::ALL.into_iter().map(|kind| (format!("configmgr_{kind}"), Some(kind)));
    let of_kind = |(name, kind)| {
        let changes: Vec<&PlannedChange> = changes.iter().filter(|change| change.kind == kind).collect();
        (!changes.is_empty()).then(|| (name, Counts::of(changes)))
    };
    kinds.chain([("other resources".to_owned(), None)]).filter_map(of_kind).collect()
}
