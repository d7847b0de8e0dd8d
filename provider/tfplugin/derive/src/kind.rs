//! What the compiler can see of a field's type: the names of well-known types.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// What values a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Bool,
    Text,
    /// A whole number from the first to the second.
    Integer(f64, f64),
    Number,
    Collection,
    /// Another type: only a run can tell.
    Other,
}

impl Kind {
    pub(crate) fn of(kind: &Type) -> Self {
        match name(kind).as_str() {
            "Attr" | "Option" | "Box" => argument_of(kind).map_or(Self::Other, Self::of),
            "Vec" | "BTreeSet" | "BTreeMap" | "HashSet" | "HashMap" => Self::Collection,
            "String" => Self::Text,
            "bool" => Self::Bool,
            "u8" => Self::Integer(0.0, u8::MAX.into()),
            "u16" => Self::Integer(0.0, u16::MAX.into()),
            "u32" => Self::Integer(0.0, u32::MAX.into()),
            "u64" | "usize" => Self::Integer(0.0, u64::MAX as f64),
            "i8" => Self::Integer(i8::MIN.into(), i8::MAX.into()),
            "i16" => Self::Integer(i16::MIN.into(), i16::MAX.into()),
            "i32" => Self::Integer(i32::MIN.into(), i32::MAX.into()),
            "i64" | "isize" => Self::Integer(i64::MIN as f64, i64::MAX as f64),
            "f32" | "f64" | "Number" => Self::Number,
            _ => Self::Other,
        }
    }

    /// Whether a field of this type can hold no value.
    pub(crate) fn is_nullable(kind: &Type) -> bool {
        matches!(name(kind).as_str(), "Attr" | "Option") || Self::of(kind) == Self::Other
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer(..) | Self::Number)
    }

    pub(crate) fn is_plain(self) -> bool {
        self.is_number() || matches!(self, Self::Bool | Self::Text)
    }
}

/// The last name of a path, such as `Vec`; empty for another type.
pub(crate) fn name(kind: &Type) -> String {
    last(kind).map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The first type in the angle brackets of a type: `u8` of `Vec<u8>`.
pub(crate) fn argument_of(kind: &Type) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &last(kind)?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    })
}

fn last(kind: &Type) -> Option<&PathSegment> {
    let Type::Path(path) = kind else { return None };
    path.path.segments.last()
}
