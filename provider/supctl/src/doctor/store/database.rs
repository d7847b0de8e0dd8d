//! The database of a hierarchy.

use hierarchy::{DatabaseAccess, Hierarchy};

use super::{Examined, Subject, failed};

/// Examines what this user may do, and who is connected.
pub(super) fn examine(hierarchy: &Hierarchy) -> [Examined; 2] {
    match hierarchy.database_access() {
        Ok(Some(access)) => [permissions(&access), connections(&access)],
        Ok(None) => {
            [Subject::Permissions, Subject::Connections].map(|subject| Examined::skipped(subject, "no database"))
        }
        Err(error) => [Subject::Permissions, Subject::Connections].map(|subject| failed(subject, &error)),
    }
}

fn permissions(access: &DatabaseAccess) -> Examined {
    let DatabaseAccess { user, server_version, may_write, standby, .. } = access;
    let subject = Subject::Permissions;
    if let Some(standby) = standby {
        return Examined::warning(
            subject,
            format!("the server (PostgreSQL {server_version}) is a standby, which can only be read; {standby}"),
            "To write, name the primary server in the URL, or all hosts with target_session_attrs=read-write.",
        );
    }
    if *may_write {
        let finding = format!("the database user {user} can read and write it (PostgreSQL {server_version})");
        return Examined::ok(subject, finding);
    }
    Examined::warning(
        subject,
        format!("the database user {user} can read the hierarchy and not write it (PostgreSQL {server_version})"),
        "The guide \"Shared hierarchies\" has the grants of a role that writes.",
    )
}

fn connections(access: &DatabaseAccess) -> Examined {
    let finding = match access.others.as_slice() {
        [] => "nobody else is connected to the database".to_owned(),
        others => format!("also connected to the database: {}", others.join(", ")),
    };
    Examined::ok(Subject::Connections, finding)
}
