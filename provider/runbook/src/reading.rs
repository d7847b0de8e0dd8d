//! What a step reads at the site: before it, to know whether it may begin, and after it.

use hierarchy::Kind;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use sms_provider::class::Source;
use sms_provider::facts::{self, Fact, Property};

use crate::command::{Argument, Command, wql};

/// A value that is read at the site, with what it is before the step and after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reading {
    /// The expression of PowerShell that reads it, as text.
    pub expression: String,
    /// Its text before the step, where `*` is anything; null if the step is done whatever it is.
    pub before: Option<String>,
    /// Its text after the step.
    pub after: String,
}

/// Where the rows of an object are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) site: &'a str,
    /// Empty for what belongs to the site.
    pub(crate) server: &'a str,
}

impl Reading {
    /// Whether rows exist.
    pub(crate) fn presence(source: Source, condition: &str, is_present_after: bool) -> Self {
        let command = Command::new("Get-Presence").with("Class", source.class().name()).with("Filter", condition);
        let word = |is_present| if is_present { "present" } else { "absent" }.to_owned();
        Self { expression: command.text(), before: Some(word(!is_present_after)), after: word(is_present_after) }
    }

    /// The attributes of an object, by the table of facts; `None` if no source says where a site has them. `before` is `None`
    /// where the step is done whatever the site has.
    pub(crate) fn attributes(
        kind: Kind,
        paths: &[&str],
        place: Place<'_>,
        before: Option<&Value>,
        after: &Value,
    ) -> Option<Self> {
        let cells: Vec<_> = facts::of(kind)
            .filter(|fact| paths.contains(&fact.attribute))
            .flat_map(|fact| cells(fact, before.unwrap_or(after), after))
            .collect();
        let mut expressions = Vec::new();
        let [mut old, mut new] = [Vec::new(), Vec::new()];
        let mut sources: Vec<Source> = cells.iter().map(|(property, ..)| property.source).collect();
        sources.sort_unstable();
        sources.dedup();
        for source in sources {
            let of_source: Vec<_> = cells.iter().filter(|(property, ..)| property.source == source).collect();
            let fields = of_source.iter().map(|(property, ..)| field(property)).collect();
            let command = Command::new("Get-SiteValue")
                .with("Class", source.class().name())
                .with("Filter", condition(source, place).as_str())
                .with("Fields", Argument::Texts(fields));
            expressions.push(format!("({})", command.text()));
            old.extend(of_source.iter().map(|(_, before, _)| before.as_str()));
            new.extend(of_source.iter().map(|(.., after)| after.as_str()));
        }
        let expression = match expressions.as_slice() {
            [] => return None,
            [only] => only.clone(),
            several => format!("@({}) -join '|'", several.join(", ")),
        };
        Self { expression, before: before.map(|_| old.join("|")), after: new.join("|") }.telling()
    }

    /// What reads the same before and after proves nothing.
    pub(crate) fn telling(self) -> Option<Self> {
        (self.before.as_ref() != Some(&self.after)).then_some(self)
    }
}

/// The properties of an attribute that are known after a step, with their texts before and after. What is unset has no
/// properties of its own: whatever they are before is right.
fn cells(fact: &'static Fact, before: &Value, after: &Value) -> Vec<(Property, String, String)> {
    let facts::Reading::Properties(properties, codec) = fact.reading else { return Vec::new() };
    let written = |object: &Value| {
        let value = fact.attribute.split('.').try_fold(object, |value, name| value.get(name));
        value.map_or_else(Vec::new, codec.write)
    };
    let [before, after] = [before, after].map(written);
    let text_before = |position: usize| match before.is_empty() {
        true => Some("*".to_owned()),
        false => text(before.get(position)?),
    };
    let cells = properties.iter().zip(&after).enumerate();
    let mut cells: Vec<_> = cells
        .filter_map(|(position, (property, after))| Some((*property, text_before(position)?, text(after)?)))
        .collect();
    cells.dedup();
    cells
}

fn text(cell: &Value) -> Option<String> {
    Some(match cell {
        Value::Null => return None,
        Value::Bool(value) => u8::from(*value).to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

/// The value of a dotted path; null if it or what it is in is absent.
pub(crate) fn at<'a>(object: &'a Value, path: &str) -> &'a Value {
    path.split('.').try_fold(object, |value, name| value.get(name)).unwrap_or(&Value::Null)
}

fn field(property: &Property) -> String {
    format!("{}:{}", property.field.name().unwrap_or("Column"), property.name)
}

/// The condition of WQL for the rows of an object.
pub(crate) fn condition(source: Source, place: Place<'_>) -> String {
    let mut conditions: Vec<String> =
        source.discriminator().map(|(column, value)| format!("{column} = {}", wql(value))).into_iter().collect();
    if !place.site.is_empty() {
        conditions.push(format!("SiteCode = {}", wql(place.site)));
    }
    match source {
        Source::SiteSystem | Source::SoftwareUpdatePoint => {
            conditions.push(format!("NetworkOSPath = {}", wql(&format!(r"\\{}", place.server))));
            conditions.push("FileType = 2".to_owned());
        }
        Source::ConfigurationManager | Source::SyncManager => conditions.push("FileType = 2".to_owned()),
        Source::Site | Source::Category | Source::Alert | Source::Account => {}
    }
    conditions.join(" AND ")
}
