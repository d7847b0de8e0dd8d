//! Going through a proxy: the role says whether, its server says which.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::Kind;
use crate::rules::context::Outcome;
use crate::rules::role_on_server::Served;
use crate::rules::rule::Check::OnServer;
use crate::rules::rule::Reads::Together;
use crate::rules::rule::Rule;
use crate::wording::reference;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("V64"),
    title: "a proxy that is used is configured on the server",
    kinds: &[Kind::SupRole, Kind::SiteSystem],
    severity: Severity::Error,
    source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint; an issue of the product's PowerShell reference",
    origin: Origin::Code,
    mend: "Give the site system of the role a proxy, or leave out use_proxy_for_sync and use_proxy_for_adr.",
    reads: Together(&["use_proxy_for_sync", "use_proxy_for_adr", "proxy"]),
    check: OnServer(proxy_is_configured),
}];

fn proxy_is_configured(served: &Served<'_>) -> Outcome {
    let (sup, server) = (served.sup, served.server);
    let attribute = match (sup.use_proxy_for_sync, sup.use_proxy_for_adr) {
        _ if server.proxy.is_some() => return Ok(Vec::new()),
        (true, _) => "use_proxy_for_sync",
        (false, true) => "use_proxy_for_adr",
        (false, false) => return Ok(Vec::new()),
    };
    let host = &server.server_fqdn;
    let problem = Problem::at(
        attribute,
        format!("{attribute} is set and no proxy is configured on {host}"),
        format!(
            "The proxy is that of the server, shared by all its roles; without one, WSUS cannot be configured and \
             synchronisation fails. Set proxy in the configmgr_site_system of {host} and refer to it, so that it comes \
             first:{}",
            reference("server_fqdn", "site_system", host)
        ),
    );
    Ok(vec![problem.or_on_server("proxy")])
}
