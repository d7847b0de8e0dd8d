//! What the pages say.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The pages of all cmdlets, by their names in lower case.
#[derive(Debug)]
pub struct Reference(BTreeMap<String, Cmdlet>);

/// A cmdlet, as its page describes it.
#[derive(Debug, Deserialize)]
pub struct Cmdlet {
    /// Its name.
    pub name: String,
    /// The address of its page.
    pub page: String,
    /// The day of the page.
    pub date: String,
    /// Its parameter sets. The parameters of a command are all in one of them.
    pub sets: Vec<ParameterSet>,
    /// Its parameters, without the common ones.
    pub parameters: Vec<Parameter>,
}

/// Parameters that may be given together.
#[derive(Debug, Deserialize)]
pub struct ParameterSet {
    /// The name on the page.
    pub name: String,
    /// Parameters that must be given.
    pub mandatory: Vec<String>,
    /// The others.
    pub optional: Vec<String>,
}

/// A parameter, as the page of its cmdlet describes it.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The name of its type; `None` if no page has it.
    #[serde(default, rename = "type")]
    pub r#type: Option<String>,
    /// Other names for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The only values it accepts; empty if there is no list.
    #[serde(default)]
    pub values: Vec<String>,
    /// Its position, if it can be given without its name.
    #[serde(default)]
    pub position: Option<u32>,
    /// Whether it takes values from the pipeline.
    #[serde(default)]
    pub pipeline: bool,
    /// The first version that has it, if the page of the cmdlet does not have it.
    #[serde(default)]
    pub since: Option<String>,
    /// The page that has it, if it is not the page of the cmdlet.
    #[serde(default)]
    pub page: Option<String>,
    /// The day of that page.
    #[serde(default)]
    pub date: Option<String>,
}

impl Reference {
    /// The facts of this crate.
    ///
    /// # Errors
    /// If the file with the facts is damaged.
    pub fn read() -> serde_json::Result<Self> {
        let cmdlets: Vec<Cmdlet> = serde_json::from_str(include_str!("pages.json"))?;
        Ok(Self(cmdlets.into_iter().map(|cmdlet| (cmdlet.name.to_lowercase(), cmdlet)).collect()))
    }

    /// The page of a cmdlet.
    #[must_use]
    pub fn cmdlet(&self, name: &str) -> Option<&Cmdlet> {
        self.0.get(&name.to_lowercase())
    }

    /// All pages, by name.
    pub fn cmdlets(&self) -> impl Iterator<Item = &Cmdlet> {
        self.0.values()
    }
}

impl Cmdlet {
    /// A parameter by its name or an alias.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.is_named(name))
    }

    /// The parameters that can be given without their names, in order.
    pub(crate) fn positional(&self) -> Vec<&Parameter> {
        let mut positional: Vec<_> =
            self.parameters.iter().filter_map(|parameter| Some((parameter.position?, parameter))).collect();
        positional.sort_by_key(|(position, _)| *position);
        positional.into_iter().map(|(_, parameter)| parameter).collect()
    }
}

impl Parameter {
    fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}

impl ParameterSet {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.mandatory.iter().chain(&self.optional).any(|parameter| parameter == name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_page_and_its_day() {
        for cmdlet in Reference::read().unwrap().cmdlets() {
            assert!(cmdlet.page.starts_with("https://learn.microsoft.com/"), "{}", cmdlet.name);
            assert_eq!(cmdlet.date.len(), "2021-12-15".len(), "{}", cmdlet.name);
            for parameter in &cmdlet.parameters {
                let elsewhere = parameter.page.is_some() && parameter.date.is_some();
                assert_eq!(parameter.since.is_some(), elsewhere, "{} {}", cmdlet.name, parameter.name);
            }
        }
    }

    #[test]
    fn parameter_sets_have_parameters_of_the_cmdlet() {
        for cmdlet in Reference::read().unwrap().cmdlets() {
            assert!(!cmdlet.sets.is_empty(), "{}", cmdlet.name);
            for name in cmdlet.sets.iter().flat_map(|set| set.mandatory.iter().chain(&set.optional)) {
                assert!(cmdlet.parameters.iter().any(|parameter| parameter.name == *name), "{} {name}", cmdlet.name);
            }
        }
    }
}
