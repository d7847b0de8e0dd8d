use std::process;

use hierarchy::{Kind, Object, ObjectId};

/// What a run does with an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Removed,
    /// It is created, and not removed before.
    Created,
    Written,
    /// A site that leaves its parent site, which has this code.
    Leaves(String),
}

/// What one process plans for one object.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) process: String,
    /// Its id as it is compared.
    pub(super) id: ObjectId,
    pub(super) part: Part,
    /// Its attributes in JSON, if the run writes it and all of them are known.
    attributes: Option<String>,
}

const REMOVED: &str = "removed";
const CREATED: &str = "created";
const WRITTEN: &str = "written";
const LEAVES: &str = "leaves ";

impl Line {
    /// A line of this process.
    pub(super) fn new(id: &ObjectId, part: Part, object: Option<&Object>) -> Self {
        let attributes = object.map(|object| object.attributes().to_string());
        Self { process: process::id().to_string(), id: ObjectId::new(id.kind, id.key()), part, attributes }
    }

    pub(super) fn parse(line: &str) -> Option<Self> {
        let mut fields = line.splitn(5, '\t');
        let (process, kind, id, part) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
        let part = match part {
            REMOVED => Part::Removed,
            CREATED => Part::Created,
            WRITTEN => Part::Written,
            _ => Part::Leaves(part.strip_prefix(LEAVES)?.to_owned()),
        };
        let attributes = fields.next().map(str::to_owned);
        Some(Self { process: process.to_owned(), id: ObjectId::new(kind, id), part, attributes })
    }

    pub(super) fn text(&self) -> String {
        let Self { process, id: ObjectId { kind, id }, part, attributes } = self;
        let part = match part {
            Part::Removed => REMOVED.to_owned(),
            Part::Created => CREATED.to_owned(),
            Part::Written => WRITTEN.to_owned(),
            Part::Leaves(left) => format!("{LEAVES}{left}"),
        };
        let attributes = attributes.iter().map(|attributes| format!("\t{attributes}")).collect::<String>();
        format!("{process}\t{kind}\t{id}\t{part}{attributes}\n")
    }

    pub(super) fn is_removal(&self) -> bool {
        self.part == Part::Removed
    }

    /// The object as the run writes it.
    pub(super) fn object(&self) -> Option<Object> {
        let attributes = self.attributes.as_ref()?;
        Object::read(self.id.kind, &mut serde_json::Deserializer::from_str(attributes)).ok()
    }
}
