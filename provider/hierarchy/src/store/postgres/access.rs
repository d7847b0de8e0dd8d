//! What a database says of this user and of others.

use jiff::Timestamp;

use super::error::DatabaseProblem;
use super::{Postgres, Session};
use crate::store::{DatabaseAccess, Standby, StoreError};

const QUERY: &str = "SELECT session_user::text,
        current_setting('server_version'),
        has_table_privilege('writer', 'UPDATE') AND has_table_privilege('history', 'INSERT'),
        pg_is_in_recovery(),
        (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000000)::bigint,
        ARRAY(SELECT application_name || ' (database user ' || usename || ')'
              FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()
              ORDER BY 1)";

impl Postgres {
    /// Asks the server, in one round trip.
    pub(super) fn ask_access(&self) -> Result<DatabaseAccess, StoreError> {
        let session = Session::reading(self);
        let no_answer = || self.error(DatabaseProblem::Lost("the server did not answer".to_owned()));
        let row = session.row(QUERY, &[])?.ok_or_else(no_answer)?;
        let (is_standby, replayed): (bool, Option<i64>) = (session.value(&row, 3)?, session.value(&row, 4)?);
        let replayed_until = replayed.and_then(|time| Timestamp::from_microsecond(time).ok());
        Ok(DatabaseAccess {
            user: session.value(&row, 0)?,
            server_version: session.value(&row, 1)?,
            may_write: session.value(&row, 2)?,
            standby: is_standby.then_some(Standby { replayed_until }),
            others: session.value(&row, 5)?,
        })
    }
}
