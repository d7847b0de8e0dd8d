use super::attempt_log::AttemptLog;
use super::status_message::StatusMessage;
use super::writer::{Line, lines};
use crate::facts::Trigger;

impl AttemptLog<'_> {
    /// What starts the synchronization, and which servers it includes.
    pub(super) fn start_lines(&self) -> Vec<Line> {
        let Self { context, attempt, .. } = self;
        let mut lines = match attempt.trigger {
            Trigger::Schedule => lines!["Wakeup for scheduled regular sync"],
            Trigger::Request => lines!["Wakeup by inbox drop", "Found local sync request file"],
            Trigger::Parent => {
                let file = context.parent_code().map(|code| format!("Found parent sync notification file {code}.SYN."));
                let mut lines = lines!["Wakeup by inbox drop"];
                lines.extend(file.map(Line::from));
                lines
            }
            Trigger::Installation | Trigger::Retry => lines!["Wakeup for a polling cycle"],
        };
        lines.push("Starting Sync".into());
        let reason = match attempt.trigger {
            Trigger::Schedule => Some("regular schedule"),
            Trigger::Request => Some("local request"),
            Trigger::Parent => Some("parent request"),
            Trigger::Retry => Some("retry schedule"),
            Trigger::Installation => None,
        };
        lines.extend(reason.map(|reason| format!("Performing sync on {reason}").into()));
        let servers = context.servers_at(attempt.began, &attempt.server);
        lines.extend(lines![
            format!("Read SUPs from SCF for {}", context.object.server_fqdn),
            format!("Found {} SUPs", servers.len()),
        ]);
        lines.extend(servers.iter().map(|server| format!("Found active SUP {server} from SCF File.~").into()));
        if attempt.front_end.is_some() {
            let text = format!(
                "There are additional SUPs sharing the database with the default SUP {}, sync operations may use \
                 shared db SUPs.",
                attempt.server
            );
            lines.push(text.into());
        }
        lines.push(StatusMessage::information(6701).into());
        lines
    }
}
