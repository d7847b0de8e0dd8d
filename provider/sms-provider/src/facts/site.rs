use hierarchy::Kind;

use super::Confidence::{Documented, PublicCode};
use super::ParameterType::{ResultObject, String};
use super::{Fact, Parameter};
use crate::class::Source::Site;
use crate::codec;

/// The only cmdlet that installs a site. Setup installs the others.
const SECONDARY: &str = "New-CMSecondarySite";

const fn fact(attribute: &'static str) -> Fact {
    Fact::of(Kind::Site, attribute)
}

pub(super) const FACTS: &[Fact] = &[
    fact("site_code")
        .set_by(&[Parameter::of(SECONDARY, "SecondarySiteCode", String)])
        .read(&[Site.column("SiteCode")], &codec::TEXT)
        .from(Documented, "SMS_Site"),
    fact("name")
        .set_by(&[Parameter::of(SECONDARY, "SiteName", String)])
        .read(&[Site.column("SiteName")], &codec::TEXT)
        .from(Documented, "SMS_Site")
        .note("Names of real sites can have blanks, which the documentation does not allow."),
    fact("type")
        .read(&[Site.column("Type")], &codec::SITE_TYPE)
        .from(Documented, "SMS_Site")
        .note("A stand-alone primary site differs from a child primary site by its parent only."),
    fact("parent_site_code")
        .set_by(&[Parameter::of(SECONDARY, "PrimarySiteCode", String)])
        .read(&[Site.column("ReportingSiteCode")], &codec::TEXT_OR_NULL)
        .from(Documented, "SMS_Site"),
    fact("server_fqdn")
        .set_by(&[Parameter::of(SECONDARY, "ServerName", String)])
        .read(&[Site.column("ServerName")], &codec::TEXT)
        .from(PublicCode, "MEMLabs; ConfigMgrCBDsc")
        .note("Public code compares it with fully qualified names."),
    fact("install_directory")
        .set_by(&[
            Parameter::of(SECONDARY, "InstallationFolder", String),
            Parameter::of(SECONDARY, "InstallationSourceFile", ResultObject),
        ])
        .read(&[Site.column("InstallDir")], &codec::TEXT)
        .from(Documented, "SMS_Site"),
    fact("version")
        .read(&[Site.column("BuildNumber")], &codec::BUILD)
        .from(Documented, "SMS_Site; Updates and servicing for Configuration Manager")
        .at_top()
        .note("A hotfix changes Version only. The version of an unknown build is not known."),
];
