//! `corner_everything`: attributes of every kind.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::{Attr, Dynamic, Number};

use crate::stored::Stored;

/// An object with attributes of every kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Everything {
    /// The id.
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    /// Its name; letter case does not matter.
    #[schemars(length(min = 1), extend("x-terraform" = "required replace ignore_case"))]
    name: Attr<String>,
    /// A truth value.
    #[schemars(extend("x-terraform" = "optional"))]
    truth: Attr<bool>,
    /// Text.
    #[schemars(extend("x-terraform" = "optional"))]
    text: Attr<String>,
    /// Text; changing it replaces the object.
    #[schemars(extend("x-terraform" = "optional replace"))]
    anchor: Attr<String>,
    /// A whole number.
    #[schemars(extend("x-terraform" = "optional"))]
    integer: Attr<i64>,
    /// A small whole number.
    #[schemars(extend("x-terraform" = "optional"))]
    small: Attr<u8>,
    /// A number with a fraction.
    #[schemars(extend("x-terraform" = "optional"))]
    float: Attr<f64>,
    /// A number of any size.
    #[schemars(extend("x-terraform" = "optional"))]
    big: Attr<Number>,
    /// A value of any type.
    #[schemars(extend("x-terraform" = "optional"))]
    dynamic: Attr<Dynamic>,
    /// A color.
    #[schemars(extend("x-terraform" = "optional"))]
    color: Attr<Color>,
    /// Strings in order.
    #[schemars(extend("x-terraform" = "optional"))]
    list: Attr<Vec<String>>,
    /// Strings without order.
    #[schemars(extend("x-terraform" = "optional"))]
    set: Attr<BTreeSet<String>>,
    /// Strings by key.
    #[schemars(extend("x-terraform" = "optional"))]
    map: Attr<BTreeMap<String, String>>,
    /// Lists of numbers by key.
    #[schemars(extend("x-terraform" = "optional"))]
    lists: Attr<BTreeMap<String, Vec<Number>>>,
    /// A port.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = 8530))]
    port: Attr<u16>,
    /// An address; without it, one is given.
    #[schemars(extend("x-terraform" = "optional computed stable"))]
    address: Attr<String>,
    /// Counts what is written to the remote side.
    #[schemars(extend("x-terraform" = "computed"))]
    revision: Attr<i64>,
    /// A value nobody may see.
    #[schemars(length(min = 4), extend("x-terraform" = "optional sensitive"))]
    secret: Attr<String>,
    /// A value nobody keeps.
    #[schemars(extend("x-terraform" = "optional sensitive write_only"))]
    password_wo: Attr<String>,
    /// Raised to have `password_wo` written again.
    #[schemars(extend("x-terraform" = "optional"))]
    password_wo_version: Attr<i64>,
    /// The old name of `text`.
    #[schemars(extend("x-terraform" = "optional", "deprecated" = true, "x-deprecated" = "Use `text` instead."))]
    caption: Attr<String>,
    /// An object.
    #[schemars(extend("x-terraform" = "optional"))]
    part: Attr<Part>,
    /// An object that is always there.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    always: Attr<Part>,
    /// Objects in order.
    #[schemars(extend("x-terraform" = "optional"))]
    part_list: Attr<Vec<Part>>,
    /// Objects by key.
    #[schemars(extend("x-terraform" = "optional"))]
    part_map: Attr<BTreeMap<String, Part>>,
    /// Objects without order.
    #[schemars(extend("x-terraform" = "optional"))]
    part_set: Attr<BTreeSet<Part>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Color {
    Red,
    DarkBlue,
}

/// A part, with a default and computed values inside.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Part {
    /// Its label.
    #[schemars(extend("x-terraform" = "optional"))]
    label: Attr<String>,
    /// Its weight.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    weight: Attr<i64>,
    /// Its serial number.
    #[schemars(extend("x-terraform" = "computed stable"))]
    serial: Attr<String>,
    /// Its screws.
    #[schemars(extend("x-terraform" = "optional"))]
    screws: Attr<Vec<Screw>>,
}

/// A screw.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Screw {
    /// Its size.
    #[schemars(extend("x-terraform" = "required"))]
    size: Attr<i64>,
    /// Its thread.
    #[schemars(extend("x-terraform" = "computed stable"))]
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
