use hierarchy::Kind;

use super::Confidence::{Documented, Inferred, PublicCode, Unknown};
use super::ParameterType::{self, Boolean, Int32, String, Switch};
use super::{Fact, Parameter};
use crate::class::Source::{ConfigurationManager, SoftwareUpdatePoint};
use crate::codec;

const ADD: &str = "Add-CMSoftwareUpdatePoint";
const SET: &str = "Set-CMSoftwareUpdatePoint";

const DSC: &str = "ConfigMgrCBDsc";
const CONNECTIONS: ParameterType = ParameterType::Choice(&["Intranet", "Internet", "InternetAndIntranet"]);

const fn fact(attribute: &'static str) -> Fact {
    Fact::of(Kind::SupRole, attribute)
}

pub(super) const FACTS: &[Fact] = &[
    fact("site_code")
        .set_by(&[Parameter::of(ADD, "SiteCode", String), Parameter::of(SET, "SiteCode", String)])
        .read(&[SoftwareUpdatePoint.column("SiteCode")], &codec::TEXT)
        .from(Documented, "SMS_SCI_SysResUse"),
    fact("server_fqdn")
        .set_by(&[
            Parameter::of(ADD, "SiteSystemServerName", String),
            Parameter::of(SET, "SiteSystemServerName", String),
        ])
        .read(&[SoftwareUpdatePoint.column("NetworkOSPath")], &codec::SERVER)
        .from(Documented, "SMS_SCI_SysResUse"),
    fact("upstream_sup_id")
        .set_by(&[Parameter::of("Set-CMSoftwareUpdatePointComponent", "DefaultWsusServer", String)])
        .derived(
            &[ConfigurationManager.value2("DefaultWSUS")],
            "The first software update point of a site is the server in DefaultWSUS of its component. The others \
             synchronize from it. The first one of a child site synchronizes from the first one of its parent site.",
        )
        .from(Inferred, "How to configure the software update point (SDK); ConfigMgrCBDsc")
        .note("UseParentWSUS of the role is not read: public scripts contradict each other on its values."),
    fact("http_port")
        .set_by(&[Parameter::of(ADD, "WsusIisPort", Int32), Parameter::of(SET, "WsusIisPort", Int32)])
        .read(&[SoftwareUpdatePoint.value("WSUSIISPort")], &codec::PORT)
        .from(PublicCode, DSC),
    fact("https_port")
        .set_by(&[Parameter::of(ADD, "WsusIisSslPort", Int32), Parameter::of(SET, "WsusIisSslPort", Int32)])
        .read(&[SoftwareUpdatePoint.value("WSUSIISSSLPort")], &codec::PORT)
        .from(PublicCode, DSC),
    fact("require_ssl")
        .set_by(&[Parameter::of(ADD, "WsusSsl", Boolean), Parameter::of(SET, "WsusSsl", Boolean)])
        .read(&[SoftwareUpdatePoint.value("SSLWSUS")], &codec::FLAG)
        .from(PublicCode, DSC),
    fact("client_connection_type")
        .set_by(&[
            Parameter::of(ADD, "ClientConnectionType", CONNECTIONS),
            Parameter::of(SET, "ClientConnectionType", CONNECTIONS),
        ])
        .read(&[SoftwareUpdatePoint.value("IsIntranet"), SoftwareUpdatePoint.value("IsINF")], &codec::CONNECTION_TYPE)
        .from(PublicCode, DSC),
    fact("allow_cmg_traffic")
        .set_by(&[Parameter::of(ADD, "EnableCloudGateway", Switch), Parameter::of(SET, "EnableCloudGateway", Boolean)])
        .read(&[SoftwareUpdatePoint.value("AllowProxyTraffic")], &codec::FLAG_OR_FALSE)
        .from(PublicCode, DSC)
        .note("Old sites do not have the property: false."),
    fact("use_proxy_for_sync")
        .set_by(&[Parameter::of(ADD, "UseProxy", Boolean), Parameter::of(SET, "UseProxy", Boolean)])
        .read(&[SoftwareUpdatePoint.value("UseProxy")], &codec::FLAG)
        .from(PublicCode, DSC)
        .note("The proxy is that of the server: fields of the role that name one are old copies."),
    fact("use_proxy_for_adr")
        .set_by(&[
            Parameter::of(ADD, "UseProxyForAutoDeploymentRule", Boolean),
            Parameter::of(SET, "UseProxyForAutoDeploymentRule", Boolean),
        ])
        .read(&[SoftwareUpdatePoint.value("UseProxyForADR")], &codec::FLAG)
        .from(PublicCode, DSC),
    fact("wsus_connection_account")
        .set_by(&[
            Parameter::of(ADD, "ConnectionAccountUserName", String),
            Parameter::of(SET, "WsusAccessAccount", String),
            Parameter::of(ADD, "AnonymousWsusAccess", Switch),
            Parameter::of(SET, "AnonymousWsusAccess", Switch),
        ])
        .read(&[SoftwareUpdatePoint.value2("WSUSAccessAccount")], &codec::TEXT_OR_NULL)
        .from(PublicCode, DSC)
        .note("Clearing it fails before version 2111."),
    fact("ledbat")
        .set_by(&[
            Parameter::of(ADD, "Wledbat", ParameterType::Unknown).since("2203"),
            Parameter::of(SET, "Wledbat", ParameterType::Unknown).since("2203"),
        ])
        .unknown("No source names its property.")
        .from(Unknown, "Release notes of version 2203 of the module")
        .note("The parameter is in the release notes, and not on the page of the cmdlet."),
];
