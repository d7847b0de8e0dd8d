//! The guide that lists where a real site has each attribute, generated from the table of facts.

use anyhow::Result;
use hierarchy::Kind;
use minijinja::{Environment, Value, context};
use sms_provider::facts::{self, Confidence, Fact, Parameter, Property, Reading};

use crate::artifact::Artifact;

pub(crate) fn artifact(templates: &Environment<'_>) -> Result<Artifact> {
    let content = templates.get_template("site-facts")?.render(context! {
        kinds => Kind::ALL.map(kind).to_vec(),
        confidences => Confidence::ALL.map(|one| context! { title => one.title(), meaning => one.meaning() }).to_vec(),
    })?;
    Ok(Artifact::new("docs/guides/attributes-at-a-real-site.md", content + "\n"))
}

fn kind(kind: Kind) -> Value {
    context! { resource => format!("configmgr_{kind}"), facts => facts::of(kind).map(row).collect::<Vec<_>>() }
}

fn row(fact: &Fact) -> Value {
    let parameters = fact.parameters.iter().map(parameter).collect::<Vec<_>>().join("<br>");
    context! {
        attribute => fact.attribute,
        parameters => if parameters.is_empty() { "—".to_owned() } else { parameters },
        place => place(fact),
        confidence => fact.confidence.title(),
        sources => fact.sources,
        note => in_cell(fact.note),
    }
}

fn parameter(parameter: &Parameter) -> String {
    let since = parameter.since.map(|version| format!(", since {version}")).unwrap_or_default();
    format!("`{} -{}` ({}{since})", parameter.cmdlet, parameter.name, parameter.r#type.name())
}

fn place(fact: &Fact) -> String {
    let properties = fact.properties().iter().map(property).collect::<Vec<_>>().join(", ");
    let rest = match fact.reading {
        Reading::Properties(_, codec) => format!("{properties}: {}", codec.words),
        Reading::Derived(_, how) => format!("{properties}: {how}"),
        Reading::Unknown(why) => why.to_owned(),
    };
    in_cell(&rest)
}

fn property(property: &Property) -> String {
    let class = property.source.class().name();
    let row = property.source.discriminator().map(|(_, value)| format!(" `{value}`")).unwrap_or_default();
    match property.field.name() {
        None => format!("`{class}.{}`{row}", property.name),
        Some(field) => format!("`{class}`{row} property `{}` ({field})", property.name),
    }
}

fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
