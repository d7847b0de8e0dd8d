//! Where in a value something is: the path a diagnostic points at.

use std::fmt;

use crate::protocol::tfplugin6::{AttributePath, attribute_path};

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// An attribute or block of an object.
    Attribute(String),
    /// A key of a map, or a member of a set of text.
    Key(String),
    /// A position in a list or tuple.
    Index(i64),
}

/// Steps from the root of a configuration to one value. Members of sets have no address, but
/// for text, which is named like a key; clients show the set then.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

impl Path {
    /// The whole object.
    pub fn root() -> Self {
        Self::default()
    }

    /// A path of attribute names: `Path::of("wsus.http_port")`.
    pub fn of(dotted: &str) -> Self {
        Self(dotted.split('.').filter(|name| !name.is_empty()).map(|name| Step::Attribute(name.to_owned())).collect())
    }

    /// This path with one more step.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// This path with an attribute name added.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Self {
        self.with(Step::Attribute(name.to_owned()))
    }

    /// The steps, from the root on.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The same path below another step: used while an error travels outwards.
    #[must_use]
    pub(crate) fn below(mut self, step: Step) -> Self {
        self.0.insert(0, step);
        self
    }

    pub(crate) fn to_protocol(&self) -> AttributePath {
        use attribute_path::{Step as Wire, step::Selector};
        let selector = |step: &Step| match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        };
        AttributePath { steps: self.0.iter().map(|step| Wire { selector: Some(selector(step)) }).collect() }
    }
}

impl fmt::Display for Path {
    /// As a user would write it: `wsus.database.kind`, `rules[0].name`, `tags["a"]`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => out.write_str(name)?,
                Step::Attribute(name) => write!(out, ".{name}")?,
                Step::Key(key) => write!(out, "[{key:?}]")?,
                Step::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, Step};

    #[test]
    fn a_path_reads_as_a_user_would_write_it() {
        let deep = Path::of("rules").with(Step::Index(0)).attribute("tags").with(Step::Key("a\"b".to_owned()));
        for (path, text) in [
            (Path::root(), ""),
            (Path::of("wsus.http_port"), "wsus.http_port"),
            (Path::of(""), ""),
            (deep, "rules[0].tags[\"a\\\"b\"]"),
            (Path::of("b").below(Step::Attribute("a".to_owned())), "a.b"),
        ] {
            assert_eq!(path.to_string(), text);
        }
    }
}
