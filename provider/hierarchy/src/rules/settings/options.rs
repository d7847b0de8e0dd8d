//! Further sync settings that can be judged one by one.

use crate::judgement::{Origin, Problem, RuleId, Severity, out_of_range};
use crate::model::{CertificateManagement, Kind, ReportingEvents, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::{ByType, Standalone};
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V106"),
        title: "Surface drivers need Windows Server 2016 or later on all software update points",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::CLASSIFICATIONS]),
        origin: Origin::Documented,
        fix: "Every value of operating_system is recent enough: there is nothing to write.",
        reads: AllOf(&["include_surface_drivers"]),
        check: ByType,
    },
    Rule {
        id: RuleId("V111"),
        title: "a maximum run time is 5 to 9999 minutes",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT]),
        origin: Origin::Code,
        fix: "Write feature_updates, non_feature_updates and other in max_run_time_minutes from 5 to 9999.",
        reads: PerAttribute(&[
            "max_run_time_minutes.feature_updates",
            "max_run_time_minutes.non_feature_updates",
            "max_run_time_minutes.other",
        ]),
        check: Standalone(|object| alone(object, run_times_are_in_range)),
    },
    Rule {
        id: RuleId("V116"),
        title: "certificate management has an effect only with third-party updates",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::DSC_COMPONENT, pages::SET_COMPONENT])
            .noting("the tool refuses it, the page calls it dependent; here the value has no effect"),
        origin: Origin::Code,
        fix: "Leave out third_party_updates.certificate_management while third_party_updates.enabled is false.",
        reads: AllOf(&["third_party_updates.enabled", "third_party_updates.certificate_management"]),
        check: Standalone(|object| alone(object, certificate_is_used)),
    },
    Rule {
        id: RuleId("V125"),
        title: "clients create no events for reports of WSUS",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL, pages::PLAN]),
        origin: Origin::Documented,
        fix: "Leave out reporting_events, unless another tool reads the events.",
        reads: AllOf(&["reporting_events"]),
        check: Standalone(|object| alone(object, events_are_not_created)),
    },
    Rule {
        id: RuleId("V127"),
        title: "express files are downloaded in addition to full files",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::DELIVERY, pages::SET_COMPONENT]),
        origin: Origin::Documented,
        fix: "Leave out express_updates, or plan disk space for both kinds of files.",
        reads: AllOf(&["express_updates"]),
        check: Standalone(|object| alone(object, express_files_are_extra)),
    },
];

fn run_times_are_in_range(settings: &SyncSettings) -> Vec<Problem> {
    let Some(times) = &settings.max_run_time_minutes else {
        return Vec::new();
    };
    let minutes = [
        ("max_run_time_minutes.feature_updates", times.feature_updates),
        ("max_run_time_minutes.non_feature_updates", times.non_feature_updates),
        ("max_run_time_minutes.other", times.other),
    ];
    let why = "It is the longest time, in minutes, that the installation of an update may take.";
    minutes.into_iter().filter_map(|(attribute, minutes)| out_of_range(attribute, minutes, 5..=9999, why)).collect()
}

// "configmgr" is the default and may not be in the configuration, so only the other value is reported.
fn certificate_is_used(settings: &SyncSettings) -> Option<Problem> {
    let updates = settings.third_party_updates.as_ref()?;
    (!updates.enabled && updates.certificate_management == CertificateManagement::Manual).then(|| {
        Problem::at(
            "third_party_updates.certificate_management",
            "third_party_updates.certificate_management has no effect: third-party updates are disabled",
            "The certificate signs third-party updates. Also write enabled = true, or leave it out.",
        )
    })
}

fn events_are_not_created(settings: &SyncSettings) -> Option<Problem> {
    (settings.reporting_events != ReportingEvents::None).then(|| {
        Problem::at(
            "reporting_events",
            "clients create events for reports of WSUS that nothing uses",
            "Configuration Manager does not use these events. Leave out reporting_events, unless another tool reads \
             them.",
        )
    })
}

fn express_files_are_extra(settings: &SyncSettings) -> Option<Problem> {
    (settings.express_updates == Some(true)).then(|| {
        Problem::at(
            "express_updates",
            "express files are downloaded in addition to full files",
            "Clients download less, but express files are much larger. Plan disk space for both in package sources and \
             on distribution points, or leave out express_updates.",
        )
    })
}
