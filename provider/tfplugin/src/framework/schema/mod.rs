//! Schemas: the attributes and blocks of an object, and their constraints.

mod check;
mod derive;
mod describe;
mod identity;
mod line;
mod lookup;
mod mistakes;
mod state;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;

pub use check::WriteOnlySupport;
#[doc(hidden)]
pub use derive::Argument;
pub(crate) use derive::{UNKNOWN_ANNOTATION, argument_of};
pub use describe::Choice;
pub use identity::{IdentityAttribute, IdentitySchema};
pub use mistakes::{Mistake, SchemaError};
pub(crate) use mistakes::{Use, of_name as mistake_in_name};

use crate::framework::model::Model;
use crate::framework::value::{Type, Value};

/// The schema of a resource, data source, ephemeral resource or of the provider itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Version of the state's shape; raised when states of older shape need an upgrade.
    pub version: i64,
    /// Attributes and blocks at the root.
    pub block: Block,
    kind: Type,
    /// Whether states of this schema need no tidying.
    tidy: bool,
}

impl Schema {
    /// A schema of the given version.
    pub fn new(version: i64, block: Block) -> Self {
        let (kind, tidy) = (block.object_type(), block.is_tidy());
        Self { version, block, kind, tidy }
    }

    /// The schema a model declares. For a struct that derives [`crate::Schema`]: its fields, their types and doc comments, and
    /// their words in `#[tf(…)]`.
    ///
    /// # Errors
    /// All mistakes in the fields and their words.
    pub fn of<M: Model>(version: i64) -> Result<Self, SchemaError> {
        Self::of_use::<M>(version, Use::Description)
    }

    /// As [`Schema::of`], with the mistakes that handlers of this kind would run into.
    pub(crate) fn of_use<M: Model>(version: i64, usage: Use) -> Result<Self, SchemaError> {
        // Other models hold any value.
        let usage = if M::IS_STRUCT { usage } else { Use::Description };
        Ok(Self::new(version, derive::block_of(&M::declaration(), usage)?))
    }

    /// The type of a whole object of this schema.
    pub fn object_type(&self) -> &Type {
        &self.kind
    }
}

/// Attributes and nested blocks by name.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Block {
    /// What the object is, in Markdown.
    pub description: String,
    /// Attributes: written `name = value`.
    pub attributes: BTreeMap<String, Attribute>,
    /// Nested blocks: written `name { … }`.
    pub blocks: BTreeMap<String, NestedBlock>,
    /// Why it is deprecated, and what to use instead.
    pub deprecated: Option<String>,
}

impl Block {
    /// The type of the object this block stands for.
    pub fn object_type(&self) -> Type {
        Type::Object(self.fields().map(|(name, field)| (name.to_owned(), field.value_type())).collect())
    }

    /// Attributes and nested blocks in the order of their names, which is that of the values of an object.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, Field<'_>)> {
        let mut attributes = self.attributes.iter().peekable();
        let mut blocks = self.blocks.iter().peekable();
        std::iter::from_fn(move || {
            let block = match (attributes.peek(), blocks.peek()) {
                (Some((attribute, _)), Some((block, _))) => block < attribute,
                (attribute, _) => attribute.is_none(),
            };
            if block {
                blocks.next().map(|(name, block)| (name.as_str(), Field::Block(block)))
            } else {
                attributes.next().map(|(name, attribute)| (name.as_str(), Field::Attribute(attribute)))
            }
        })
    }
}

/// An attribute or a nested block: each has a value of its own in the object.
#[derive(Clone, Copy)]
pub(crate) enum Field<'a> {
    Attribute(&'a Attribute),
    Block(&'a NestedBlock),
}

impl Field<'_> {
    fn value_type(self) -> Type {
        match self {
            Self::Attribute(attribute) => attribute.value_type(),
            Self::Block(block) => block.value_type(),
        }
    }
}

/// An attribute.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Attribute {
    /// What values it takes.
    pub kind: AttributeKind,
    /// What it is, in Markdown.
    pub description: String,
    /// Who sets it.
    pub presence: Presence,
    /// Whether Terraform hides its value in output.
    pub sensitive: bool,
    /// Whether its value is sent to the provider, and never stored in plan or state.
    pub write_only: bool,
    /// Why it is deprecated, and what to use instead.
    pub deprecated: Option<String>,
    /// Its value if the configuration sets none. Requires [`Presence::OptionalComputed`] or `Computed`.
    /// A default object is completed with the defaults of its attributes.
    pub default: Option<Value>,
    /// Whether changing it replaces the object.
    pub replace: bool,
    /// Whether two strings that differ in letter case only are the same value.
    pub ignore_case: bool,
    /// Whether its computed value stays when the object changes (an id, a time of creation). The value of any other
    /// computed attribute is unknown in each planned update, unless the configuration or a default sets it. A stable
    /// object stays as a whole.
    pub stable: bool,
    /// Constraints on its value besides the type.
    pub constraints: Constraints,
    /// Whether its field can hold null.
    pub(crate) holds_null: bool,
    /// Whether its field can hold an unknown value.
    pub(crate) holds_unknown: bool,
}

impl Attribute {
    /// An attribute with nothing but its type and who sets it.
    pub fn new(kind: AttributeKind, presence: Presence) -> Self {
        Self {
            kind,
            description: String::new(),
            presence,
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            replace: false,
            ignore_case: false,
            stable: false,
            constraints: Constraints::default(),
            holds_null: true,
            holds_unknown: true,
        }
    }

    /// Whether a planned update makes its value unknown if the configuration does not set it.
    pub(crate) fn changes_with_object(&self) -> bool {
        self.presence.is_computed() && self.default.is_none() && !self.stable
    }

    /// Whether every object has a value: if it is null in a state, an older version of the provider wrote that.
    pub(crate) fn is_never_null(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::Computed) || self.default.is_some()
    }

    /// The type of its value.
    pub fn value_type(&self) -> Type {
        match &self.kind {
            AttributeKind::Plain(kind) => kind.clone(),
            AttributeKind::Nested(nesting, block) => nesting.value_type(block),
        }
    }
}

/// What values an attribute takes.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    /// Values of one type, without attributes of their own.
    Plain(Type),
    /// Objects whose attributes have a schema each. The block has no nested blocks.
    Nested(Nesting, Block),
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The user must.
    Required,
    /// The user may; if not, it is null.
    Optional,
    /// The provider does.
    Computed,
    /// The user may; if not, the provider does.
    OptionalComputed,
}

impl Presence {
    /// Whether the provider sets it if the user does not.
    pub fn is_computed(self) -> bool {
        matches!(self, Self::Computed | Self::OptionalComputed)
    }
}

/// How nested objects are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object, or none.
    Single,
    /// One object that always exists. Blocks only.
    Group,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// Objects by key.
    Map,
}

impl Nesting {
    fn value_type(self, block: &Block) -> Type {
        let object = block.object_type();
        match self {
            Self::Single | Self::Group => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}

/// A nested block.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NestedBlock {
    /// How the blocks are arranged.
    pub nesting: Nesting,
    /// The attributes and blocks of each.
    pub block: Block,
    /// At least this many (lists and sets; 1 makes a single block required).
    pub min_items: u32,
    /// At most this many (lists and sets); 0 for any number.
    pub max_items: u32,
    /// Whether its field can hold null.
    pub(crate) holds_null: bool,
}

impl NestedBlock {
    /// The type of its value.
    pub fn value_type(&self) -> Type {
        self.nesting.value_type(&self.block)
    }
}

/// Constraints on a value besides its type. In a collection of plain values, the constraints on values apply to each
/// element.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Constraints {
    /// The only strings allowed; empty for any.
    pub choices: Vec<Choice>,
    /// Whether a number must be whole.
    pub integer: bool,
    /// The smallest number allowed.
    pub minimum: Option<f64>,
    /// The largest number allowed.
    pub maximum: Option<f64>,
    /// The fewest characters of a string.
    pub min_length: Option<u64>,
    /// The most characters of a string.
    pub max_length: Option<u64>,
    /// The fewest elements of a collection.
    pub min_items: Option<u64>,
    /// The most elements of a collection.
    pub max_items: Option<u64>,
    /// Whether a string must be a duration such as `90s` or `1h30m`.
    pub duration: bool,
}

impl Constraints {
    /// Whether a lower bound is above an upper one, so that no value is allowed.
    fn are_crossed(&self) -> bool {
        fn crossed<T: PartialOrd>(least: Option<T>, most: Option<T>) -> bool {
            least.zip(most).is_some_and(|(least, most)| least > most)
        }
        crossed(self.minimum, self.maximum)
            || crossed(self.min_length, self.max_length)
            || crossed(self.min_items, self.max_items)
    }
}
