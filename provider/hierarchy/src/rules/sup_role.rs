//! Which clients a software update point serves, and when it goes through the proxy.

use super::finding::{RuleId, Severity};
use super::rule::Check::Alone;
use super::rule::Reads::Together;
use super::rule::{Problem, Rule, alone};
use crate::model::{ClientConnectionType, Kind, SupRole};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V54"),
        title: "internet clients come over SSL",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: "Introduction to software updates",
        reads: Together(&["client_connection_type", "require_ssl"]),
        check: Alone(|object| alone(object, internet_clients_use_ssl)),
    },
    Rule {
        id: RuleId("V56"),
        title: "clients of a cloud management gateway are internet clients",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint",
        reads: Together(&["allow_cmg_traffic", "client_connection_type"]),
        check: Alone(|object| alone(object, gateway_clients_are_served)),
    },
    Rule {
        id: RuleId("V57"),
        title: "traffic of a cloud management gateway uses SSL",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint; Ports used in Configuration Manager allows HTTP",
        reads: Together(&["allow_cmg_traffic", "client_connection_type", "require_ssl"]),
        check: Alone(|object| alone(object, gateway_uses_ssl)),
    },
    Rule {
        id: RuleId("V65"),
        title: "deployment rules use the proxy where synchronisation does",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "Set-CMSoftwareUpdatePoint",
        reads: Together(&["use_proxy_for_adr", "use_proxy_for_sync"]),
        check: Alone(|object| alone(object, proxy_is_used_for_both)),
    },
];

fn serves_internet(sup: &SupRole) -> bool {
    sup.client_connection_type != ClientConnectionType::Intranet
}

fn internet_clients_use_ssl(sup: &SupRole) -> Option<Problem> {
    (serves_internet(sup) && !sup.require_ssl).then(|| {
        Problem::at(
            "client_connection_type",
            "internet clients need SSL",
            "Clients on the internet reach a software update point over SSL only. Write require_ssl = true, or \
             client_connection_type = \"intranet\".",
        )
    })
}

fn gateway_clients_are_served(sup: &SupRole) -> Option<Problem> {
    (sup.allow_cmg_traffic && !serves_internet(sup)).then(|| {
        Problem::at(
            "allow_cmg_traffic",
            "traffic of a cloud management gateway is allowed, but only intranet clients are served",
            "Clients that come through a cloud management gateway are on the internet. Write client_connection_type = \
             \"internet_and_intranet\" with require_ssl = true, or leave out allow_cmg_traffic.",
        )
    })
}

fn gateway_uses_ssl(sup: &SupRole) -> Option<Problem> {
    // Where internet clients are served, V54 demands SSL.
    (sup.allow_cmg_traffic && !sup.require_ssl && !serves_internet(sup)).then(|| {
        Problem::at(
            "allow_cmg_traffic",
            "traffic of a cloud management gateway is allowed without SSL",
            "Sources differ: the list of ports lets a gateway use HTTP, and ConfigMgrCBDsc refuses it. Write require_ssl = \
             true to be on the safe side.",
        )
    })
}

fn proxy_is_used_for_both(sup: &SupRole) -> Option<Problem> {
    (sup.use_proxy_for_adr && !sup.use_proxy_for_sync).then(|| {
        Problem::at(
            "use_proxy_for_adr",
            "use_proxy_for_adr has no effect without use_proxy_for_sync",
            "Automatic deployment rules download through the proxy only where synchronisation uses it, too. Write \
             use_proxy_for_sync = true, or leave out use_proxy_for_adr.",
        )
    })
}
