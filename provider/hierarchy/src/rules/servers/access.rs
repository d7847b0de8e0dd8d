//! How internet clients and the site itself connect to a server with a role.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{ClientConnectionType, Kind};
use crate::readiness::lacks_connection_account;
use crate::rules::context::Outcome;
use crate::rules::pages;
use crate::rules::role_on_server::RoleOnServer;
use crate::rules::rule::Check::OnServer;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::wording::{in_site_system, reference};

const BOTH: &[Kind] = &[Kind::SupRole, Kind::SiteSystem];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V55"),
        title: "a server that serves internet clients has an internet name",
        kinds: BOTH,
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL_ROLES, pages::PKI]),
        origin: Origin::Documented,
        fix: "Set internet_fqdn of the site system to the name that clients on the internet use.",
        reads: AllOf(&["client_connection_type", "internet_fqdn"]),
        check: OnServer(internet_clients_know_a_name),
    },
    Rule {
        id: RuleId("V63"),
        title: "a server in an untrusted forest needs an installation account and a WSUS connection account",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN, pages::ACCOUNTS]),
        origin: Origin::Documented,
        fix: "Set installation_account in the site system and wsus_connection_account in the role, both accounts of \
               the server's forest.",
        reads: AllOf(&["server_fqdn", "wsus_connection_account", "untrusted_forest", "installation_account"]),
        check: OnServer(accounts_stand_in_for_trust),
    },
];

fn internet_clients_know_a_name(role: &RoleOnServer<'_>) -> Outcome {
    let (sup, server) = (role.sup, role.server);
    if sup.client_connection_type == ClientConnectionType::Intranet || server.internet_fqdn.is_some() {
        return Ok(Vec::new());
    }
    let host = &server.server_fqdn;
    let problem = Problem::at(
        "client_connection_type",
        format!("{host} serves internet clients but has no internet name"),
        format!(
            "Clients on the internet connect to the internet name of the server. Its certificate must contain this \
             name. Set it{}",
            in_site_system("internet_fqdn = \"updates.example.com\"", host)
        ),
    );
    Ok(vec![problem.with_server_attribute("internet_fqdn")])
}

fn accounts_stand_in_for_trust(role: &RoleOnServer<'_>) -> Outcome {
    let (sup, server) = (role.sup, role.server);
    if !server.untrusted_forest {
        return Ok(Vec::new());
    }
    let host = &server.server_fqdn;
    let missing = |attribute, of: &str, what: &str| {
        Problem::at(
            attribute,
            format!("{host} is in an untrusted forest, but {of} is missing"),
            format!(
                "Computer accounts of the site's forest have no rights there. Installation needs one account, and the \
                 connection to WSUS needs another. {what}:{}",
                reference(of, "account", "DOMAIN\\user")
            ),
        )
    };
    let on_role = lacks_connection_account(sup, server).then(|| {
        let problem = missing("wsus_connection_account", "wsus_connection_account", "Set this account in the role");
        problem.with_server_attribute("untrusted_forest")
    });
    let on_server = server.installation_account.is_none().then(|| {
        let what = format!("Set this account in the configmgr_site_system of {host}");
        missing("server_fqdn", "installation_account", &what).with_server_attribute("installation_account")
    });
    Ok(on_role.into_iter().chain(on_server).collect())
}
