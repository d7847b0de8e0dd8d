//! The order in which Terraform makes the changes of a plan. A plan lists resources by address: their order follows from
//! what their expressions and their objects refer to.

use std::collections::{BTreeMap, HashMap, HashSet};

use hierarchy::Kind;
use schemars::JsonSchema;
use serde::Serialize;

use super::changes::{Planned, text};
use super::references::Declarations;
use crate::terraform::action::Action;
use crate::terraform::plan::Configuration;
use crate::terraform::source::module_names;

/// A change with its place in the order. Changes of the same step can be made at the same time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Step {
    /// From 1. Removals are before installations.
    pub(crate) step: usize,
    pub(crate) action: Action,
    pub(crate) address: String,
}

/// The installations and removals of a plan in order. What is removed is removed from the bottom up.
pub(super) fn steps(resources: &[Planned<'_>], configuration: &Configuration) -> Vec<Step> {
    let levels = Levels::of(resources, configuration);
    let is_removed = |it: &Planned<'_>| it.action == Some(Action::Delete);
    let is_put = |it: &Planned<'_>| matches!(it.action, Some(Action::Create | Action::Update | Action::Replace));
    let (removed, put) = (levels.of_those(is_removed), levels.of_those(is_put));
    let waves = removed.into_values().rev().chain(put.into_values());
    let step = |(step, wave): (usize, Vec<usize>)| {
        wave.into_iter().filter_map(move |index| {
            let planned = resources.get(index)?;
            Some(Step { step, action: planned.action?, address: planned.address.to_owned() })
        })
    };
    (1..).zip(waves).flat_map(step).collect()
}

/// How many changes are made before each resource.
struct Levels<'a> {
    resources: &'a [Planned<'a>],
    /// What each resource refers to, by index.
    references: Vec<Vec<usize>>,
}

impl<'a> Levels<'a> {
    fn of(resources: &'a [Planned<'a>], configuration: &Configuration) -> Self {
        let declarations = Declarations::of(configuration);
        let mut blocks: HashMap<String, Vec<usize>> = HashMap::new();
        let mut objects: HashMap<(Kind, String), usize> = HashMap::new();
        for (index, planned) in resources.iter().enumerate() {
            blocks.entry(block(planned)).or_default().push(index);
            if let Some(kind) = planned.kind {
                objects.insert((kind, planned.text("id").to_lowercase()), index);
            }
        }
        let references = resources.iter().enumerate().map(|(index, planned)| {
            let declared = declarations.references(&block(planned)).into_iter();
            let declared = declared.filter_map(|block| blocks.get(block)).flatten().copied();
            let of_object = object_references(planned).into_iter().filter_map(|object| objects.get(&object).copied());
            let all: HashSet<usize> = declared.chain(of_object).filter(|other| *other != index).collect();
            let mut all: Vec<usize> = all.into_iter().collect();
            all.sort_unstable();
            all
        });
        Self { resources, references: references.collect() }
    }

    /// The resources that are wanted, by the number of wanted ones on the longest way of references from each.
    fn of_those(&self, is_wanted: impl Fn(&Planned<'_>) -> bool) -> BTreeMap<usize, Vec<usize>> {
        let mut levels: HashMap<usize, usize> = HashMap::new();
        let mut waves: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let is_wanted = |index: usize| self.resources.get(index).is_some_and(&is_wanted);
        for index in referred_first(&self.references) {
            let references = self.references.get(index).into_iter().flatten();
            let below =
                references.map(|other| levels.get(other).map_or(0, |level| level + usize::from(is_wanted(*other))));
            let level = below.max().unwrap_or_default();
            levels.insert(index, level);
            if is_wanted(index) {
                waves.entry(level).or_default().push(index);
            }
        }
        waves.values_mut().for_each(|wave| wave.sort_unstable());
        waves
    }
}

/// All indexes, each after those it refers to. A chain of references can be long, so this does not recurse.
fn referred_first(references: &[Vec<usize>]) -> Vec<usize> {
    let (mut order, mut seen) = (Vec::new(), HashSet::new());
    for start in 0..references.len() {
        let mut open = vec![(start, false)];
        while let Some((index, is_left)) = open.pop() {
            if is_left {
                order.push(index);
            } else if seen.insert(index) {
                open.push((index, true));
                open.extend(references.get(index).into_iter().flatten().map(|other| (*other, false)));
            }
        }
    }
    order
}

/// The block of a resource: its address without keys.
fn block(planned: &Planned<'_>) -> String {
    let path: String = module_names(planned.module).iter().map(|name| format!("module.{name}.")).collect();
    format!("{path}{}.{}", planned.r#type, planned.name)
}

/// The objects that an object needs: its parent, its site, its server, its source, its account.
fn object_references(planned: &Planned<'_>) -> Vec<(Kind, String)> {
    let to = |kind: Kind, name: &str| (kind, planned.text(name).to_lowercase());
    match planned.kind {
        Some(Kind::Site) => vec![to(Kind::Site, "parent_site_code")],
        Some(Kind::SiteSystem) => {
            let account = planned.values().get("proxy").map(|proxy| text(proxy, "account")).unwrap_or_default();
            vec![to(Kind::Site, "site_code"), (Kind::Account, account.to_lowercase())]
        }
        Some(Kind::SupRole) => vec![
            to(Kind::Site, "site_code"),
            to(Kind::SiteSystem, "id"),
            to(Kind::SupRole, "upstream_sup_id"),
            to(Kind::Account, "wsus_connection_account"),
        ],
        Some(Kind::SyncSettings) => vec![to(Kind::SupRole, "sup_role_id")],
        Some(Kind::Account) | None => Vec::new(),
    }
}
