//! The guide that lists all rules, generated from the table of rules.

use anyhow::Result;
use hierarchy::Severity;
use hierarchy::rules::{CHAPTERS, Chapter, Origin, Rule, Simulated, Stage, table};
use minijinja::{Environment, Value, context};

use crate::artifact::Artifact;

pub(crate) fn artifact(templates: &Environment<'_>) -> Result<Artifact> {
    let content = templates.get_template("rules")?.render(context! {
        chapters => CHAPTERS.iter().map(chapter).collect::<Vec<_>>(),
        order_rules => order_rules(),
        origins => Origin::ALL.map(|origin| context! { title => capitalized(origin.title()), meaning => origin.meaning() }),
    })?;
    Ok(Artifact::new("docs/guides/rules.md", content + "\n"))
}

fn chapter(chapter: &Chapter) -> Value {
    context! { title => chapter.title, rules => chapter.rules().map(row).collect::<Vec<_>>() }
}

fn row(rule: &Rule) -> Value {
    context! {
        id => rule.id.0,
        anchor => anchor(rule),
        title => in_table(&capitalized(rule.title), &[]),
        mend => in_table(rule.fix, rule.reads.attributes()),
        raised => raised(rule),
        simulated => in_table(&simulated(rule), &[]),
        source => source(rule),
    }
}

fn anchor(rule: &Rule) -> String {
    rule.id.to_string().to_lowercase()
}

fn raised(rule: &Rule) -> String {
    let severity = rule.severity;
    match rule.stage() {
        Stage::Type => "cannot be broken".to_owned(),
        Stage::Form => format!("{severity} at validate"),
        Stage::Standalone if severity == Severity::Error => {
            format!("{severity} at plan, warning for a real site that has it")
        }
        Stage::Standalone | Stage::Plan => format!("{severity} at plan"),
        Stage::Apply => format!("{severity} at apply"),
        Stage::Audit => format!("{severity} in `supctl check`"),
        Stage::Request => format!("{severity} when a synchronization is requested"),
    }
}

/// What the simulation does where the rule is broken.
fn simulated(rule: &Rule) -> String {
    match rule.simulated() {
        Simulated::Fails(failure) => format!(
            "{} ({}, 0x{:08X}): the server {}.",
            if failure.prevents_configuration() {
                "Configuration and synchronization fail"
            } else {
                "Synchronization fails"
            },
            failure.state().code(),
            failure.code(),
            failure.reason(),
        ),
        Simulated::Does(effect) => effect.to_owned(),
        Simulated::Refused => "Refused.".to_owned(),
        Simulated::Nothing => "Nothing.".to_owned(),
        Simulated::NotReached => "—".to_owned(),
    }
}

/// Where the rule is from, with links to the pages.
fn source(rule: &Rule) -> String {
    let pages = rule.source.pages.iter().map(|page| format!("[{}]({})", in_table(page.title, &[]), page.address));
    let remark = rule.source.remark.map(|remark| in_table(remark, &[]));
    let parts = pages.chain(remark).collect::<Vec<_>>().join("; ");
    match rule.origin {
        Origin::House => capitalized(&parts),
        origin => format!("{}: {parts}", capitalized(origin.title())),
    }
}

fn order_rules() -> String {
    let rules = table().iter().filter(|rule| rule.origin == Origin::Order);
    rules.map(|rule| format!("[{}](#{})", rule.id, anchor(rule))).collect::<Vec<_>>().join(", ")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text of the table of rules as a cell of a Markdown table, with the parts of a configuration as code.
fn in_table(text: &str, attributes: &[&str]) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut cell: Vec<String> = Vec::new();
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let (phrase, after) = match after {
            ["=", value, after @ ..] => (format!("{word} = {value}"), after),
            _ => ((*word).to_owned(), after),
        };
        rest = after;
        let name = phrase.trim_end_matches(PUNCTUATION);
        let punctuation = phrase.strip_prefix(name).unwrap_or_default();
        cell.push(if is_code(name, attributes) { format!("`{name}`{punctuation}") } else { phrase });
    }
    cell.join(" ").replace('|', "\\|")
}

const PUNCTUATION: [char; 4] = ['.', ',', ';', ':'];

/// Whether it is an assignment, a value, one of the attributes or a part of one, or contains a character that only
/// names contain.
fn is_code(name: &str, attributes: &[&str]) -> bool {
    let is_attribute = attributes.iter().any(|path| path.split('.').any(|part| part == name));
    is_attribute || name.contains(" = ") || name.starts_with('"') || name.contains(['_', '.', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_configuration_are_code() {
        for (text, expected) in [
            ("Write require_ssl = true.", "Write `require_ssl = true`."),
            ("Such as \"PS1\", or CONTOSO\\svc.", "Such as `\"PS1\"`, or `CONTOSO\\svc`."),
            ("Keep the name, and proxy.port.", "Keep the `name`, and `proxy.port`."),
            ("Give an interval in days.", "Give an `interval` in days."),
            ("One | two.", "One \\| two."),
        ] {
            assert_eq!(in_table(text, &["name", "schedule.interval"]), expected);
        }
    }

    #[test]
    fn every_rule_has_one_anchor() {
        let page = artifact(&templates()).unwrap().content;
        for rule in table() {
            let anchor = format!("<a id=\"{}\"></a>{} |", anchor(rule), rule.id);
            assert_eq!(page.matches(&anchor).count(), 1, "{anchor}");
        }
    }

    fn templates() -> Environment<'static> {
        let mut templates = Environment::new();
        templates.add_template("rules", include_str!("../templates/guides/rules.md.j2")).unwrap();
        templates
    }
}
