use std::sync::Arc;

use jiff::Timestamp;

/// A status message, as components log that they send it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StatusMessage {
    pub(crate) id: u16,
    /// `I`, `W` or `E`, as in logs.
    pub(crate) severity: char,
    /// The values that the text of the message contains.
    pub(crate) insertions: [String; 2],
    pub(super) last_error: Option<u32>,
}

/// The sender of status messages.
#[derive(Clone)]
pub(super) struct Sender {
    pub(super) component: &'static str,
    pub(super) process: u32,
    /// The server it runs on.
    pub(super) system: Arc<str>,
    pub(super) site_code: String,
}

impl StatusMessage {
    pub(super) fn information(id: u16) -> Self {
        Self { id, severity: 'I', insertions: Default::default(), last_error: None }
    }

    /// About a server.
    pub(super) fn about(id: u16, severity: char, server: &str) -> Self {
        Self { id, severity, insertions: [server.to_owned(), String::new()], last_error: None }
    }

    pub(super) fn error(id: u16, insertions: [&str; 2], last_error: u32) -> Self {
        Self { id, severity: 'E', insertions: insertions.map(str::to_owned), last_error: Some(last_error) }
    }

    pub(super) fn text(&self, sender: &Sender, thread: u32, time: Timestamp) -> String {
        let Sender { component, process, system, site_code } = sender;
        let Self { id, severity, insertions, last_error } = self;
        let insertions: Vec<String> = (0..10)
            .map(|number| {
                format!("ISTR{number}=\"{}\"", insertions.get(number).map(String::as_str).unwrap_or_default())
            })
            .collect();
        let insertions = insertions.join(" ");
        let last_error = last_error.map(|code| format!(" LE=0X{code:x}")).unwrap_or_default();
        let date = time.strftime("%a %b %d %H:%M:%S%.3f %Y");
        format!(
            "STATMSG: ID={id} SEV={severity} LEV=M SOURCE=\"SMS Server\" COMP=\"{component}\" SYS={system} \
             SITE={site_code} PID={process} TID={thread} GMTDATE={date} {insertions} NUMATTRS=0{last_error}"
        )
    }
}
