use hierarchy::FoundStatus;

use super::servers::Servers;
use crate::class::Class;
use crate::codec::{number, server_name};
use crate::dump::{Dump, Record, time};

/// The status of synchronization; `None` if it could not be read.
pub(super) fn read(dump: &Dump, servers: &Servers) -> Option<Vec<FoundStatus>> {
    if dump.gap(Class::SyncStatus).is_some() {
        return None;
    }
    Some(dump.rows(Class::SyncStatus).iter().map(|record| status(record, servers)).collect())
}

fn status(record: &Record, servers: &Servers) -> FoundStatus {
    let (site, server) = (record.text("SiteCode").to_uppercase(), server_name(record.text("WSUSServerName")));
    let integer = |column: &str| number(record.column(column)).ok().flatten();
    let time = |column: &str| time::read(record.column(column));
    // The name of the server as its role has it: rows may differ in case.
    let role =
        servers.roles.iter().find(|role| role.site_code == site && role.server_fqdn.eq_ignore_ascii_case(server));
    FoundStatus {
        server_fqdn: role.map_or(server, |role| &role.server_fqdn).to_owned(),
        site_code: site,
        source: Some(record.text("WSUSSourceServer")).filter(|source| !source.is_empty()).map(str::to_owned),
        state_code: integer("LastSyncState").and_then(|code| u16::try_from(code).ok()).filter(|code| *code > 0),
        state_time: time("LastSyncStateTime"),
        last_success: time("LastSuccessfulSyncTime"),
        error_code: integer("LastSyncErrorCode").map(error_code).unwrap_or_default(),
        catalog_version: integer("SyncCatalogVersion")
            .and_then(|version| u64::try_from(version).ok())
            .unwrap_or_default(),
        replication: integer("ReplicationLinkStatus")
            .and_then(|state| u8::try_from(state).ok())
            .filter(|state| *state < 3),
        replication_checked: time("LastReplicationLinkCheckTime"),
    }
}

/// The 32 bits of an error code, which scripts also write as a negative number.
fn error_code(code: i64) -> u32 {
    u32::try_from(code).unwrap_or_else(|_| i32::try_from(code).map(i32::cast_unsigned).unwrap_or_default())
}
