//! The parameters of the table are those of the pages.
#![allow(clippy::unwrap_used)]

use cmdlets::Reference;
use sms_provider::facts::{self, Parameter, ParameterType};

/// What a page says otherwise.
fn mistake(parameter: &Parameter, reference: &Reference) -> Option<String> {
    let Parameter { cmdlet, name, r#type, since } = parameter;
    let Some(page) = reference.cmdlet(cmdlet).and_then(|cmdlet| cmdlet.parameter(name)) else {
        return Some(format!("{cmdlet} has no parameter {name}"));
    };
    let is_same_type = match r#type {
        ParameterType::Unknown => page.r#type.is_none(),
        ParameterType::Choice(words) => page.values == *words,
        known => {
            page.r#type.as_deref().map(|name| name.trim_end_matches("[]")) == Some(known.name().trim_end_matches("[]"))
        }
    };
    let is_same = is_same_type && page.since.as_deref() == *since;
    (!is_same).then(|| format!("{cmdlet} {name} is {page:?}"))
}

#[test]
fn parameters_of_the_table_are_those_of_the_pages() {
    let reference = Reference::read().unwrap();
    let parameters = facts::all().flat_map(|fact| fact.parameters);
    let mistakes: Vec<_> = parameters.filter_map(|parameter| mistake(parameter, &reference)).collect();
    assert_eq!(mistakes, [""; 0]);
}
