//! `corner_blocks`: blocks of every kind.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use crate::stored::Stored;

/// An object with blocks of every kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Blocks {
    /// The id.
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    /// One or none.
    #[schemars(extend("x-terraform" = "block"))]
    single: Attr<Rule>,
    /// Always one.
    #[schemars(extend("x-terraform" = "group"))]
    group: Attr<Plain>,
    /// In order, three at most.
    #[schemars(length(max = 3), extend("x-terraform" = "block"))]
    list: Attr<Vec<Rule>>,
    /// Without order.
    #[schemars(extend("x-terraform" = "block"))]
    set: Attr<BTreeSet<Rule>>,
    /// By label.
    #[schemars(extend("x-terraform" = "block"))]
    map: Attr<BTreeMap<String, Rule>>,
    /// How long to wait.
    #[schemars(extend("x-terraform" = "block"))]
    timeouts: Attr<Timeouts>,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Rule {
    /// Its name.
    #[schemars(extend("x-terraform" = "optional"))]
    name: Attr<String>,
    /// Its priority.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 10))]
    priority: Attr<i64>,
    /// Its number.
    #[schemars(extend("x-terraform" = "computed stable"))]
    number: Attr<String>,
    /// Its conditions.
    #[schemars(extend("x-terraform" = "block"))]
    condition: Attr<Vec<Plain>>,
}

/// A condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Plain {
    /// What it looks at.
    #[schemars(extend("x-terraform" = "optional"))]
    subject: Attr<String>,
}

impl Stored for Blocks {
    const TYPE_NAME: &'static str = "corner_blocks";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}
