//! A site as the script reads it: the rows that the table of facts has of some objects.

use std::collections::BTreeSet;

use hierarchy::Object;
use runbook::Step;
use serde_json::Value;
use sms_provider::class::Class;
use sms_provider::stub::{Row, Stub};

/// The rows of a site.
pub(crate) struct Site(Stub);

impl Site {
    pub(crate) fn of(objects: &[Object]) -> Self {
        Self(Stub::of(objects))
    }

    /// Why a step is not what the site has before it; `None` if it is.
    pub(crate) fn guard(&self, step: &Step) -> Option<String> {
        let reading = step.reading.as_ref()?;
        let (expected, found) = (reading.before.as_ref()?, self.read(&reading.expression));
        let is_like = |(expected, found): (&str, &str)| expected == "*" || expected.eq_ignore_ascii_case(found);
        let is_expected = expected.split('|').zip(found.split('|')).all(is_like);
        (!is_expected).then(|| format!("{}: before is {expected}, and not {found}", step.title))
    }

    /// Why a step is not what the site has after it; `None` if it is.
    pub(crate) fn verify(&self, step: &Step) -> Option<String> {
        let reading = step.reading.as_ref()?;
        let (expected, found) = (&reading.after, self.read(&reading.expression));
        (!found.eq_ignore_ascii_case(expected)).then(|| format!("{}: after is {expected}, and not {found}", step.title))
    }

    /// What an expression of the script reads.
    fn read(&self, expression: &str) -> String {
        let texts = quoted(expression);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let function = expression.trim_start_matches('(').split(' ').next().unwrap();
        match (function, texts.as_slice()) {
            ("Get-Presence", [class, filter]) => {
                if self.rows(class, filter).is_empty() {
                    "absent".to_owned()
                } else {
                    "present".to_owned()
                }
            }
            ("Get-SiteValue", [class, filter, fields @ ..]) => self.values(class, filter, fields),
            ("Get-ThirdPartyUpdates", [site]) => {
                let filter =
                    format!("ComponentName = 'SMS_WSUS_SYNC_MANAGER' AND FileType = 2 AND SiteCode = '{site}'");
                match self.values("SMS_SCI_Component", &filter, &["Value:EnableThirdPartyUpdates"]).as_str() {
                    "" | "0" => "off",
                    "1" => "manual",
                    _ => "configmgr",
                }
                .to_owned()
            }
            ("Get-SortedLanguages", [site, list]) => {
                self.languages(site, list).into_iter().collect::<Vec<_>>().join(",")
            }
            ("Get-LanguageSelection", [site, list, cultures @ ..]) => {
                let selected = self.languages(site, list);
                let values = cultures.iter().map(|culture| if selected.contains(*culture) { "1" } else { "0" });
                values.collect::<Vec<_>>().join("|")
            }
            ("Get-UnusedSubscriptionCount", _) => "0".to_owned(),
            ("Get-Subscription", names) => {
                let is_classification = expression.ends_with("-Classifications $true");
                let values = names.iter().map(|name| self.is_subscribed(name, is_classification));
                values.map(|value| if value { "1" } else { "0" }).collect::<Vec<_>>().join("|")
            }
            _ => panic!("{expression}"),
        }
    }

    fn languages(&self, site: &str, list: &str) -> BTreeSet<String> {
        let property = if list == "UpdateFile" { "SupportedUpdateLanguages" } else { "SupportedTitleLanguages" };
        let filter =
            format!("ComponentName = 'SMS_WSUS_CONFIGURATION_MANAGER' AND SiteCode = '{site}' AND FileType = 2");
        let codes = self.values("SMS_SCI_Component", &filter, &[&format!("Value2:{property}")]);
        codes.split(',').map(str::to_lowercase).collect()
    }

    fn class(&self, name: &str) -> &[Row] {
        &self.0.rows[&Class::named(name).unwrap()]
    }

    fn rows(&self, class: &str, filter: &str) -> Vec<&Row> {
        self.class(class).iter().filter(|row| filter.split(" AND ").all(|condition| holds(row, condition))).collect()
    }

    fn values(&self, class: &str, filter: &str, fields: &[&str]) -> String {
        let rows = self.rows(class, filter);
        let texts: BTreeSet<String> = rows.into_iter().map(|row| values(row, fields)).collect();
        assert!(texts.len() < 2, "{class} {filter}: {texts:?}");
        texts.into_iter().next().unwrap_or_else(|| "absent".to_owned())
    }

    fn is_subscribed(&self, name: &str, is_classification: bool) -> bool {
        let named = self.class("SMS_UpdateCategoryInstance").iter().filter(|row| {
            let is_type = column(row, "CategoryTypeName") == "UpdateClassification";
            column(row, "AllowSubscription") == "true"
                && is_type == is_classification
                && column(row, "LocalizedCategoryInstanceName").eq_ignore_ascii_case(name)
        });
        let named: Vec<_> = named.collect();
        assert_eq!(named.len(), 1, "{name}");
        column(named[0], "IsSubscribed") == "true"
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn column(row: &Row, name: &str) -> String {
    row.columns.get(name).map(text).unwrap_or_default()
}

/// A condition of WQL, such as `SiteCode = 'PS1'`. Columns that a dump does not have count as equal.
fn holds(row: &Row, condition: &str) -> bool {
    let (name, expected) = condition.split_once(" = ").unwrap();
    let expected = expected.trim_matches('\'').replace(r"\\", r"\").replace(r"\'", "'");
    row.columns.get(name).is_none_or(|found| text(found).eq_ignore_ascii_case(&expected))
}

fn values(row: &Row, fields: &[&str]) -> String {
    let value = |field: &&str| {
        let (part, name) = field.split_once(':').unwrap();
        if part == "Column" {
            return column(row, name);
        }
        let Some(property) = row.properties.get(name) else { return String::new() };
        let absent = if part == "Value" { "0" } else { "" };
        property.get(part).map_or_else(|| absent.to_owned(), text)
    };
    fields.iter().map(value).collect::<Vec<_>>().join("|")
}

/// The texts in quotation marks, of which a doubled one is one.
fn quoted(expression: &str) -> Vec<String> {
    let (mut texts, mut characters) = (Vec::new(), expression.chars().peekable());
    while let Some(character) = characters.next() {
        if character != '\'' {
            continue;
        }
        let mut text = String::new();
        while let Some(character) = characters.next() {
            if character == '\'' && characters.next_if_eq(&'\'').is_none() {
                break;
            }
            text.push(character);
        }
        texts.push(text);
    }
    texts
}
