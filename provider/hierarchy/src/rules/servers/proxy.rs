//! Proxies: the role sets whether one is used, its server sets which one.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::Kind;
use crate::readiness::lacks_proxy;
use crate::rules::context::Outcome;
use crate::rules::pages;
use crate::rules::role_on_server::RoleOnServer;
use crate::rules::rule::Check::OnServer;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::wording::reference;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("V64"),
    title: "a proxy in use is configured on the server",
    kinds: &[Kind::SupRole, Kind::SiteSystem],
    severity: Severity::Error,
    source: Source::of(&[pages::DSC_ROLE, pages::POWERSHELL_ISSUE_33]),
    origin: Origin::Code,
    fix: "Set proxy in the site system of the role, or leave out use_proxy_for_sync and use_proxy_for_adr.",
    reads: AllOf(&["use_proxy_for_sync", "use_proxy_for_adr", "proxy"]),
    check: OnServer(proxy_is_configured),
}];

fn proxy_is_configured(role: &RoleOnServer<'_>) -> Outcome {
    let (sup, server) = (role.sup, role.server);
    let (attribute, consequence) = if lacks_proxy(sup, server) {
        ("use_proxy_for_sync", "WSUS cannot be configured and synchronization fails")
    } else if sup.use_proxy_for_adr && server.proxy.is_none() {
        ("use_proxy_for_adr", "automatic deployment rules have none to download through")
    } else {
        return Ok(Vec::new());
    };
    let host = &server.server_fqdn;
    let problem = Problem::at(
        attribute,
        format!("{attribute} is set, but no proxy is configured on {host}"),
        format!(
            "The proxy is a setting of the server, shared by all its roles. Without one, {consequence}. Set proxy in \
             the configmgr_site_system of {host}. Refer to it in the role, so that Terraform creates it first:{}",
            reference("server_fqdn", "site_system", host)
        ),
    );
    Ok(vec![problem.with_server_attribute("proxy")])
}
