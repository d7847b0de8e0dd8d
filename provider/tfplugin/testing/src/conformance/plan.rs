//! What Terraform requires of a plan.

use tfplugin::framework::path::{Path, Step};
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6::schema::{Attribute, Block, NestedBlock};

use super::Violations;

const RULE: &str = "plan";

/// A planned object beside what it was made of.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    pub(super) prior: &'a Value,
    pub(super) config: &'a Value,
    pub(super) planned: &'a Value,
}

impl Plan<'_> {
    fn part<'a>(&'a self, name: &str) -> Plan<'a> {
        Plan { prior: self.prior.get(name), config: self.config.get(name), planned: self.planned.get(name) }
    }
}

/// Reports what Terraform would refuse as "Provider produced invalid plan".
pub(super) fn check(block: &Block, plan: Plan<'_>, type_name: &str, found: &mut Violations) {
    if plan.planned.is_null() {
        return found.add(RULE, type_name, "the object is configured, and planned as absent");
    }
    let mut checker = Checker { type_name, found };
    checker.block(block, plan, &Path::root());
}

struct Checker<'a> {
    type_name: &'a str,
    found: &'a mut Violations,
}

impl Checker<'_> {
    fn add(&mut self, place: &Path, problem: &str) {
        self.found.add(RULE, format!("{}: {place}", self.type_name), problem);
    }

    fn block(&mut self, block: &Block, plan: Plan<'_>, place: &Path) {
        self.attributes(&block.attributes, plan, place);
        for nested in &block.block_types {
            let name = &nested.type_name;
            self.blocks(nested, plan.part(name), &place.attribute(name));
        }
    }

    fn attributes(&mut self, attributes: &[Attribute], plan: Plan<'_>, place: &Path) {
        for attribute in attributes {
            self.attribute(attribute, plan.part(&attribute.name), &place.attribute(&attribute.name));
        }
    }

    fn attribute(&mut self, attribute: &Attribute, plan: Plan<'_>, place: &Path) {
        let Plan { prior, config, planned } = plan;
        let keeps_prior = planned == prior && !prior.is_null() && !config.is_null();
        if attribute.write_only {
            if !planned.is_null() {
                self.add(place, "a write-only value is planned");
            }
        } else if planned == config || keeps_prior || attribute.computed && config.is_null() {
        } else if config.is_null() {
            self.add(place, "it is not configured and not computed, and a value is planned");
        } else if let Some(nested) = &attribute.nested_type {
            match pairs(plan, place) {
                Some(parts) => {
                    parts.into_iter().for_each(|(place, part)| self.attributes(&nested.attributes, part, &place))
                }
                None => self.add(place, "its elements are planned in another number than configured"),
            }
        } else {
            self.add(place, "another value is planned than configured");
        }
    }

    fn blocks(&mut self, nested: &NestedBlock, plan: Plan<'_>, place: &Path) {
        if plan.planned == plan.config {
            return;
        }
        let Some(block) = &nested.block else { return };
        match pairs(plan, place) {
            Some(parts) => parts.into_iter().for_each(|(place, part)| self.block(block, part, &place)),
            None => self.add(place, "another number of blocks is planned than configured"),
        }
    }
}

/// The objects in a planned value, each beside its configuration; `None` if they are not as many as configured. Elements of
/// sets have no counterpart.
fn pairs<'a>(plan: Plan<'a>, place: &Path) -> Option<Vec<(Path, Plan<'a>)>> {
    const NULL: Value = Value::Null;
    match (plan.config, plan.planned) {
        (Value::Object(_), Value::Object(_)) => Some(vec![(place.clone(), plan)]),
        (Value::List(config), Value::List(planned)) if config.len() == planned.len() => {
            let prior = |index: usize| match plan.prior {
                Value::List(items) => items.get(index).unwrap_or(&NULL),
                _ => &NULL,
            };
            let pair = |(index, (config, planned)): (usize, (&'a Value, &'a Value))| {
                let step = Step::Index(i64::try_from(index).unwrap_or(i64::MAX));
                (place.with(step), Plan { prior: prior(index), config, planned })
            };
            Some(config.iter().zip(planned).enumerate().map(pair).collect())
        }
        (Value::Map(config), Value::Map(planned)) if config.keys().eq(planned.keys()) => {
            let pair = |((key, config), planned): ((&String, &'a Value), &'a Value)| {
                (place.with(Step::Key(key.clone())), Plan { prior: plan.prior.get(key), config, planned })
            };
            Some(config.iter().zip(planned.values()).map(pair).collect())
        }
        (Value::Set(config), Value::Set(planned)) if config.len() == planned.len() => Some(Vec::new()),
        _ => None,
    }
}
