//! The schema of a data source that finds an object of a resource, from the struct of the resource.

use super::{Attribute, AttributeKind, Block, Mistake, Nesting, Presence, Schema, SchemaError};

impl Schema {
    /// The schema in which only the attributes `keys` are set by the user.
    pub(crate) fn looked_up_by(self, keys: &[&str]) -> Result<Self, SchemaError> {
        let missing = keys.iter().filter(|key| !self.block.attributes.contains_key(**key));
        let mistake =
            |key: &&str| Mistake::new(key, "LOOKED_UP_BY has this name, and no attribute of the struct has it");
        let mistakes: Vec<Mistake> = missing.map(mistake).collect();
        if mistakes.is_empty() { Ok(Self::new(self.version, self.block.found(keys))) } else { Err(mistakes.into()) }
    }
}

impl Block {
    /// A block that the provider sets, but for the attributes `keys`.
    fn found(self, keys: &[&str]) -> Self {
        let found = |(name, attribute): (String, Attribute)| {
            let presence = if keys.contains(&name.as_str()) { Presence::Required } else { Presence::Computed };
            let attribute = attribute.found(presence);
            (name, attribute)
        };
        let mut attributes: std::collections::BTreeMap<_, _> = self.attributes.into_iter().map(found).collect();
        for (name, nested) in self.blocks {
            let nesting = if nested.nesting == Nesting::Group { Nesting::Single } else { nested.nesting };
            let description = nested.block.description.clone();
            let kind = AttributeKind::Nested(nesting, nested.block.found(&[]));
            attributes.insert(name, Attribute { description, ..Attribute::new(kind, Presence::Computed) });
        }
        Self { attributes, blocks: [].into(), ..self }
    }
}

impl Attribute {
    fn found(self, presence: Presence) -> Self {
        let kind = match self.kind {
            AttributeKind::Nested(nesting, block) => AttributeKind::Nested(nesting, block.found(&[])),
            plain @ AttributeKind::Plain(_) => plain,
        };
        Self {
            kind,
            presence,
            default: None,
            replace: false,
            stable: false,
            ignore_case: false,
            write_only: false,
            ..self
        }
    }
}
