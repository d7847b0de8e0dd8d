use hierarchy::Kind;

use super::Confidence::{Inferred, PublicCode, Unknown};
use super::ParameterType::{Boolean, ResultObject, String, Switch, UInt32};
use super::{Fact, Parameter};
use crate::class::Source::{SiteSystem, SoftwareUpdatePoint};
use crate::codec;

const NEW: &str = "New-CMSiteSystemServer";
const SET: &str = "Set-CMSiteSystemServer";

const DSC: &str = "ConfigMgrCBDsc";
const NOT_IN_PROVIDER: &str = "The SMS Provider does not have it: it is on the server, in IIS and WSUS.";

const fn fact(attribute: &'static str) -> Fact {
    Fact::of(Kind::SiteSystem, attribute)
}

const fn of_wsus(attribute: &'static str) -> Fact {
    fact(attribute).unknown(NOT_IN_PROVIDER).from(Unknown, "")
}

pub(super) const FACTS: &[Fact] = &[
    fact("site_code")
        .set_by(&[Parameter::of(NEW, "SiteCode", String), Parameter::of(SET, "SiteCode", String)])
        .read(&[SiteSystem.column("SiteCode")], &codec::TEXT)
        .from(super::Confidence::Documented, "SMS_SCI_SysResUse"),
    fact("server_fqdn")
        .set_by(&[
            Parameter::of(NEW, "SiteSystemServerName", String),
            Parameter::of(SET, "SiteSystemServerName", String),
        ])
        .read(&[SiteSystem.column("NetworkOSPath")], &codec::SERVER)
        .from(super::Confidence::Documented, "SMS_SCI_SysResUse"),
    of_wsus("operating_system").note("SMS_R_System has it for clients with discovery data."),
    fact("internet_fqdn")
        .set_by(&[Parameter::of(NEW, "PublicFqdn", String), Parameter::of(SET, "PublicFqdn", String)])
        .read(&[SiteSystem.value1("Server Remote Public Name")], &codec::TEXT_OR_NULL)
        .from(PublicCode, DSC)
        .note("Set-CMSiteSystemServer clears it with an empty text, which New-CMSiteSystemServer refuses."),
    fact("untrusted_forest")
        .unknown("ForestFQDN and DomainFQDN name the forest of the server. They do not tell whether it is trusted.")
        .from(Inferred, DSC),
    fact("installation_account")
        .set_by(&[
            Parameter::of(NEW, "AccountName", String),
            Parameter::of(SET, "AccountName", String),
            Parameter::of(NEW, "UseSiteServerAccount", Switch),
            Parameter::of(SET, "UseSiteServerAccount", Switch),
        ])
        .read(&[SiteSystem.value2("UserName"), SiteSystem.value("UseMachineAccount")], &codec::ACCOUNT_UNLESS)
        .from(PublicCode, DSC)
        .note("UserName is not the account of the proxy."),
    fact("proxy")
        .set_by(&[Parameter::of(NEW, "EnableProxy", Boolean), Parameter::of(SET, "EnableProxy", Boolean)])
        .read(&[SiteSystem.value("UseProxy")], &codec::PROXY)
        .from(PublicCode, DSC)
        .note("Where it is off, a name that is left counts for nothing."),
    fact("proxy.server")
        .set_by(&[Parameter::of(NEW, "ProxyServerName", String), Parameter::of(SET, "ProxyServerName", String)])
        .read(&[SiteSystem.value2("ProxyName")], &codec::TEXT)
        .from(PublicCode, DSC),
    fact("proxy.port")
        .set_by(&[Parameter::of(NEW, "ProxyServerPort", UInt32), Parameter::of(SET, "ProxyServerPort", UInt32)])
        .read(&[SiteSystem.value("ProxyServerPort")], &codec::PORT)
        .from(PublicCode, DSC),
    fact("proxy.account")
        .set_by(&[
            Parameter::of(NEW, "ProxyAccessAccount", ResultObject),
            Parameter::of(SET, "ProxyAccessAccount", ResultObject),
        ])
        .read(&[SiteSystem.value2("ProxyUserName"), SiteSystem.value("AnonymousProxyAccess")], &codec::ACCOUNT_UNLESS)
        .from(PublicCode, "ConfigMgrCBDsc; How to configure the software update point (SDK)")
        .note("An older Set-CMSiteSystemServer takes a String. AnonymousProxyAccess is 1 without an account."),
    of_wsus("wsus.installed").note("A software update point needs it."),
    of_wsus("wsus.version"),
    fact("wsus.http_port")
        .read(&[SoftwareUpdatePoint.value("WSUSIISPort")], &codec::PORT)
        .from(Inferred, DSC)
        .note("The port that the role expects. The binding in IIS is not in the SMS Provider."),
    fact("wsus.https_port")
        .read(&[SoftwareUpdatePoint.value("WSUSIISSSLPort")], &codec::PORT)
        .from(Inferred, DSC)
        .note("The port that the role expects. The binding in IIS is not in the SMS Provider."),
    fact("wsus.ssl_configured")
        .read(&[SoftwareUpdatePoint.value("SSLWSUS")], &codec::FLAG)
        .from(Inferred, DSC)
        .note("A role that requires SSL works only with a WSUS that is configured for it."),
    of_wsus("wsus.standalone"),
    of_wsus("wsus.replica"),
    fact("wsus.database.kind")
        .read(
            &[SoftwareUpdatePoint.value2("DBServerName"), SoftwareUpdatePoint.column("NetworkOSPath")],
            &codec::DATABASE_KIND,
        )
        .from(PublicCode, "DocumentConfigMgrCB"),
    fact("wsus.database.server")
        .read(
            &[SoftwareUpdatePoint.value2("DBServerName"), SoftwareUpdatePoint.column("NetworkOSPath")],
            &codec::DATABASE_SERVER,
        )
        .from(PublicCode, "DocumentConfigMgrCB")
        .note("The host is not always fully qualified."),
    of_wsus("wsus.database.name"),
    of_wsus("wsus.content_path"),
    of_wsus("wsus.internet_access"),
];
