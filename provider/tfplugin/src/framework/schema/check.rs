//! Checks a configuration against its schema, as far as Terraform leaves that to the provider.

use std::collections::BTreeSet;

use super::{Attribute, AttributeKind, Block, Constraints, Field, Nesting, Presence, Schema};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::path::Place;
use crate::framework::plan;
use crate::framework::timeouts::parse_duration;
use crate::framework::value::{Number, Value};

/// Whether the client supports write-only values (Terraform 1.11, OpenTofu 1.11 and later).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteOnlySupport {
    /// It does.
    Available,
    /// It does not: it would store the values of write-only attributes in the state.
    Missing,
}

impl Schema {
    /// All errors in a configuration on its own. Unknown values are assumed to be valid.
    pub fn check(&self, config: &Value, write_only: WriteOnlySupport) -> Diagnostics {
        let mut checker = Checker { found: Diagnostics::new(), write_only };
        checker.block(&self.block, config, Place::ROOT);
        checker.found
    }
}

struct Checker {
    found: Diagnostics,
    write_only: WriteOnlySupport,
}

impl Checker {
    fn block(&mut self, block: &Block, config: &Value, place: Place<'_>) {
        if !matches!(config, Value::Object(_)) {
            return;
        }
        for (position, (name, field)) in block.fields().enumerate() {
            let (config, place) = (config.get_near(name, position), place.attribute(name));
            match field {
                Field::Attribute(attribute) if config.is_null() && attribute.presence != Presence::Required => {}
                Field::Attribute(attribute) => self.attribute(name, attribute, config, place),
                Field::Block(nested) => self.objects(nested.nesting, &nested.block, config, place),
            }
        }
    }

    fn attribute(&mut self, name: &str, attribute: &Attribute, config: &Value, place: Place<'_>) {
        if config.is_null() {
            let detail = format!("{place} is required: it cannot be null.");
            return self.error(place, format!("Missing value for \"{name}\""), detail);
        }
        if attribute.presence == Presence::Computed {
            let detail = "The provider sets its value. Remove it from the configuration.";
            return self.error(place, format!("\"{name}\" is read-only"), detail);
        }
        // A value that is not known yet may be null.
        if attribute.write_only && self.write_only == WriteOnlySupport::Missing && !config.is_unknown() {
            let detail = format!(
                "{place} is a write-only argument: its value is never stored in plan or state. This requires Terraform \
                 1.11 or OpenTofu 1.11 or later. Upgrade, or remove the argument."
            );
            return self.error(place, format!("\"{name}\" needs a newer Terraform"), detail);
        }
        if let Some(instead) = &attribute.deprecated {
            let warning = Diagnostic::warning(format!("\"{name}\" is deprecated"), instead);
            self.found.push(warning.at(place.to_path()));
        }
        match &attribute.kind {
            AttributeKind::Plain(_) => self.plain(name, attribute, config, place),
            AttributeKind::Nested(nesting, block) => {
                self.count(name, &attribute.constraints, config, place);
                self.objects(*nesting, block, config, place);
            }
        }
    }

    fn objects(&mut self, nesting: Nesting, block: &Block, config: &Value, place: Place<'_>) {
        match nesting {
            Nesting::Single | Nesting::Group => self.block(block, config, place),
            Nesting::List | Nesting::Set | Nesting::Map => {
                self.elements_differ(block, config, place);
                for (step, object) in config.parts() {
                    let place = place.then(step);
                    self.element_is_set(object, place);
                    self.block(block, object, place);
                }
            }
        }
    }

    /// Elements that are equal after planning: Terraform rejects a plan with fewer elements than the configuration.
    fn elements_differ(&mut self, block: &Block, config: &Value, place: Place<'_>) {
        let Value::Set(written) = config else { return };
        let mut planned = BTreeSet::new();
        let mut known = written.iter().filter(|item| item.is_wholly_known());
        if !known.all(|item| planned.insert(plan::element(block, None, item))) {
            let detail = "They differ only in a value one of them has by default. Leave one of them out.";
            self.error(place, format!("Two elements of \"{place}\" are the same"), detail);
        }
    }

    fn element_is_set(&mut self, element: &Value, place: Place<'_>) {
        if element.is_null() {
            let detail = "Null elements have no meaning here. Leave the element out.";
            self.error(place, format!("An element of \"{place}\" is null"), detail);
        }
    }

    fn plain(&mut self, name: &str, attribute: &Attribute, config: &Value, place: Place<'_>) {
        self.count(name, &attribute.constraints, config, place);
        match config {
            Value::List(_) | Value::Set(_) | Value::Map(_) => {
                for (step, element) in config.parts() {
                    let place = place.then(step);
                    self.element_is_set(element, place);
                    self.value(name, attribute, element, place);
                }
            }
            value => self.value(name, attribute, value, place),
        }
    }

    fn value(&mut self, name: &str, attribute: &Attribute, value: &Value, place: Place<'_>) {
        let Some(problem) = attribute.constraints.problem_with(value) else { return };
        let detail =
            if attribute.sensitive { "The value is not one that is allowed here.".to_owned() } else { problem };
        self.error(place, format!("Invalid value for \"{name}\""), detail);
    }

    fn count(&mut self, name: &str, constraints: &Constraints, config: &Value, place: Place<'_>) {
        let Some(problem) = constraints.problem_with_count(config) else { return };
        self.error(place, format!("Invalid value for \"{name}\""), format!("{place} {problem}"));
    }

    fn error(&mut self, place: Place<'_>, summary: impl Into<String>, detail: impl Into<String>) {
        self.found.push(Diagnostic::error(summary, detail).at(place.to_path()));
    }
}

impl Constraints {
    /// What is wrong with a value that is not a collection, as a sentence.
    pub(crate) fn problem_with(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => string_problem(self, text),
            Value::Number(number) => number_problem(self, number).map(|why| format!("{number} {why}")),
            _ => None,
        }
    }

    /// What is wrong with the number of elements, as the rest of a sentence.
    pub(crate) fn problem_with_count(&self, value: &Value) -> Option<String> {
        if !matches!(value, Value::List(_) | Value::Set(_) | Value::Map(_)) {
            return None;
        }
        let count = value.parts().count() as u64;
        match (self.min_items, self.max_items) {
            (Some(minimum), _) if count < minimum => Some(format!("needs at least {minimum} elements, {count} given.")),
            (_, Some(maximum)) if count > maximum => Some(format!("takes at most {maximum} elements, {count} given.")),
            _ => None,
        }
    }
}

fn number_problem(constraints: &Constraints, number: &Number) -> Option<String> {
    if constraints.integer && !number.is_whole() {
        return Some("is not a whole number.".to_owned());
    }
    let unsigned = constraints.minimum.is_some_and(|minimum| minimum >= 0.0);
    if constraints.integer && number.as_i64().is_none() && !(unsigned && number.as_u64().is_some()) {
        return Some("does not fit into 64 bits.".to_owned());
    }
    let number = number.to_f64();
    let low = constraints.minimum.is_some_and(|minimum| number < minimum);
    let high = constraints.maximum.is_some_and(|maximum| number > maximum);
    match (constraints.minimum, constraints.maximum) {
        (Some(minimum), Some(maximum)) if low || high => Some(format!("is not between {minimum} and {maximum}.")),
        (Some(minimum), None) if low => Some(format!("is less than {minimum}.")),
        (None, Some(maximum)) if high => Some(format!("is more than {maximum}.")),
        _ => None,
    }
}

fn string_problem(constraints: &Constraints, text: &str) -> Option<String> {
    if !constraints.choices.is_empty() && !constraints.choices.iter().any(|choice| choice.value == text) {
        let choices: Vec<&str> = constraints.choices.iter().map(|choice| choice.value.as_str()).collect();
        return Some(not_a_choice(text, &choices));
    }
    let length = text.chars().count() as u64;
    if constraints.min_length.is_some_and(|minimum| length < minimum) {
        return Some(if text.is_empty() {
            "It must not be empty.".to_owned()
        } else {
            format!("{text:?} is shorter than {} characters.", constraints.min_length.unwrap_or_default())
        });
    }
    if let Some(maximum) = constraints.max_length.filter(|maximum| length > *maximum) {
        return Some(format!("It is longer than {maximum} characters."));
    }
    if constraints.duration && parse_duration(text).is_none() {
        return Some(format!(
            "{text:?} is not a duration. Write numbers with units, such as \"90s\", \"30m\" or \"1h30m\"."
        ));
    }
    None
}

fn not_a_choice(text: &str, choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("\"{choice}\"")).collect();
    let listed = format!("{text:?} is not one of {}.", quoted.join(", "));
    match nearest(text, choices) {
        Some(choice) => format!("{listed} Did you mean \"{choice}\"?"),
        None => listed,
    }
}

/// The choice that is most similar to the text, if one is.
fn nearest<'a>(text: &str, choices: &[&'a str]) -> Option<&'a str> {
    let folded = text.to_lowercase();
    let likeness = |choice: &&str| strsim::jaro_winkler(&folded, &choice.to_lowercase());
    let best = choices.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(best) > 0.8).then_some(*best)
}
