//! A WSUS whose database moves.
//!
//! After a move from the internal database to SQL Server, WSUS must be configured again, or its site cannot configure it
//! ("SQL Server Connectivity feature has to be installed", a public report).

use jiff::Timestamp;

use crate::change::{Change, Step};
use crate::facts::{self, Fault, FaultKind};
use crate::model::{DatabaseKind, SiteSystem, Subject};
use crate::store::{FactKind, StoreError, Transaction, View};

/// The post-installation of a WSUS in use is missing after its database was moved, until the fault is cleared or the
/// database is moved back. A server that is only declared has always had its database.
pub(crate) fn after_move(
    change: &Change,
    steps: &[Step],
    actor: &str,
    since: Timestamp,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    for step in steps {
        let Some((before, after)) = step.before().zip(step.after()) else { continue };
        let Some((before, after)) = SiteSystem::of(before).zip(SiteSystem::of(after)) else { continue };
        let [was, is] = [before, after].map(|system| system.wsus.database.kind);
        let (kind, target) = (FaultKind::PostInstallMissing, after.server_fqdn.clone());
        let fault = Fault { kind, target, since, actor: actor.to_owned(), product: None };
        let is_moved = (was, is) == (DatabaseKind::Wid, DatabaseKind::Sql) && matches!(change, Change::Update(_));
        let is_new = is_moved && transaction.fact(FactKind::Fault, &fault.key())?.is_none();
        if is_new && is_in_use(after, &*transaction)? {
            facts::write(transaction, FactKind::Fault, &fault.key(), &fault)?;
        } else if (was, is) == (DatabaseKind::Sql, DatabaseKind::Wid) {
            transaction.remove_fact(FactKind::Fault, &fault.key())?;
        }
    }
    Ok(())
}

/// Whether a software update point uses the WSUS of a server.
fn is_in_use(server: &SiteSystem, view: &dyn View) -> Result<bool, StoreError> {
    Ok(view.sup(&format!("{}/{}", server.site_code, server.server_fqdn))?.is_some())
}
