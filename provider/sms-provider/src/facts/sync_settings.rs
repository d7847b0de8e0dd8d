use hierarchy::Kind;

use super::Confidence::{Documented, Inferred, PublicCode, Unknown};
use super::ParameterType::{self, Boolean, Int32, ResultObject, String, Strings};
use super::{Fact, Parameter};
use crate::class::Source::{Alert, Category, ConfigurationManager, SyncManager};
use crate::codec;

const DSC: &str = "ConfigMgrCBDsc";

const ACTIONS: ParameterType = ParameterType::Choice(&[
    "SynchronizeFromMicrosoftUpdate",
    "SynchronizeFromAnUpstreamDataSourceLocation",
    "DoNotSynchronizeFromMicrosoftUpdateOrUpstreamDataSource",
]);
const EVENTS: ParameterType = ParameterType::Choice(&[
    "DoNotCreateWsusReportingEvents",
    "CreateOnlyWsusStatusReportingEvents",
    "CreateAllWsusReportingEvents",
]);
const CONTENT: ParameterType = ParameterType::Choice(&["FullFilesOnly", "ExpressForWindows10Only"]);

const fn fact(attribute: &'static str) -> Fact {
    Fact::of(Kind::SyncSettings, attribute)
}

const fn set(name: &'static str, r#type: ParameterType) -> Parameter {
    Parameter::of("Set-CMSoftwareUpdatePointComponent", name, r#type)
}

pub(super) const FACTS: &[Fact] = &[
    fact("sup_role_id")
        .set_by(&[set("DefaultWsusServer", String)])
        .derived(
            &[ConfigurationManager.column("SiteCode"), ConfigurationManager.value2("DefaultWSUS")],
            "The site and the server in DefaultWSUS of its component.",
        )
        .from(PublicCode, "ConfigMgrCBDsc; How to configure the software update point (SDK)"),
    fact("source")
        .set_by(&[set("SynchronizeAction", ACTIONS)])
        .read(&[ConfigurationManager.value("DefaultUseParentWSUS")], &codec::SYNC_SOURCE)
        .from(PublicCode, DSC)
        .at_top()
        .note("Its value at child sites was not found."),
    fact("upstream_url")
        .set_by(&[set("UpstreamSourceLocation", String)])
        .read(
            &[
                ConfigurationManager.value("DefaultUseParentWSUS"),
                ConfigurationManager.value2("ParentWSUS"),
                ConfigurationManager.value("ParentWSUSPort"),
                ConfigurationManager.value("SSLToParentWSUS"),
            ],
            &codec::UPSTREAM_URL,
        )
        .from(PublicCode, DSC)
        .at_top(),
    fact("reporting_events")
        .set_by(&[set("ReportingEvent", EVENTS)])
        .read(&[ConfigurationManager.value("ClientReportingLevel")], &codec::REPORTING_EVENTS)
        .from(PublicCode, DSC),
    fact("schedule")
        .set_by(&[set("Schedule", ResultObject)])
        .read(&[SyncManager.value1("Sync Schedule")], &codec::SCHEDULE)
        .from(PublicCode, "ConfigMgrCBDsc; SMS_ScheduleMethods")
        .at_top()
        .note("Without IsGMT, its start is on the clock of the site server: TimeZoneInfo of SMS_Site."),
    fact("alert_on_sync_failure")
        .set_by(&[set("EnableSyncFailureAlert", Boolean)])
        .derived(
            &[Alert.column("Name")],
            "An alert for a software update point exists. Its name is known in English only.",
        )
        .from(Inferred, DSC)
        .at_top(),
    fact("classifications")
        .set_by(&[set("AddUpdateClassification", Strings), set("RemoveUpdateClassification", Strings)])
        .derived(
            &[
                Category.column("CategoryInstance_UniqueID"),
                Category.column("IsSubscribed"),
                Category.column("LocalizedCategoryInstanceName"),
            ],
            "The classifications with IsSubscribed.",
        )
        .from(Documented, "SMS_UpdateCategoryInstance")
        .at_top(),
    fact("products")
        .set_by(&[
            set("AddProduct", Strings),
            set("RemoveProduct", Strings),
            set("AddProductFamily", Strings),
            set("RemoveProductFamily", Strings),
            set("AddCompany", Strings),
            set("RemoveCompany", Strings),
        ])
        .derived(
            &[
                Category.column("CategoryInstance_UniqueID"),
                Category.column("IsSubscribed"),
                Category.column("LocalizedCategoryInstanceName"),
                Category.column("ParentCategoryInstanceID"),
            ],
            "The products with IsSubscribed. A family or company counts if all its products that can be subscribed do.",
        )
        .from(Documented, "SMS_UpdateCategoryInstance")
        .at_top()
        .note(
            "The cmdlet knows names only: products with one name for two need CIM. Whether a site marks a family when \
             all its products are subscribed was not found.",
        ),
    fact("include_surface_drivers").unknown("No source names its property, and no cmdlet sets it.").at_top(),
    fact("supersedence.feature_updates.expire_immediately")
        .set_by(&[set("ImmediatelyExpireSupersedenceForFeature", Boolean)])
        .read(&[ConfigurationManager.value("Sync Supersedence Mode For Feature")], &codec::ZERO_IS_TRUE)
        .from(PublicCode, DSC)
        .at_top(),
    fact("supersedence.feature_updates.wait_months")
        .set_by(&[set("WaitMonthForFeature", Int32)])
        .read(
            &[
                ConfigurationManager.value("Sync Supersedence Age For Feature"),
                ConfigurationManager.value("Sync Supersedence Mode For Feature"),
            ],
            &codec::MONTHS,
        )
        .from(PublicCode, DSC)
        .at_top()
        .note("Give the months only with ImmediatelyExpireSupersedenceForFeature false."),
    fact("supersedence.non_feature_updates.expire_immediately")
        .set_by(&[set("ImmediatelyExpireSupersedence", Boolean)])
        .read(&[ConfigurationManager.value("Sync Supersedence Mode For NonFeature")], &codec::ZERO_IS_TRUE)
        .from(PublicCode, DSC)
        .at_top(),
    fact("supersedence.non_feature_updates.wait_months")
        .set_by(&[set("WaitMonth", Int32)])
        .read(
            &[
                ConfigurationManager.value("Sync Supersedence Age For NonFeature"),
                ConfigurationManager.value("Sync Supersedence Mode For NonFeature"),
            ],
            &codec::MONTHS,
        )
        .from(PublicCode, DSC)
        .at_top()
        .note("Give the months only with ImmediatelyExpireSupersedence false."),
    fact("languages.update_files")
        .set_by(&[set("AddLanguageUpdateFile", Strings), set("RemoveLanguageUpdateFile", Strings)])
        .read(&[ConfigurationManager.value2("SupportedUpdateLanguages")], &codec::CULTURES)
        .from(PublicCode, "ConfigMgrCBDsc; DocumentConfigMgrCB")
        .note("The cmdlet takes names in the display language of Windows. Of the codes, only en was seen."),
    fact("languages.summary_details")
        .set_by(&[set("AddLanguageSummaryDetail", Strings), set("RemoveLanguageSummaryDetail", Strings)])
        .read(&[ConfigurationManager.value2("SupportedTitleLanguages")], &codec::CULTURES)
        .from(PublicCode, "ConfigMgrCBDsc; DocumentConfigMgrCB")
        .at_top()
        .note("The cmdlet takes names in the display language of Windows. Of the codes, only en was seen."),
    fact("third_party_updates")
        .read(&[SyncManager.value("EnableThirdPartyUpdates")], &codec::THIRD_PARTY)
        .from(PublicCode, DSC)
        .at_top(),
    fact("third_party_updates.enabled")
        .set_by(&[set("EnableThirdPartyUpdates", Boolean)])
        .read(&[SyncManager.value("EnableThirdPartyUpdates")], &codec::FLAG)
        .from(PublicCode, DSC)
        .at_top(),
    fact("third_party_updates.certificate_management")
        .set_by(&[set("EnableManualCertManagement", Boolean)])
        .read(&[SyncManager.value("EnableThirdPartyUpdates")], &codec::CERTIFICATE)
        .from(Inferred, DSC)
        .at_top()
        .note("Public code has 1, 2 and 3: the second bit means that the site manages the certificate."),
    fact("wsus_maintenance.decline_expired")
        .set_by(&[set("EnableCallWsusCleanupWizard", Boolean)])
        .read(&[ConfigurationManager.value("Call WSUS Cleanup")], &codec::FLAG)
        .from(PublicCode, DSC)
        .at_top(),
    fact("wsus_maintenance.add_indexes")
        .read(&[ConfigurationManager.value("Call WSUS Indexing")], &codec::FLAG)
        .from(PublicCode, "ajf8729/Lab")
        .at_top()
        .note("No cmdlet: public code writes the property through CIM."),
    fact("wsus_maintenance.remove_obsolete")
        .read(&[ConfigurationManager.value("Call WSUS Delete Obselete Updates")], &codec::FLAG)
        .from(PublicCode, "ajf8729/Lab")
        .at_top()
        .note("The product spells the property so. No cmdlet: public code writes it through CIM."),
    fact("max_run_time_minutes.feature_updates")
        .set_by(&[set("FeatureUpdateMaxRuntimeMins", Int32)])
        .read(&[SyncManager.value("MaxInstallTime-ServicePack")], &codec::MINUTES)
        .from(PublicCode, DSC)
        .at_top(),
    fact("max_run_time_minutes.non_feature_updates")
        .set_by(&[set("NonFeatureUpdateMaxRuntimeMins", Int32)])
        .read(&[SyncManager.value("MaxInstallTime-Windows")], &codec::MINUTES)
        .from(PublicCode, DSC)
        .at_top(),
    fact("max_run_time_minutes.other")
        .set_by(&[set("NonWindowsUpdateMaxRuntimeMins", ParameterType::Unknown).since("2203")])
        .unknown("No source names its property.")
        .from(Unknown, "Release notes of version 2203 of the module")
        .at_top()
        .note("The parameter is in the release notes, and not on the page of the cmdlet."),
    fact("express_updates")
        .set_by(&[set("ContentFileOption", CONTENT)])
        .read(&[SyncManager.value("Sync ExpressFiles")], &codec::EXPRESS)
        .from(PublicCode, DSC)
        .at_top(),
    fact("initial_sync").unknown("The product has no such setting.").at_top(),
];
