//! The path to a part of a value, which a diagnostic shows.

use std::fmt;

use crate::protocol::tfplugin6::{AttributePath, attribute_path};

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Step {
    /// An attribute or block of an object.
    Attribute(String),
    /// A key of a map, or an element of a set of strings.
    Key(String),
    /// A position in a list or tuple.
    Index(i64),
}

impl Step {
    /// The step to a position.
    pub(crate) fn position(position: usize) -> Self {
        Self::Index(i64::try_from(position).unwrap_or(i64::MAX))
    }
}

/// Steps from the root of a configuration to one value. Elements of sets have no address, except
/// strings, which are written like a key; clients then show the set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

impl Path {
    /// The whole object.
    pub fn root() -> Self {
        Self::default()
    }

    /// A path of attribute names: `Path::of("wsus.http_port")`. It has no positions and no keys, which are steps of their own:
    ///
    /// ```
    /// use tfplugin::prelude::*;
    ///
    /// let port = Path::of("server.rules").with(Step::Index(1)).attribute("port");
    /// assert_eq!(port.to_string(), "server.rules[1].port");
    /// ```
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

    /// The name of the attribute at the root the path leads through.
    pub(crate) fn attribute_name(&self) -> Option<&str> {
        match self.0.first() {
            Some(Step::Attribute(name)) => Some(name),
            _ => None,
        }
    }

    /// The same path below another step: used while an error is returned from nested values.
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

/// A [`Step`] of a walk through a value, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepRef<'a> {
    Attribute(&'a str),
    Key(&'a str),
    Index(usize),
    /// To an element of a set, which has no address.
    Element,
}

impl StepRef<'_> {
    pub(crate) fn to_step(self) -> Option<Step> {
        match self {
            Self::Attribute(name) => Some(Step::Attribute(name.to_owned())),
            Self::Key(key) => Some(Step::Key(key.to_owned())),
            Self::Index(position) => Some(Step::position(position)),
            Self::Element => None,
        }
    }
}

/// The place a walk through a value is at. It becomes a [`Path`] only if there is something to report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: StepRef<'a>,
}

impl<'a> Place<'a> {
    pub(crate) const ROOT: Self = Self { above: None, step: StepRef::Element };

    pub(crate) fn then(&'a self, step: StepRef<'a>) -> Self {
        Self { above: Some(self), step }
    }

    pub(crate) fn attribute(&'a self, name: &'a str) -> Self {
        self.then(StepRef::Attribute(name))
    }

    pub(crate) fn to_path(self) -> Path {
        let mut path = self.above.map_or_else(Path::root, |above| above.to_path());
        path.0.extend(self.step.to_step());
        path
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_path().fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, Place, Step, StepRef};

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

    #[test]
    fn the_place_of_a_walk_is_a_path() {
        let rules = Place::ROOT.attribute("rules");
        let (rule, tags) = (rules.then(StepRef::Index(3)), rules.attribute("tags"));
        for (place, text) in [
            (Place::ROOT, ""),
            (rules, "rules"),
            (rule.attribute("name"), "rules[3].name"),
            (tags.then(StepRef::Key("k")), "rules.tags[\"k\"]"),
            (tags.then(StepRef::Element), "rules.tags"),
        ] {
            assert_eq!(place.to_string(), text);
        }
    }
}
