//! `corner_blocks`: blocks of every kind.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Schema;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use crate::stored::Stored;

/// An object with blocks of every kind.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Blocks {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// One or none.
    #[tf(block)]
    single: Attr<Rule>,
    /// Always one.
    #[tf(group)]
    group: Attr<Plain>,
    /// In order, three at most.
    #[tf(block, length(max = 3))]
    list: Attr<Vec<Rule>>,
    /// Without order.
    #[tf(block)]
    set: Attr<BTreeSet<Rule>>,
    /// By label.
    #[tf(block)]
    map: Attr<BTreeMap<String, Rule>>,
    /// How long to wait.
    #[tf(block)]
    timeouts: Attr<Timeouts>,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub(crate) struct Rule {
    /// Its name.
    #[tf(optional)]
    name: Attr<String>,
    /// Its priority.
    #[tf(optional, default = 10)]
    priority: Attr<i64>,
    /// Its number.
    #[tf(computed, stable)]
    number: Attr<String>,
    /// Its conditions.
    #[tf(block)]
    condition: Attr<Vec<Plain>>,
}

/// A condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub(crate) struct Plain {
    /// What it looks at.
    #[tf(optional)]
    subject: Attr<String>,
}

impl Stored for Blocks {
    const TYPE_NAME: &'static str = "corner_blocks";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}
