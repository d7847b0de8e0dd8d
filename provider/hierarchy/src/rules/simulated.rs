//! What the simulation does where a rule is broken.

use super::rule::{Rule, Stage};
use crate::facts::Failure;
use crate::judgement::{RuleId, Severity};

/// What the simulation does where a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulated {
    /// A software update point fails to synchronize.
    Fails(Failure),
    /// It does something else, in a sentence.
    Does(&'static str),
    /// The change is refused, so there is nothing to simulate.
    Refused,
    /// Nothing: the rule only warns.
    Nothing,
    /// It cannot be broken, or is not enforced yet.
    NotReached,
}

impl Rule {
    /// What the simulation does where it is broken: by a change at the console, or in faithful order.
    #[must_use]
    pub fn simulated(&self) -> Simulated {
        if let Some(failure) = failures_predicted_by(self.id).next() {
            return Simulated::Fails(failure);
        }
        if let Some((_, effect)) = EFFECTS.iter().find(|(id, _)| *id == self.id.0) {
            return Simulated::Does(effect);
        }
        match (self.stage(), self.severity) {
            (Stage::Type, _) => Simulated::NotReached,
            (_, Severity::Error) => Simulated::Refused,
            (_, Severity::Warning) => Simulated::Nothing,
        }
    }
}

/// The failures that a rule predicts.
pub fn failures_predicted_by(rule: RuleId) -> impl Iterator<Item = Failure> {
    Failure::ALL.into_iter().filter(move |failure| predicting_rules(*failure).contains(&rule.0))
}

/// What follows from a broken rule, beside failures.
const EFFECTS: [(&str, &str); 12] = [
    ("H04", "Those that still refer to the former first one replicate from it until they are changed."),
    ("V65", "Automatic deployment rules download without the proxy."),
    ("V66", "It changes nothing: no deployment rule runs at a secondary site."),
    ("V71", "Synchronization fails whenever a server without access is the one that is chosen."),
    ("V73", "The site no longer synchronizes, and neither do the sites below it."),
    ("V94", "The hierarchy synchronizes that often. A synchronization in progress is not started again."),
    ("V103", "The site adds the product automatically."),
    ("V109", "Superseded updates expire at the next synchronization."),
    ("V133", "New updates get 10 minutes, and keep them when the site is updated. The catalog shows it."),
    ("V118", "Maintenance fails to connect to the database, as wsyncmgr.log shows."),
    ("V121", "The next synchronization is a full one, which takes longer."),
    ("V124", "The command ends with exit code 1."),
];

/// The rules that predict a failure.
fn predicting_rules(failure: Failure) -> &'static [&'static str] {
    match failure {
        Failure::NoUpstream => &["V40", "V41"],
        Failure::WsusNotInstalled => &["V43"],
        Failure::WsusNotSupported => &["V44"],
        Failure::WsusVersionsDiffer => &["V45"],
        Failure::ConsoleVersionDiffers => &["V46"],
        Failure::WsusNewerThanUpstream => &["V47"],
        Failure::WsusHasClients => &["V48"],
        Failure::WsusIsReplica => &["V49"],
        Failure::WrongPort => &["V52"],
        Failure::ConnectionClosed => &["V53"],
        Failure::Unauthorized => &["V63"],
        Failure::ProxyMissing => &["V64"],
        Failure::DatabaseNotShareable => &["V70"],
        Failure::NoInternet => &["V122"],
        Failure::ConnectionAborted => &["V139"],
        Failure::ProductUnknown => &["V98"],
        Failure::PostInstallMissing => &["V138"],
        Failure::ProxyAuthenticationRequired
        | Failure::Forbidden
        | Failure::InternalServerError
        | Failure::BadGateway
        | Failure::ServiceUnavailable
        | Failure::Timeout
        | Failure::ConsoleMissing
        | Failure::Canceled
        | Failure::UpdateFailed
        | Failure::ContentOutOfSync
        | Failure::LicenseTermsPending => &[],
    }
}
