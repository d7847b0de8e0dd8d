//! `configmgr_change_history`.

use hierarchy::{Action, HistoryEntry, HistoryFilter, Kind};
use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use super::read::read;
use super::site_filter::malformed_site_code;
use crate::client::Client;

/// Who changed what in the hierarchy, when, and with which tool: Terraform or the console. A hierarchy that does not exist yet
/// has no history.
#[derive(Clone, Debug, Default, Schema)]
pub struct ChangeHistory {
    /// Only changes of this site and of its objects.
    #[tf(optional)]
    pub site_code: Attr<String>,
    /// Only changes of the object with this id, such as `PS1/wsus01.contoso.com`, case-insensitive. With `kind`, only of that
    /// kind.
    #[tf(optional, length(min = 1))]
    pub object: Attr<String>,
    /// Only changes of this kind of object.
    #[tf(optional)]
    pub kind: Attr<Kind>,
    /// Only changes by this actor.
    #[tf(optional, length(min = 1))]
    pub actor: Attr<String>,
    /// Only changes at this time or later, RFC 3339, on the clock of the hierarchy.
    #[tf(optional)]
    pub since: Attr<String>,
    /// At most this many changes: the newest.
    #[tf(optional, range(min = 1))]
    pub limit: Attr<u32>,
    /// The changes, oldest first.
    #[tf(computed)]
    pub changes: Attr<Vec<ChangeRow>>,
}

/// One change of one object.
#[derive(Clone, Debug, Schema)]
pub struct ChangeRow {
    /// Revision of the hierarchy after the change. Objects that changed together have the same revision.
    #[tf(computed)]
    pub revision: u64,
    /// When it was made, RFC 3339, on the clock of the hierarchy.
    #[tf(computed)]
    pub time: String,
    /// Who made it: `actor` of the provider, or the user of the operating system.
    #[tf(computed)]
    pub actor: String,
    /// Tool it was made with: `terraform`, `supctl`, or `action` for an action of Terraform.
    #[tf(computed)]
    pub origin: String,
    /// What happened to the object.
    #[tf(computed)]
    pub action: Action,
    /// Kind of the object.
    #[tf(computed)]
    pub kind: Kind,
    /// Id of the object.
    #[tf(computed)]
    pub id: String,
    /// Code of the object's site; null for an object that belongs to no site.
    #[tf(computed)]
    pub site_code: Attr<String>,
    /// Whether the object is declared from then on; `false` if it was created implicitly with a role.
    #[tf(computed)]
    pub declared: bool,
    /// The changed attributes. A created or removed object lists all its attributes.
    #[tf(computed)]
    pub attributes: Vec<AttributeRow>,
}

/// The change of one attribute.
#[derive(Clone, Debug, Schema)]
pub struct AttributeRow {
    /// Dotted path, such as `wsus.http_port`.
    #[tf(computed)]
    pub path: String,
    /// Value before the change, as JSON; null if it was not set.
    #[tf(computed)]
    pub before: Attr<String>,
    /// Value after the change, as JSON; null if it is not set.
    #[tf(computed)]
    pub after: Attr<String>,
    /// The change on one line: `https_port: 8531 → 443`; for a set, the removed and added members.
    #[tf(computed)]
    pub shown: String,
}

pub(crate) struct ReadChangeHistory;

impl DataSource for ReadChangeHistory {
    type Client = Client;
    type Model = ChangeHistory;
    const TYPE_NAME: &'static str = "configmgr_change_history";

    fn validate(&self, config: &ChangeHistory) -> Diagnostics {
        malformed_site_code(&config.site_code).into_iter().chain(config.filter().err()).collect()
    }

    fn read(&self, context: &mut Context<'_, Client>, config: ChangeHistory) -> Result<ChangeHistory, Diagnostics> {
        let filter = config.filter()?;
        let entries = read(context, |hierarchy| hierarchy.history(&filter))?;
        let changes: Vec<ChangeRow> = entries.into_iter().map(ChangeRow::from).collect();
        Ok(ChangeHistory { changes: changes.into(), ..config })
    }
}

impl ChangeHistory {
    fn filter(&self) -> Result<HistoryFilter, Diagnostic> {
        let since = match self.since.known() {
            Some(text) => Some(text.parse().map_err(|_| not_a_time(text))?),
            None => None,
        };
        Ok(HistoryFilter {
            site: self.site_code.known().cloned(),
            kind: self.kind.known().copied(),
            id: self.object.known().cloned(),
            actor: self.actor.known().cloned(),
            since,
            limit: self.limit.known().map(|limit| usize::try_from(*limit).unwrap_or(usize::MAX)),
            ..HistoryFilter::default()
        })
    }
}

fn not_a_time(text: &str) -> Diagnostic {
    Diagnostic::error(
        format!("since \"{text}\" is not an RFC 3339 time"),
        "Write date, time and offset from UTC, such as \"2026-11-01T00:00:00Z\". For the changes of the last two days, \
         write:\n\n  since = timeadd(plantimestamp(), \"-48h\")",
    )
    .at(Path::of("since"))
}

impl From<HistoryEntry> for ChangeRow {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            attributes: attributes(&entry),
            revision: entry.revision,
            time: entry.time.to_string(),
            actor: entry.actor,
            origin: entry.origin,
            action: entry.action,
            kind: entry.object.kind,
            id: entry.object.id,
            site_code: entry.site_code.into(),
            declared: entry.declared,
        }
    }
}

/// The changed attributes, under the resource's names.
fn attributes(entry: &HistoryEntry) -> Vec<AttributeRow> {
    let rows = entry.changes().into_iter().map(|mut change| {
        let [before, after] = entry.attribute(&change.path).map(|value| value.map(ToString::to_string).into());
        change.path = entry.object.kind.name_in_configuration(&change.path).to_owned();
        AttributeRow { shown: change.to_string(), path: change.path, before, after }
    });
    rows.collect()
}
