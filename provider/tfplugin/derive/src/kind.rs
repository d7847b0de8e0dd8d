//! What the compiler can see of a field's type: the names of well-known types.

use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

/// What values a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Bool,
    Text,
    /// A whole number from the first to the second.
    Integer(i128, i128),
    Float,
    /// A number with any number of digits.
    Number,
    Collection,
    /// Another type: only a run can tell.
    Other,
}

/// Types that hold values of another type.
const WRAPPERS: [&str; 8] = ["Attr", "Option", "Box", "Vec", "BTreeSet", "BTreeMap", "HashSet", "HashMap"];

impl Kind {
    pub(crate) fn of(kind: &Type) -> Self {
        match name(kind).as_str() {
            "Attr" | "Option" | "Box" => argument_of(kind).map_or(Self::Other, Self::of),
            "Vec" | "BTreeSet" | "BTreeMap" | "HashSet" | "HashMap" => Self::Collection,
            "String" => Self::Text,
            "bool" => Self::Bool,
            "u8" => Self::Integer(0, u8::MAX.into()),
            "u16" => Self::Integer(0, u16::MAX.into()),
            "u32" => Self::Integer(0, u32::MAX.into()),
            "u64" | "usize" => Self::Integer(0, u64::MAX.into()),
            "i8" => Self::Integer(i8::MIN.into(), i8::MAX.into()),
            "i16" => Self::Integer(i16::MIN.into(), i16::MAX.into()),
            "i32" => Self::Integer(i32::MIN.into(), i32::MAX.into()),
            "i64" | "isize" => Self::Integer(i64::MIN.into(), i64::MAX.into()),
            "f32" | "f64" => Self::Float,
            "Number" => Self::Number,
            _ => Self::Other,
        }
    }

    /// What the values in a type are: those of the elements of a collection.
    pub(crate) fn of_values(kind: &Type) -> Self {
        Self::of(values_of(kind))
    }

    /// Whether a field of this type can hold no value.
    pub(crate) fn is_nullable(kind: &Type) -> bool {
        matches!(name(kind).as_str(), "Attr" | "Option") || Self::of(kind) == Self::Other
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer(..) | Self::Float | Self::Number)
    }

    pub(crate) fn is_plain(self) -> bool {
        self.is_number() || matches!(self, Self::Bool | Self::Text)
    }
}

/// The last name of a path, such as `Vec`; empty for another type.
pub(crate) fn name(kind: &Type) -> String {
    last(kind).map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The type of the values in the angle brackets of a type: `u8` of `Vec<u8>` and of `BTreeMap<String, u8>`.
pub(crate) fn argument_of(kind: &Type) -> Option<&Type> {
    arguments_of(kind).filter_map(as_type).last()
}

/// The type of the values in a type: those of the elements of a collection.
pub(crate) fn values_of(kind: &Type) -> &Type {
    match argument_of(kind) {
        Some(element) if WRAPPERS.contains(&name(kind).as_str()) => values_of(element),
        _ => kind,
    }
}

/// What is wrong with a type that no field can have, as far as the type shows that.
pub(crate) fn problem_with(kind: &Type) -> Option<&'static str> {
    const OWNED: &str = "a field owns its value: write `String` for a text, and no reference and no lifetime";
    match kind {
        Type::Reference(_) => Some(OWNED),
        _ if ["i128", "u128"].contains(&name(kind).as_str()) => {
            Some("an integer has at most 64 bits: write `i64`, `u64`, or `Number` for any number of digits")
        }
        _ if arguments_of(kind).any(|argument| matches!(argument, GenericArgument::Lifetime(_))) => Some(OWNED),
        _ => arguments_of(kind).filter_map(as_type).find_map(problem_with),
    }
}

/// Whether a type holds values of the type with this name.
pub(crate) fn mentions(kind: &Type, owner: &Ident) -> bool {
    let is_owner = matches!(kind, Type::Path(path) if path.path.is_ident(owner) || path.path.is_ident("Self"));
    is_owner || arguments_of(kind).filter_map(as_type).any(|argument| mentions(argument, owner))
}

fn arguments_of(kind: &Type) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match last(kind).map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

fn as_type(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    }
}

fn last(kind: &Type) -> Option<&PathSegment> {
    let Type::Path(path) = kind else { return None };
    path.path.segments.last()
}
