//! What a database says of this user and of others.

use jiff::Timestamp;
use tokio_postgres::Row;

use super::error::DatabaseProblem;
use super::statement::Query;
use super::{Postgres, Session};
use crate::store::{DatabaseAccess, Standby, StoreError};

const ACCESS: &str = "SELECT session_user::text,
        current_setting('server_version'),
        has_table_privilege('writer', 'UPDATE') AND has_table_privilege('history', 'INSERT'),
        ARRAY(SELECT application_name || ' (database user ' || usename || ')'
              FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()
              ORDER BY 1)";

const STANDBY: &str =
    "SELECT pg_is_in_recovery(), (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000000)::bigint";

impl Postgres {
    /// Asks the server, in one round trip.
    pub(super) fn ask_access(&self) -> Result<DatabaseAccess, StoreError> {
        let session = Session::reading(self);
        let [access, standby] = session.ask([Query::new(ACCESS, []), Query::new(STANDBY, [])])?;
        let row = self.only(&access)?;
        Ok(DatabaseAccess {
            user: session.value(row, 0)?,
            server_version: session.value(row, 1)?,
            may_write: session.value(row, 2)?,
            standby: self.standby_in(&session, &standby)?,
            others: session.value(row, 3)?,
        })
    }

    pub(super) fn ask_standby(&self) -> Result<Option<Standby>, StoreError> {
        let session = Session::reading(self);
        let rows = session.rows(Query::new(STANDBY, []))?;
        self.standby_in(&session, &rows)
    }

    fn standby_in(&self, session: &Session<'_>, rows: &[Row]) -> Result<Option<Standby>, StoreError> {
        let row = self.only(rows)?;
        let (is_standby, replayed): (bool, Option<i64>) = (session.value(row, 0)?, session.value(row, 1)?);
        let replayed_until = replayed.and_then(|time| Timestamp::from_microsecond(time).ok());
        Ok(is_standby.then_some(Standby { replayed_until }))
    }

    fn only<'r>(&self, rows: &'r [Row]) -> Result<&'r Row, StoreError> {
        rows.first().ok_or_else(|| self.error(DatabaseProblem::Lost("the server did not answer".to_owned())))
    }
}
