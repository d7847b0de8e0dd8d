use std::collections::{BTreeMap, BTreeSet};

use hierarchy::{Kind, NotKnown, ObjectId, Remark};

use crate::facts::{self, Reading};

/// What is not known, and what was said beside the attributes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    of_kinds: Vec<NotKnown>,
    of_objects: BTreeMap<(Kind, String, String), BTreeSet<String>>,
    pub(super) remarks: Vec<Remark>,
}

impl Notes {
    /// What no site says.
    pub(super) fn of_table() -> Self {
        let of_kinds = facts::all().filter_map(|fact| match fact.reading {
            Reading::Unknown(why) => Some(NotKnown {
                kind: fact.kind,
                attribute: fact.kind.name_of_object(fact.attribute).to_owned(),
                objects: None,
                reason: why.to_owned(),
            }),
            Reading::Properties(..) | Reading::Derived(..) => None,
        });
        Self { of_kinds: of_kinds.collect(), ..Self::default() }
    }

    /// An attribute of an object is not known.
    pub(super) fn not_known(&mut self, object: &ObjectId, attribute: &str, reason: &str) {
        let key = (object.kind, attribute.to_owned(), reason.to_owned());
        self.of_objects.entry(key).or_default().insert(object.id.clone());
    }

    /// The site said something of an object that no attribute has.
    pub(super) fn remark(&mut self, object: &ObjectId, what: impl Into<String>, detail: impl Into<String>) {
        self.remarks.push(Remark { object: object.clone(), what: what.into(), detail: detail.into() });
    }

    /// All that is not known, that of whole kinds first.
    pub(super) fn into_not_known(self) -> (Vec<NotKnown>, Vec<Remark>) {
        let of_objects = self.of_objects.into_iter().map(|((kind, attribute, reason), objects)| NotKnown {
            kind,
            attribute,
            objects: Some(objects),
            reason,
        });
        (self.of_kinds.into_iter().chain(of_objects).collect(), self.remarks)
    }
}
