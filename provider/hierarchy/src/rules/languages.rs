//! Languages of update files and of summary details.

use std::collections::BTreeSet;

use super::finding::{RuleId, Severity};
use super::hints::listed;
use super::rule::Check::Alone;
use super::rule::Reads::Each;
use super::rule::{Origin, Problem, Rule, alone};
use crate::model::{Kind, SyncSettings};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V112"),
        title: "languages are those the product offers",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePointComponent for the names; most codes from memory",
        origin: Origin::Code,
        mend: "Write languages.update_files and languages.summary_details as culture codes, such as \"en\" or \
            \"pt-br\".",
        reads: Each(&ATTRIBUTES),
        check: Alone(|object| alone(object, languages_are_offered)),
    },
    Rule {
        id: RuleId("V113"),
        title: "there is at least one language",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePointComponent",
        origin: Origin::Code,
        mend: "Keep at least one language in languages.update_files and languages.summary_details, or leave them out \
            for the default.",
        reads: Each(&ATTRIBUTES),
        check: Alone(|object| alone(object, languages_are_given)),
    },
];

const ATTRIBUTES: [&str; 2] = ["languages.update_files", "languages.summary_details"];

/// What the product offers. The names are those of the source; of the codes only `en` was seen there, the others are the
/// usual ones of these cultures.
const OFFERED: [(&str, &str); 37] = [
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pt-br", "Portuguese (Brazil)"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("zh-cn", "Chinese (Simplified, PRC)"),
    ("zh-hk", "Chinese (Traditional, Hong Kong S.A.R.)"),
    ("zh-tw", "Chinese (Traditional, Taiwan)"),
];

fn each(settings: &SyncSettings) -> impl Iterator<Item = (&'static str, &BTreeSet<String>)> {
    let sets = [Some(&settings.languages.update_files), settings.languages.summary_details.as_ref()];
    ATTRIBUTES.into_iter().zip(sets).filter_map(|(attribute, set)| Some((attribute, set?)))
}

fn languages_are_offered(settings: &SyncSettings) -> Vec<Problem> {
    let codes = each(settings).flat_map(|(attribute, set)| set.iter().map(move |code| (attribute, code)));
    let foreign = codes.filter(|(_, code)| !OFFERED.iter().any(|(offered, _)| offered == code));
    foreign
        .map(|(attribute, code)| {
            Problem::at(
                attribute,
                format!("{attribute} has \"{code}\", which is no language of the product"),
                format!("Languages are written as culture codes. {}", way_out(code)),
            )
        })
        .collect()
}

/// The nearest codes. Two letters are too few to tell a slip from another language, so what counts is what they begin with.
fn way_out(text: &str) -> String {
    let first = |text: &str| text.split(['-', '_', ' ']).next().unwrap_or_default().to_lowercase();
    let is_near = |code: &str, name: &str| [first(code), first(name)].contains(&first(text));
    let near: Vec<&(&str, &str)> = match OFFERED.iter().find(|(code, _)| code.eq_ignore_ascii_case(text)) {
        Some(same) => vec![same],
        None => OFFERED.iter().filter(|(code, name)| is_near(code, name)).collect(),
    };
    if near.is_empty() {
        let codes: Vec<&str> = OFFERED.iter().map(|(code, _)| *code).collect();
        return format!("Choose from {}.", codes.join(", "));
    }
    let near: Vec<String> = near.into_iter().map(|(code, name)| format!("\"{code}\" for {name}")).collect();
    format!("Write {}.", listed(&near))
}

fn languages_are_given(settings: &SyncSettings) -> Vec<Problem> {
    let empty = each(settings).filter(|(_, set)| set.is_empty());
    empty
        .map(|(attribute, _)| {
            Problem::at(
                attribute,
                format!("{attribute} is empty"),
                "At least one language is needed. Write one, such as [\"en\"], or leave it out for the default.",
            )
        })
        .collect()
}
