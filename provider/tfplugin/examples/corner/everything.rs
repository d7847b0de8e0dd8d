//! `corner_everything`: attributes of every kind.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Schema;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::{Attr, Dynamic, Number};

use crate::stored::Stored;

/// An object with attributes of every kind.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Everything {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Its name; letter case does not matter.
    #[tf(required, replace, ignore_case, length(min = 1))]
    name: Attr<String>,
    /// A truth value.
    #[tf(optional)]
    truth: Attr<bool>,
    /// Text.
    #[tf(optional)]
    text: Attr<String>,
    /// Text; changing it replaces the object.
    #[tf(optional, replace)]
    anchor: Attr<String>,
    /// A whole number.
    #[tf(optional)]
    integer: Attr<i64>,
    /// A small whole number.
    #[tf(optional)]
    small: Attr<u8>,
    /// A number with a fraction.
    #[tf(optional)]
    float: Attr<f64>,
    /// A number of any size.
    #[tf(optional)]
    big: Attr<Number>,
    /// A value of any type.
    #[tf(optional)]
    dynamic: Attr<Dynamic>,
    /// A color.
    #[tf(optional)]
    color: Attr<Color>,
    /// Strings in order.
    #[tf(optional)]
    list: Attr<Vec<String>>,
    /// Strings without order.
    #[tf(optional)]
    set: Attr<BTreeSet<String>>,
    /// Strings by key.
    #[tf(optional)]
    map: Attr<BTreeMap<String, String>>,
    /// Lists of numbers by key.
    #[tf(optional)]
    lists: Attr<BTreeMap<String, Vec<Number>>>,
    /// A port.
    #[tf(optional, default = 8530, range(min = 1))]
    port: Attr<u16>,
    /// An address; without it, one is given.
    #[tf(optional, computed, stable)]
    address: Attr<String>,
    /// Counts what is written to the remote side.
    #[tf(computed)]
    revision: Attr<i64>,
    /// A value nobody may see.
    #[tf(optional, sensitive, length(min = 4))]
    secret: Attr<String>,
    /// A value nobody keeps.
    #[tf(optional, sensitive, write_only)]
    password_wo: Attr<String>,
    /// Raised to have `password_wo` written again.
    #[tf(optional)]
    password_wo_version: Attr<i64>,
    /// The old name of `text`.
    #[tf(optional, deprecated = "Use `text` instead.")]
    caption: Attr<String>,
    /// An object.
    #[tf(optional)]
    part: Attr<Part>,
    /// An object that is always there.
    #[tf(optional, default = {})]
    always: Attr<Part>,
    /// Objects in order.
    #[tf(optional)]
    part_list: Attr<Vec<Part>>,
    /// Objects by key.
    #[tf(optional)]
    part_map: Attr<BTreeMap<String, Part>>,
    /// Objects without order.
    #[tf(optional)]
    part_set: Attr<BTreeSet<Part>>,
}

#[derive(Clone, Debug, Schema)]
pub(crate) enum Color {
    Red,
    DarkBlue,
}

/// A part, with a default and computed values inside.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub(crate) struct Part {
    /// Its label.
    #[tf(optional)]
    label: Attr<String>,
    /// Its weight.
    #[tf(optional, default = 1)]
    weight: Attr<i64>,
    /// Its serial number.
    #[tf(computed, stable)]
    serial: Attr<String>,
    /// Its screws.
    #[tf(optional)]
    screws: Attr<Vec<Screw>>,
}

/// A screw.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub(crate) struct Screw {
    /// Its size.
    #[tf(required)]
    size: Attr<i64>,
    /// Its thread.
    #[tf(computed, stable)]
    thread: Attr<String>,
}

impl Stored for Everything {
    const TYPE_NAME: &'static str = "corner_everything";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }

    fn write_only(&self) -> Option<&String> {
        self.password_wo.known()
    }

    fn validate(config: &Self) -> Diagnostics {
        match (&config.integer, &config.small) {
            (Attr::Known(_), Attr::Known(_)) => {
                Diagnostic::error("\"integer\" and \"small\" exclude each other", "Remove one of them.")
                    .at(Path::of("small"))
                    .into()
            }
            _ => Diagnostics::new(),
        }
    }
}
