//! The rules for what is not reported.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use globset::{Glob, GlobBuilder, GlobMatcher};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use crate::findings::{AttributeFinding, Expired, Finding, Ignored, What};
use crate::shared::diagnostic::Diagnostic;

const EXAMPLE: &str = "\n\n  [[ignore]]\n  object = \"site_system/*/dp-*.contoso.com\"\n  attribute = \"proxy.*\"\n  \
                       reason = \"distribution points are managed elsewhere\"\n  expires = 2027-06-30\n";

/// The rules of a file: those that hold, and those that have expired.
#[derive(Debug, Default)]
pub(super) struct Rules {
    holding: Vec<Rule>,
    pub(super) expired: Vec<Expired>,
}

#[derive(Debug)]
struct Rule {
    /// Matches the kind and the id, such as `site/PS1`.
    object: GlobMatcher,
    /// Matches the dotted path; a rule without it is for whole objects.
    attribute: Option<GlobMatcher>,
    ignored: Ignored,
}

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rulebook {
    #[serde(default)]
    ignore: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    object: Spanned<String>,
    attribute: Option<String>,
    reason: String,
    expires: Datetime,
}

impl Rules {
    /// Reads the rules in a file, as of a day.
    ///
    /// # Errors
    /// When the file cannot be read, or a rule in it is wrong.
    pub(super) fn read(file: &Path, today: Date) -> Result<Self, Diagnostic> {
        let name = file.display();
        let text = fs::read_to_string(file).map_err(|error| {
            Diagnostic::error(format!("{name} cannot be read: {error}"), "--init-ignore writes a file with rules.")
        })?;
        let rulebook: Rulebook = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(&text, span.start));
            wrong(format!("{name}:{line}: {}", error.message()))
        })?;
        let mut rules = Self::default();
        for entry in rulebook.ignore {
            let line = line_of(&text, entry.object.span().start);
            rules.add(entry, today, &name.to_string(), line).map_err(|why| wrong(format!("{name}:{line}: {why}")))?;
        }
        Ok(rules)
    }

    fn add(&mut self, entry: Entry, today: Date, file: &str, line: usize) -> Result<(), String> {
        let Entry { object, attribute, reason, expires } = entry;
        let object = object.into_inner();
        if reason.trim().is_empty() {
            return Err("the reason is empty".to_owned());
        }
        let day = expires.to_string();
        let expires: Date = day
            .parse()
            .ok()
            .filter(|_| expires.time.is_none())
            .ok_or_else(|| format!("{day} is not a day such as 2027-06-30"))?;
        let matcher = glob(&object)?;
        let of_attribute = attribute.as_deref().map(glob).transpose()?;
        if expires < today {
            self.expired.push(Expired { file: file.to_owned(), line, object, attribute, reason, expires });
        } else {
            let ignored = Ignored { reason, expires };
            self.holding.push(Rule { object: matcher, attribute: of_attribute, ignored });
        }
        Ok(())
    }

    /// Marks what is ignored. The attributes of an object that are ignored become a finding of their own.
    pub(super) fn apply(&self, finding: Finding) -> Vec<Finding> {
        if finding.what == What::Pending {
            return vec![finding];
        }
        let name = finding.name();
        if finding.attributes.is_empty() {
            return vec![Finding { ignored: self.rule_for(&name, None).cloned(), ..finding }];
        }
        let mut groups: Vec<(Option<&Ignored>, Vec<AttributeFinding>)> = Vec::new();
        for attribute in &finding.attributes {
            let rule = self.rule_for(&name, Some(attribute.path()));
            match groups.iter_mut().find(|(of, _)| *of == rule) {
                Some((_, attributes)) => attributes.push(attribute.clone()),
                None => groups.push((rule, vec![attribute.clone()])),
            }
        }
        let part = |(rule, attributes): (Option<&Ignored>, _)| Finding {
            ignored: rule.cloned(),
            attributes,
            ..finding.clone()
        };
        groups.into_iter().map(part).collect()
    }

    /// The first rule that ignores an attribute of an object, or the whole object.
    fn rule_for(&self, object: &str, attribute: Option<&str>) -> Option<&Ignored> {
        let is_for = |rule: &&Rule| {
            let is_for_attribute = match (&rule.attribute, attribute) {
                (None, _) => true,
                (Some(pattern), Some(path)) => pattern.is_match(path),
                (Some(_), None) => false,
            };
            is_for_attribute && rule.object.is_match(object)
        };
        self.holding.iter().find(is_for).map(|rule| &rule.ignored)
    }
}

/// A pattern; names are case-insensitive, and a backslash is one of their letters.
fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    let glob: Result<Glob, _> = GlobBuilder::new(pattern).case_insensitive(true).backslash_escape(false).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| format!("\"{pattern}\" is not a pattern: {}", error.kind()))
}

fn wrong(what: String) -> Diagnostic {
    Diagnostic::error(what, format!("Nothing was compared. Write a rule like this one:{EXAMPLE}"))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or_default().matches('\n').count() + 1
}

/// A file that `--init-ignore` writes.
#[derive(Serialize)]
struct NewRulebook {
    ignore: Vec<NewEntry>,
}

#[derive(Serialize)]
struct NewEntry {
    object: String,
    reason: &'static str,
    expires: Datetime,
}

/// Writes a new file with a rule for each unmanaged object, which all expire after a day.
///
/// # Errors
/// When the file exists, or cannot be written.
pub(super) fn write(file: &Path, findings: &[Finding], expires: Date) -> Result<usize, Diagnostic> {
    let cannot = |why: String| Diagnostic::error(format!("{} cannot be written: {why}", file.display()), "");
    let expires: Datetime = expires.to_string().parse().map_err(|error| cannot(format!("{error}")))?;
    let unmanaged = findings.iter().filter(|finding| finding.what == What::Unmanaged);
    let ignore: Vec<NewEntry> = unmanaged
        .map(|finding| NewEntry {
            object: globset::escape(&finding.name()),
            reason: "unmanaged when drift detection began",
            expires,
        })
        .collect();
    let number = ignore.len();
    let rules = toml::to_string(&NewRulebook { ignore }).map_err(|error| cannot(error.to_string()))?;
    let text = format!(
        "# What \"supctl drift\" ignores. object and attribute are patterns: * and ? stand for any text and any character.\n# \
         A rule without attribute is for whole objects. After the day in expires, a rule is reported instead.\n\n{rules}"
    );
    let mut new = File::create_new(file).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Diagnostic::error(
            format!("{} already exists, and --init-ignore overwrites nothing", file.display()),
            "Name a new file with --ignore, or move this one.",
        ),
        _ => cannot(error.to_string()),
    })?;
    let written = new.write_all(text.as_bytes()).inspect_err(|_| drop(fs::remove_file(file)));
    written.map_err(|error| cannot(error.to_string()))?;
    Ok(number)
}
