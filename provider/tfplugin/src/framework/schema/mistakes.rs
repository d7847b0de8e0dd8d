//! Mistakes in a provider's schema: what Terraform would reject or silently ignore, and fields that cannot hold what
//! their words promise.

use std::borrow::Cow;
use std::fmt;

use super::{Attribute, AttributeKind, Block, Field, NestedBlock, Nesting, Presence};
use crate::framework::value::{Type, Value};

/// One mistake in the provider's code: where it is, what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// The type and the field, such as `Greeting.name`.
    pub place: String,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl Mistake {
    pub(crate) fn new(place: &str, problem: impl Into<String>) -> Self {
        Self { place: place.to_owned(), problem: problem.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.problem)
    }
}

/// Mistakes in the provider's code, all at once: a struct whose fields are not a valid schema, a name that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError(Vec<Mistake>);

impl SchemaError {
    /// The mistakes.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.0
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Mistake::to_string).collect();
        out.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SchemaError {}

impl From<Vec<Mistake>> for SchemaError {
    fn from(mistakes: Vec<Mistake>) -> Self {
        Self(mistakes)
    }
}

impl From<Mistake> for SchemaError {
    fn from(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }
}

/// What a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Resource,
    /// A data source or an ephemeral resource: the handler gets the configuration alone.
    Configuration,
    /// The provider: it gets the configuration alone, and returns nothing.
    Provider,
    /// An action: the handler gets the configuration alone, and returns nothing.
    Action,
    /// Not known: no handler decodes it.
    Description,
}

impl Use {
    /// Names that Terraform reserves at the root of a block.
    fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Resource | Self::Configuration | Self::Description => {
                &["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"]
            }
            Self::Provider => &["alias", "count", "depends_on", "for_each", "lifecycle", "locals", "source", "version"],
            // What Terraform adds to an action stands outside of its `config` block.
            Self::Action => &[],
        }
    }
}

pub(crate) fn of_name(name: &str) -> Option<&'static str> {
    let lower_case = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let well_formed =
        name.starts_with(lower_case) && name.chars().all(|letter| lower_case(letter) || letter.is_ascii_digit());
    (!well_formed).then_some("a name has lower-case letters, digits and underscores only")
}

pub(super) fn of_root(owner: &str, block: &Block, usage: Use) -> Vec<Mistake> {
    let names = block.attributes.keys().chain(block.blocks.keys());
    let reserved = names.filter(|name| usage.reserved().contains(&name.as_str()));
    let mistake = |name: &String| {
        Mistake::new(
            &format!("{owner}.{name}"),
            "Terraform reserves this name. Rename the field, or give it another name",
        )
    };
    let mut found: Vec<Mistake> = reserved.map(mistake).collect();
    if usage != Use::Description {
        of_fields(owner, block, usage, &mut found);
    }
    found
}

/// Fields that cannot hold what their handlers see.
fn of_fields(owner: &str, block: &Block, usage: Use, found: &mut Vec<Mistake>) {
    for (name, field) in block.fields() {
        let place = format!("{owner}.{name}");
        match field {
            Field::Attribute(attribute) => {
                found.extend(of_holder(attribute, usage).map(|problem| Mistake::new(&place, problem)));
                match &attribute.kind {
                    // Only a handler sets what is in it.
                    AttributeKind::Nested(..) if attribute.presence == Presence::Computed => {}
                    AttributeKind::Nested(_, nested) => of_fields(&place, nested, usage, found),
                    AttributeKind::Plain(_) => {}
                }
            }
            Field::Block(nested) => {
                if nested.nesting == Nesting::Single && nested.min_items == 0 && !nested.holds_null {
                    found.push(Mistake::new(&place, "the block may be left out: make the field an Option or an Attr"));
                }
                of_fields(&place, &nested.block, usage, found);
            }
        }
    }
}

fn of_holder(attribute: &Attribute, usage: Use) -> Option<&'static str> {
    let computed = attribute.presence.is_computed();
    match usage {
        Use::Resource if computed && attribute.default.is_none() && !attribute.holds_unknown => {
            Some("its value is not known before a handler sets it: make the field an Attr")
        }
        Use::Action if computed && attribute.default.is_none() => {
            Some("an action returns no values: make it required or optional")
        }
        Use::Provider if computed && attribute.default.is_none() => {
            Some("a provider returns no values: make it required or optional")
        }
        Use::Action | Use::Provider if attribute.default.is_some() => {
            Some("only a resource has defaults: leave out the default, and decide in the handler")
        }
        Use::Configuration if attribute.default.is_some() => Some(
            "only a resource has defaults: leave out the default, and decide in the handler. A data source with the struct \
                 of a resource names its arguments in LOOKED_UP_BY",
        ),
        Use::Configuration | Use::Provider if attribute.write_only => {
            Some("only a resource has write-only attributes: leave out the word")
        }
        Use::Configuration if computed && !attribute.holds_null => {
            Some("it is null until the handler sets it: make the field an Option or an Attr")
        }
        _ if attribute.write_only && !attribute.holds_null => {
            Some("a write-only value is null in plans and states: make the field an Option or an Attr")
        }
        _ if attribute.presence == Presence::Optional && !attribute.holds_null => {
            Some("it may be left out: make the field an Option or an Attr")
        }
        _ => None,
    }
}

pub(super) fn of_attribute(attribute: &Attribute) -> impl Iterator<Item = Cow<'static, str>> + use<> {
    let computed = attribute.presence.is_computed();
    let with_default = attribute.default.is_some();
    let (of_kind, kind) = (of_kind(&attribute.kind), &attribute.kind);
    [
        (with_default && !computed).then_some("only a computed attribute can have a default"),
        (attribute.write_only && computed).then_some("a write-only attribute cannot be computed"),
        (attribute.stable && (!computed || with_default))
            .then_some("only a computed attribute without a default can be stable"),
        (attribute.replace && attribute.changes_with_object())
            .then_some("every update would replace the object: add the word stable, or leave out replace"),
        (attribute.ignore_case && *kind != AttributeKind::Plain(Type::String))
            .then_some("only a string can ignore letter case"),
        of_kind,
        attribute.constraints.are_crossed().then_some(CROSSED),
    ]
    .into_iter()
    .flatten()
    .map(Cow::Borrowed)
    .chain(of_default(attribute).map(Cow::Owned))
}

/// A default that the schema would refuse in a configuration.
fn of_default(attribute: &Attribute) -> Option<String> {
    let (default, constraints) = (attribute.default.as_ref()?, &attribute.constraints);
    if default.is_null() {
        return Some("its default is null, or a number that is none: leave it out, or write a value".to_owned());
    }
    if let AttributeKind::Nested(_, block) = &attribute.kind
        && let Some(missing) = missing_in(block, default)
    {
        return Some(format!("its default has no value for {missing:?}, which is required. Write the whole object"));
    }
    let of_elements = || default.parts().find_map(|(_, element)| constraints.problem_with(element));
    let of_count = constraints.problem_with_count(default).map(|problem| format!("It {problem}"));
    let problem = of_count.or_else(|| match default {
        Value::List(_) | Value::Set(_) | Value::Map(_) => of_elements(),
        value => constraints.problem_with(value),
    })?;
    Some(format!("its default is not allowed. {problem} Change it, or the words of the field"))
}

/// An attribute that objects of a block need, and that one of them does not have.
fn missing_in<'a>(block: &'a Block, objects: &Value) -> Option<&'a str> {
    match objects {
        Value::Object(_) => block.attributes.iter().find_map(|(name, attribute)| match objects.get(name) {
            Value::Null => (attribute.presence == Presence::Required).then_some(name.as_str()),
            value => match &attribute.kind {
                AttributeKind::Nested(_, nested) => missing_in(nested, value),
                AttributeKind::Plain(_) => None,
            },
        }),
        collection => collection.parts().find_map(|(_, object)| missing_in(block, object)),
    }
}

fn of_kind(kind: &AttributeKind) -> Option<&'static str> {
    match kind {
        AttributeKind::Nested(_, block) if !block.blocks.is_empty() => Some("a nested attribute cannot hold blocks"),
        AttributeKind::Nested(Nesting::Set, block) if !fits_a_set(block) => Some(NOT_IN_A_SET),
        AttributeKind::Plain(kind) if has_dynamic_elements(kind) => {
            Some("elements of a collection have one type: make the whole attribute dynamic")
        }
        _ => None,
    }
}

pub(super) fn of_block(nested: &NestedBlock) -> Option<&'static str> {
    let bounded = nested.min_items > 0 || nested.max_items > 0;
    match nested.nesting {
        Nesting::Group | Nesting::Map if bounded => Some("a group and a map of blocks have no bounds"),
        _ if nested.max_items > 0 && nested.min_items > nested.max_items => Some(CROSSED),
        Nesting::Set if !fits_a_set(&nested.block) => Some(NOT_IN_A_SET),
        Nesting::List | Nesting::Map if holds_dynamic(&nested.block) => {
            Some("blocks that may be repeated hold no dynamic values: leave out `block`, or make it one block")
        }
        _ => None,
    }
}

fn holds_dynamic(block: &Block) -> bool {
    let attribute = |attribute: &Attribute| match &attribute.kind {
        AttributeKind::Plain(kind) => *kind == Type::Dynamic || has_dynamic_elements(kind),
        AttributeKind::Nested(_, nested) => holds_dynamic(nested),
    };
    block.attributes.values().any(attribute) || block.blocks.values().any(|nested| holds_dynamic(&nested.block))
}

const CROSSED: &str = "no value is allowed: the lower bound is above the upper one";
const NOT_IN_A_SET: &str = "elements of a set hold no dynamic and no write-only values";

fn fits_a_set(block: &Block) -> bool {
    let attribute = |attribute: &Attribute| {
        !attribute.write_only
            && match &attribute.kind {
                AttributeKind::Plain(kind) => *kind != Type::Dynamic,
                AttributeKind::Nested(_, nested) => fits_a_set(nested),
            }
    };
    block.attributes.values().all(attribute) && block.blocks.values().all(|nested| fits_a_set(&nested.block))
}

fn has_dynamic_elements(kind: &Type) -> bool {
    match kind {
        Type::List(element) | Type::Set(element) | Type::Map(element) => {
            **element == Type::Dynamic || has_dynamic_elements(element)
        }
        _ => false,
    }
}
