//! How a software update point is referred to, which clients it serves, and when it uses a proxy.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{ClientConnectionType, Kind, Object, SupRole};
use crate::rules::pages;
use crate::rules::rule::Check::{ByType, Standalone};
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::servers::is_fqdn;
use crate::rules::sites::is_site_code;
use crate::rules::source::Source;
use crate::wording::reference;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("H11"),
        title: "a reference to a software update point is its site code and server",
        kinds: &[Kind::SupRole, Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Write upstream_sup_id and sup_role_id as references to the id of a configmgr_sup_role.",
        reads: PerAttribute(&["upstream_sup_id", "sup_role_id"]),
        check: Standalone(sup_is_named),
    },
    Rule {
        id: RuleId("V54"),
        title: "internet clients require SSL",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::INTRODUCTION]),
        origin: Origin::Documented,
        fix: "Write require_ssl = true, or client_connection_type = \"intranet\".",
        reads: AllOf(&["client_connection_type", "allow_cmg_traffic", "require_ssl"]),
        check: Standalone(|object| alone(object, internet_clients_use_ssl)),
    },
    Rule {
        id: RuleId("V56"),
        title: "clients of a cloud management gateway are internet clients",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::DSC_ROLE])
            .noting("it refuses this; no page of the product does, so it is a warning"),
        origin: Origin::Code,
        fix: "Write client_connection_type = \"internet_and_intranet\" if allow_cmg_traffic is true.",
        reads: AllOf(&["allow_cmg_traffic", "client_connection_type"]),
        check: Standalone(|object| alone(object, gateway_clients_are_served)),
    },
    Rule {
        id: RuleId("V57"),
        title: "traffic of a cloud management gateway uses SSL",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::DSC_ROLE, pages::CMG_DATA_FLOW])
            .noting("sources conflict: the tool refuses HTTP, the page allows it, so it is a warning"),
        origin: Origin::Code,
        fix: "Write require_ssl = true if allow_cmg_traffic is true.",
        reads: AllOf(&["allow_cmg_traffic", "require_ssl"]),
        check: Standalone(|object| alone(object, gateway_uses_ssl)),
    },
    Rule {
        id: RuleId("V65"),
        title: "automatic deployment rules use the proxy only if synchronization uses it",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::SET_ROLE])
            .noting("the page describes this setting only together with the other one"),
        origin: Origin::Inferred,
        fix: "With use_proxy_for_adr = true, also write use_proxy_for_sync = true.",
        reads: AllOf(&["use_proxy_for_adr", "use_proxy_for_sync"]),
        check: Standalone(|object| alone(object, proxy_is_used_for_both)),
    },
    Rule {
        id: RuleId("V60"),
        title: "an account and anonymous access exclude each other",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_ROLE]),
        origin: Origin::Code,
        fix: "There is no attribute for anonymous access. Leave out wsus_connection_account to use the computer \
               account of the site server.",
        reads: AllOf(&[]),
        check: ByType,
    },
    Rule {
        id: RuleId("V69"),
        title: "software update points are not behind a load balancer",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::CHECKS]),
        origin: Origin::Documented,
        fix: "There is no attribute for a virtual address. Add further software update points instead.",
        reads: AllOf(&[]),
        check: ByType,
    },
];

/// Whether it has the form `SITE/fqdn`.
pub(crate) fn is_sup_id(id: &str) -> bool {
    id.split_once('/').is_some_and(|(site, server)| is_site_code(site) && is_fqdn(server))
}

fn sup_is_named(object: &Object) -> Vec<Problem> {
    let (attribute, id, remedy) = match object {
        Object::SyncSettings(settings) => {
            ("sup_role_id", Some(&settings.sup_role_id), "Refer to the first one of the site")
        }
        Object::SupRole(sup) => (
            "upstream_sup_id",
            sup.upstream_sup_id.as_ref(),
            "Leave it out at the first software update point of the top-level site. At all others, refer to the one to \
                synchronize from",
        ),
        Object::Site(_) | Object::SiteSystem(_) | Object::Account(_) => return Vec::new(),
    };
    let Some(id) = id.filter(|id| !is_sup_id(id)) else {
        return Vec::new();
    };
    let in_capitals = id.split_once('/').map(|(site, server)| format!("{}/{server}", site.to_ascii_uppercase()));
    let problem = match in_capitals.filter(|id| is_sup_id(id)) {
        Some(right) => Problem::at(
            attribute,
            format!("the site code in {attribute} \"{id}\" is not in capital letters"),
            format!(
                "Site codes are written in capital letters: \"{right}\". Refer to the role instead of writing its \
                 id:{}",
                reference(attribute, "sup_role", &right)
            ),
        ),
        None => Problem::at(
            attribute,
            format!("{attribute} \"{id}\" is not the id of a software update point"),
            format!(
                "An id is a site code, a slash and a server, such as \"PS1/wsus01.contoso.com\". {remedy}:{}",
                reference(attribute, "sup_role", "SITE/server")
            ),
        ),
    };
    vec![problem]
}

fn serves_internet(sup: &SupRole) -> bool {
    sup.client_connection_type != ClientConnectionType::Intranet
}

fn internet_clients_use_ssl(sup: &SupRole) -> Option<Problem> {
    // Internet clients of a gateway may reach it over HTTP (V57).
    (serves_internet(sup) && !sup.allow_cmg_traffic && !sup.require_ssl).then(|| {
        Problem::at(
            "client_connection_type",
            "internet clients require SSL, but require_ssl is false",
            "Clients on the internet connect to a software update point only over SSL. Write require_ssl = true, or \
             client_connection_type = \"intranet\".",
        )
    })
}

fn gateway_clients_are_served(sup: &SupRole) -> Option<Problem> {
    (sup.allow_cmg_traffic && !serves_internet(sup)).then(|| {
        Problem::at(
            "allow_cmg_traffic",
            "allow_cmg_traffic is true, but client_connection_type is \"intranet\"",
            "Clients of a cloud management gateway are on the internet. Write client_connection_type = \
             \"internet_and_intranet\" with require_ssl = true, or leave out allow_cmg_traffic.",
        )
    })
}

fn gateway_uses_ssl(sup: &SupRole) -> Option<Problem> {
    (sup.allow_cmg_traffic && !sup.require_ssl).then(|| {
        Problem::at(
            "allow_cmg_traffic",
            "allow_cmg_traffic is true without require_ssl",
            "Sources conflict: the documentation allows HTTPS or HTTP between the connection point of a gateway and the \
             software update point, but ConfigMgrCBDsc requires SSL. Clients on the internet that do not use the \
             gateway require SSL. To be safe, write require_ssl = true.",
        )
    })
}

fn proxy_is_used_for_both(sup: &SupRole) -> Option<Problem> {
    (sup.use_proxy_for_adr && !sup.use_proxy_for_sync).then(|| {
        Problem::at(
            "use_proxy_for_adr",
            "use_proxy_for_adr has no effect without use_proxy_for_sync",
            "The documentation has this setting only together with the proxy for synchronization, so deployment rules \
             are assumed to download without it. Write use_proxy_for_sync = true, or leave out use_proxy_for_adr.",
        )
    })
}
