//! `configmgr_change_history`.

use hierarchy::{Action, HistoryEntry, HistoryFilter, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use super::read::read;
use super::site_filter::malformed_site_code;
use crate::client::Client;
use crate::resource::attribute_name;
use crate::resources::Account;

/// Who changed what in the hierarchy, when, and from where: through Terraform or the console. A hierarchy that is not there
/// yet has no history.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ChangeHistory {
    /// Only changes of this site and of what is on it.
    #[schemars(extend("x-terraform" = "optional"))]
    pub site_code: Attr<String>,
    /// Only changes of the object with this id, such as `PS1/wsus01.contoso.com`, in any case. With `kind`, of that kind.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub object: Attr<String>,
    /// Only changes of this kind of object.
    #[schemars(extend("x-terraform" = "optional"))]
    pub kind: Attr<Kind>,
    /// Only changes by this actor.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub actor: Attr<String>,
    /// Only changes at this time or later, RFC 3339, on the hierarchy's clock.
    #[schemars(extend("x-terraform" = "optional"))]
    pub since: Attr<String>,
    /// Only the newest so many changes.
    #[schemars(range(min = 1), extend("x-terraform" = "optional"))]
    pub limit: Attr<u32>,
    /// The changes, oldest first.
    #[schemars(extend("x-terraform" = "computed"))]
    pub changes: Attr<Vec<ChangeRow>>,
}

/// What one change did to one object.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ChangeRow {
    /// Counts the changes of the hierarchy; objects changed together share it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub revision: u64,
    /// When, RFC 3339, on the hierarchy's clock.
    #[schemars(extend("x-terraform" = "computed"))]
    pub time: String,
    /// Who: `actor` of the provider, or the user of the operating system.
    #[schemars(extend("x-terraform" = "computed"))]
    pub actor: String,
    /// Through what: `terraform`, `supctl`.
    #[schemars(extend("x-terraform" = "computed"))]
    pub origin: String,
    /// What happened to the object.
    #[schemars(extend("x-terraform" = "computed"))]
    pub action: Action,
    /// Kind of the object.
    #[schemars(extend("x-terraform" = "computed"))]
    pub kind: Kind,
    /// Id of the object.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: String,
    /// Code of the site it belongs to; null for what belongs to no site.
    #[schemars(extend("x-terraform" = "computed"))]
    pub site_code: Attr<String>,
    /// Whether a resource declares the object from then on, or it only came along with a role.
    #[schemars(extend("x-terraform" = "computed"))]
    pub declared: bool,
    /// What changed, attribute by attribute. An object that came or went shows all it has.
    #[schemars(extend("x-terraform" = "computed"))]
    pub attributes: Vec<AttributeRow>,
}

/// One attribute's change.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AttributeRow {
    /// Dotted path, such as `wsus.http_port`.
    #[schemars(extend("x-terraform" = "computed"))]
    pub path: String,
    /// What it was, as JSON; null where it was not set.
    #[schemars(extend("x-terraform" = "computed"))]
    pub before: Attr<String>,
    /// What it is from then on, as JSON; null where it is not set.
    #[schemars(extend("x-terraform" = "computed"))]
    pub after: Attr<String>,
    /// The change on a line: `https_port: 8531 → 443`; of a set, the members that went and came.
    #[schemars(extend("x-terraform" = "computed"))]
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
        format!("since \"{text}\" is not a time of RFC 3339"),
        "It is date, time and offset from UTC, so that it means the same wherever it is read. Write it such as \
         \"2026-11-01T00:00:00Z\"; timeadd(plantimestamp(), \"-48h\") is two days ago.",
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

/// What changed, under the resource's names.
fn attributes(entry: &HistoryEntry) -> Vec<AttributeRow> {
    let rows = entry.changes().into_iter().map(|mut change| {
        let [before, after] = entry.attribute(&change.path).map(|value| value.map(ToString::to_string).into());
        if entry.object.kind == Kind::Account {
            change.path = attribute_name::<Account>(&change.path).to_owned();
        }
        AttributeRow { shown: change.to_string(), path: change.path, before, after }
    });
    rows.collect()
}
