//! Languages of update files and of summary details.

use std::collections::BTreeSet;

use crate::catalog::{Language, language, languages};
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::Standalone;
use crate::rules::rule::Reads::PerAttribute;
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V112"),
        title: "every language is offered by the product",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT]).noting("for the names; most codes are from memory"),
        origin: Origin::Code,
        fix: "Write languages.update_files and languages.summary_details as culture codes, such as \"en\" or \
            \"pt-br\".",
        reads: PerAttribute(&ATTRIBUTES),
        check: Standalone(|object| alone(object, languages_are_offered)),
    },
    Rule {
        id: RuleId("V113"),
        title: "every list of languages has at least one",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT]),
        origin: Origin::Code,
        fix: "Keep at least one language in languages.update_files and languages.summary_details, or leave them out \
            for the default.",
        reads: PerAttribute(&ATTRIBUTES),
        check: Standalone(|object| alone(object, languages_are_given)),
    },
    Rule {
        id: RuleId("V134"),
        title: "update files are downloaded in English, too",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::PLAN]).noting("the setting is the default of each download"),
        origin: Origin::Inferred,
        fix: "Write \"en\" in languages.update_files, beside the other languages.",
        reads: PerAttribute(&["languages.update_files"]),
        check: Standalone(|object| alone(object, english_is_among_them)),
    },
];

const ATTRIBUTES: [&str; 2] = ["languages.update_files", "languages.summary_details"];

fn each(settings: &SyncSettings) -> impl Iterator<Item = (&'static str, &BTreeSet<String>)> {
    let sets = [Some(&settings.languages.update_files), settings.languages.summary_details.as_ref()];
    ATTRIBUTES.into_iter().zip(sets).filter_map(|(attribute, set)| Some((attribute, set?)))
}

fn languages_are_offered(settings: &SyncSettings) -> Vec<Problem> {
    let used = each(settings).flat_map(|(attribute, set)| set.iter().map(move |code| (attribute, code)));
    let foreign = used.filter(|(_, code)| !languages().iter().any(|language| language.code == *code));
    let codes: Vec<&str> = languages().iter().map(|language| language.code).collect();
    foreign
        .map(|(attribute, code)| {
            Problem::at(
                attribute,
                format!("{attribute} contains \"{code}\", which is not a language of the product{}", meant(code)),
                format!("Languages are written as culture codes. Choose from {}.", codes.join(", ")),
            )
            .of(code)
        })
        .collect()
}

/// The nearest codes, as the end of a summary. Two letters are too few to tell a typing error from another language, so only
/// the first part of a code or name is compared.
fn meant(text: &str) -> String {
    let first = |text: &str| text.split(['-', '_', ' ']).next().unwrap_or_default().to_lowercase();
    let is_near = |language: &&Language| [first(language.code), first(language.name)].contains(&first(text));
    let near: Vec<&Language> = match language(text) {
        Some(same) => vec![same],
        None => languages().iter().filter(is_near).collect(),
    };
    let near: Vec<String> =
        near.into_iter().map(|language| format!("\"{}\" for {}", language.code, language.name)).collect();
    if near.is_empty() { String::new() } else { format!("; write {}", listed(&near)) }
}

fn languages_are_given(settings: &SyncSettings) -> Vec<Problem> {
    let empty = each(settings).filter(|(_, set)| set.is_empty());
    empty
        .map(|(attribute, _)| {
            Problem::at(
                attribute,
                format!("{attribute} is empty"),
                "At least one language is required. Write one, such as [\"en\"], or leave out the attribute for the \
                 default.",
            )
        })
        .collect()
}

fn english_is_among_them(settings: &SyncSettings) -> Option<Problem> {
    let files = &settings.languages.update_files;
    // An empty set and a code that is no code have their own rules (V113, V112).
    let is_missing = !files.is_empty() && !files.iter().any(|code| code.eq_ignore_ascii_case("en"));
    is_missing.then(|| {
        Problem::at(
            "languages.update_files",
            "languages.update_files does not contain \"en\"",
            "Update files are downloaded in these languages, unless others are chosen for a download. An update whose files \
             exist only in English is then downloaded without them. Add \"en\", unless no client needs files in English.",
        )
    })
}
