//! Differences between two descriptions of objects, and the forms in which they are shown.

mod html;
mod junit;
mod markdown;
mod sarif;
pub(crate) mod sides;
mod text;

use std::io::Write;

use clap::ValueEnum;
use hierarchy::{AttributeChange, Attributed, HistoryEntry, Kind, ObjectId};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::shared::change::Attribute;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// The hierarchy differs from the state.
    Drift,
    /// A state has the object, the hierarchy does not.
    Missing,
    /// The hierarchy has the object, no state does.
    Unmanaged,
    /// The configuration differs from the state, and is not applied yet.
    Pending,
    /// The object differs between the two sides of a comparison.
    Changed,
    /// Only the second side has the object.
    Added,
    /// Only the first side has the object.
    Removed,
}

impl What {
    pub(crate) const ALL: [Self; 7] =
        [Self::Drift, Self::Missing, Self::Unmanaged, Self::Pending, Self::Changed, Self::Added, Self::Removed];

    /// Its name in identifiers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::Missing => "missing",
            Self::Unmanaged => "unmanaged",
            Self::Pending => "pending",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// The heading of these findings.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Drift => "Drift",
            Self::Missing => "Missing",
            Self::Unmanaged => "Unmanaged",
            Self::Pending => "Pending",
            Self::Changed => "Changed",
            Self::Added => "Added",
            Self::Removed => "Removed",
        }
    }

    /// What it means, in a clause.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Drift => "the hierarchy differs from the state",
            Self::Missing => "in a state, but not in the hierarchy",
            Self::Unmanaged => "in the hierarchy, but in no state",
            Self::Pending => "the configuration differs from the state and is not applied yet",
            Self::Changed => "different on the two sides",
            Self::Added => "only on the second side",
            Self::Removed => "only on the first side",
        }
    }

    /// A sign that shows the difference without color.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Drift | Self::Pending | Self::Changed => "~",
            Self::Missing | Self::Removed => "−",
            Self::Unmanaged | Self::Added => "+",
        }
    }
}

/// A difference of one object.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Finding {
    pub(crate) what: What,
    /// `site`, `site_system`, `sup_role`, `sync_settings` or `account`.
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// The address of the resource; null for an object that no resource manages.
    pub(crate) address: Option<String>,
    /// The file with the block of the resource; null where it was not found.
    pub(crate) file: Option<String>,
    /// The line of the block, from 1; null where it was not found.
    pub(crate) line: Option<usize>,
    /// What Terraform plans to do with the object: `create`, `update`, `replace`, `delete`, `forget` or `import`. Null without a
    /// plan of the object.
    pub(crate) planned: Option<String>,
    /// The attributes that differ.
    pub(crate) attributes: Vec<AttributeFinding>,
    /// Who created or removed the object; null for an object that exists on both sides, or where the history does not tell.
    pub(crate) by: Option<Authorship>,
    /// Who removed the object and created it again since the values of the first side; null if nobody did, as far as the
    /// values tell.
    pub(crate) recreated: Option<Recreation>,
    /// The rule that ignores it; null for a finding that counts.
    pub(crate) ignored: Option<Ignored>,
}

/// An attribute that differs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct AttributeFinding {
    #[serde(flatten)]
    pub(crate) change: Attribute,
    /// Who changed it last; null where the history does not tell.
    pub(crate) by: Option<Authorship>,
    /// Since when it differs, RFC 3339, UTC; null where the history does not tell.
    pub(crate) since: Option<Timestamp>,
    /// Which side wins at the next apply; null where no plan tells.
    pub(crate) winner: Option<Side>,
    /// The whole values on both sides, of a set that several authors changed as well; `None` if they are sensitive.
    #[serde(skip)]
    pub(crate) whole: Option<Whole>,
}

/// The value of an attribute on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    pub(crate) before: Value,
    pub(crate) now: Value,
}

/// A side of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// The next apply sets the value of the configuration.
    Configuration,
    /// The next apply leaves the value of the hierarchy.
    Hierarchy,
}

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Authorship {
    pub(crate) actor: String,
    /// The tool: `terraform` or `supctl`.
    pub(crate) origin: String,
    /// RFC 3339, UTC.
    pub(crate) time: Timestamp,
    /// The revision of the hierarchy.
    pub(crate) revision: u64,
}

/// Who removed an object, and who created it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Recreation {
    pub(crate) removed: Authorship,
    pub(crate) created: Authorship,
}

/// Why a finding is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Ignored {
    pub(crate) reason: String,
    /// The last day on which the rule holds.
    pub(crate) expires: Date,
}

/// A rule that has expired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Expired {
    /// The file with the rule.
    pub(crate) file: String,
    /// The line of the rule, from 1.
    pub(crate) line: usize,
    pub(crate) object: String,
    pub(crate) attribute: Option<String>,
    pub(crate) reason: String,
    /// The last day on which the rule held.
    pub(crate) expires: Date,
}

/// An object without a difference.
#[derive(Clone, Debug)]
pub(crate) struct Unchanged {
    pub(crate) id: ObjectId,
    pub(crate) address: Option<String>,
}

/// Findings with what is said about all of them.
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    /// A sentence with the counts.
    pub(crate) summary: &'a str,
    pub(crate) findings: &'a [Finding],
    pub(crate) expired: &'a [Expired],
    pub(crate) unchanged: &'a [Unchanged],
    /// The file that code scanning shows a finding in that has no block.
    pub(crate) fallback_file: &'a str,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people at a terminal.
    #[default]
    Text,
    /// For comments and issues.
    Markdown,
    /// JUnit XML, which GitLab and Azure DevOps show as tests.
    Junit,
    /// SARIF 2.1.0, for code scanning tools.
    Sarif,
    /// A page that needs no other file.
    Html,
}

impl Page<'_> {
    /// Prints it in a form.
    pub(crate) fn print(&self, out: &mut impl Write, format: Format) -> Result<()> {
        match format {
            Format::Text => text::print(out, Room::of_output(), self)?,
            Format::Markdown => write!(out, "{}", markdown::page(self))?,
            Format::Junit => writeln!(out, "{}", junit::report(self)?)?,
            Format::Sarif => print_json(out, &sarif::log(self))?,
            Format::Html => write!(out, "{}", html::page(self)?)?,
        }
        Ok(())
    }

    /// The findings that no rule ignores, by what differs.
    fn groups(&self) -> impl Iterator<Item = (What, Vec<&Finding>)> {
        What::ALL.into_iter().filter_map(|what| {
            let of_this = |finding: &&Finding| finding.what == what && finding.ignored.is_none();
            let found: Vec<&Finding> = self.findings.iter().filter(of_this).collect();
            (!found.is_empty()).then_some((what, found))
        })
    }

    /// The findings that rules ignore.
    fn ignored(&self) -> impl Iterator<Item = (&Finding, &Ignored)> {
        self.findings.iter().filter_map(|finding| Some((finding, finding.ignored.as_ref()?)))
    }
}

impl Finding {
    /// A finding about a whole object.
    pub(crate) fn new(what: What, id: ObjectId) -> Self {
        Self {
            what,
            kind: id.kind,
            id: id.id,
            address: None,
            file: None,
            line: None,
            planned: None,
            attributes: Vec::new(),
            by: None,
            recreated: None,
            ignored: None,
        }
    }

    /// The object.
    pub(crate) fn object(&self) -> ObjectId {
        ObjectId::new(self.kind, &self.id)
    }

    /// The kind and the id.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// The address and the line of its resource.
    pub(crate) fn places(&self) -> Vec<String> {
        let location = self.file.iter().zip(self.line).map(|(file, line)| format!("{file}:{line}"));
        self.address.iter().cloned().chain(location).collect()
    }

    /// What is said about the object as a whole.
    pub(crate) fn notes(&self) -> Vec<String> {
        let verb = match self.what {
            What::Unmanaged | What::Added => "created",
            _ => "removed",
        };
        let by = self.by.as_ref().map(|by| format!("{verb} by {}", by.text()));
        let recreated = self.recreated.iter().flat_map(|Recreation { removed, created }| {
            [format!("removed by {}", removed.text()), format!("created again by {}", created.text())]
        });
        let planned = self.planned.as_ref().map(|action| format!("planned: {action}"));
        by.into_iter().chain(recreated).chain(planned).collect()
    }
}

impl AttributeFinding {
    /// The dotted path.
    pub(crate) fn path(&self) -> &str {
        self.change.path()
    }

    /// The same, under the resource's name of the attribute.
    pub(crate) fn named(mut self, kind: Kind) -> Self {
        let (Attribute::Value { path, .. } | Attribute::Set { path, .. }) = &mut self.change;
        *path = kind.name_in_configuration(path).to_owned();
        self
    }

    /// A part of a difference with who made it.
    pub(crate) fn of(part: Attributed<'_>) -> Self {
        Self {
            change: part.change.into(),
            by: part.last.map(Authorship::of),
            since: part.first.map(|first| first.time),
            winner: None,
            whole: None,
        }
    }

    /// Who made it, since when it differs, and what the next apply does.
    pub(crate) fn note(&self) -> String {
        let who = self.by.as_ref().map(Authorship::text);
        let since = self.since.filter(|since| self.by.as_ref().is_none_or(|by| by.time != *since));
        let since = since.map(|since| format!("different since {}", time(since)));
        let winner = self.winner.map(|winner| match winner {
            Side::Configuration => "the next apply sets the configured value".to_owned(),
            Side::Hierarchy => "the next apply leaves it".to_owned(),
        });
        who.into_iter().chain(since).chain(winner).collect::<Vec<_>>().join("; ")
    }
}

impl Authorship {
    pub(crate) fn of(entry: &HistoryEntry) -> Self {
        let HistoryEntry { actor, origin, time, revision, .. } = entry.clone();
        Self { actor, origin, time, revision }
    }

    fn text(&self) -> String {
        format!("{} through {}, {}", self.actor, self.origin, time(self.time))
    }
}

impl Expired {
    fn text(&self) -> String {
        let attribute = self.attribute.as_ref().map(|attribute| format!(" {attribute}")).unwrap_or_default();
        format!("{}{attribute}: expired after {} ({})", self.object, self.expires, self.reason)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

fn time(time: Timestamp) -> String {
    format!("{} UTC", time.strftime("%Y-%m-%d %H:%M:%S"))
}

/// A changed attribute without color: its path, what was removed and what was added.
pub(crate) fn parts(attribute: &Attribute) -> (&str, Vec<String>, Vec<String>) {
    let shown = |values: &[Value]| values.iter().map(AttributeChange::shown).collect();
    match attribute {
        Attribute::Value { path, before, after } => {
            (path, vec![AttributeChange::shown(before)], vec![AttributeChange::shown(after)])
        }
        Attribute::Set { path, added, removed } => (path, shown(removed), shown(added)),
    }
}
