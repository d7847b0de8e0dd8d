//! Sync settings of a site: which software update point they belong to, and what a child site inherits.

use serde_json::Value;

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Site, SupRole, SyncSettings, key};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::References;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::Rule;
use crate::rules::software_update_points::is_sup_id;
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError};
use crate::wording::{did_you_mean, nearest, reference};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V76"),
        title: "sync settings require a software update point at the site",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::ADD_ROLE]).noting("the page configures the component after the role"),
        origin: Origin::Inferred,
        fix: "Write sup_role_id as a reference to the site's configmgr_sup_role, so that Terraform installs it first.",
        reads: AllOf(&["sup_role_id"]),
        check: References(|context| context.on_write(site_has_sup)),
    },
    Rule {
        id: RuleId("V80"),
        title: "only the top-level site sets the source",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Leave out source at a child site, and write it in the sync settings of the top-level site.",
        reads: AllOf(&["sup_role_id", "source"]),
        check: References(|context| context.on_write(source_is_of_top_level_site)),
    },
    Rule {
        id: CHILD_INHERITS,
        title: "a child site inherits what only the top-level site sets",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT, pages::INSTALL, pages::PLAN])
            .noting("the pages say it of most of these settings, the tool of all"),
        origin: Origin::Code,
        fix: "Write these settings only at the top-level site. A child site sets only reporting_events and \
            languages.update_files.",
        reads: PerAttribute(&TOP_LEVEL_ONLY),
        check: References(|context| context.on_write(child_inherits)),
    },
    Rule {
        id: RuleId("V120"),
        title: "sync settings refer to a software update point of the hierarchy",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::SET_COMPONENT]).noting("the page asks for a WSUS server"),
        origin: Origin::Inferred,
        fix: "Refer to the site's first software update point in sup_role_id.",
        reads: AllOf(&["sup_role_id"]),
        check: References(|context| context.on_write(sup_exists)),
    },
    Rule {
        id: RuleId("H12"),
        title: "sync settings refer to the first software update point of the site",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Write sup_role_id as a reference to the site's first software update point.",
        reads: AllOf(&["sup_role_id"]),
        check: References(|context| context.on_write(sup_is_first)),
    },
];

/// The rule that a child site inherits what only the top-level site sets.
pub(in crate::rules) const CHILD_INHERITS: RuleId = RuleId("V86");

/// What a child site inherits, apart from the source, which has its own rule (V80).
const TOP_LEVEL_ONLY: [&str; 13] = [
    "upstream_url",
    "schedule",
    "alert_on_sync_failure",
    "classifications",
    "products",
    "include_surface_drivers",
    "supersedence",
    "languages.summary_details",
    "third_party_updates",
    "wsus_maintenance",
    "max_run_time_minutes",
    "express_updates",
    "initial_sync",
];

fn site_has_sup(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let code = write.object.site_code();
    if write.view.site(code)?.is_none() || !write.view.first_sups(code)?.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "sup_role_id",
        format!("site {code} has no software update point"),
        format!(
            "Sync settings belong to the first software update point of a site. Refer to it, so that Terraform \
             installs it first:{}",
            reference("sup_role_id", "sup_role", &write.object.sup_role_id)
        ),
    )])
}

/// The first SUPs of the site, if the settings refer to another one; `None` if another rule reports it.
fn firsts_instead(write: &WriteContext<'_, SyncSettings>) -> Result<Option<String>, StoreError> {
    let id = &write.object.sup_role_id;
    let firsts: Vec<String> = write.view.first_sups(write.object.site_code())?.iter().map(SupRole::id).collect();
    let is_elsewhere = is_sup_id(id) && !firsts.is_empty() && !firsts.iter().any(|first| key(first) == key(id));
    Ok(is_elsewhere.then(|| firsts.join(" or ")))
}

fn sup_exists(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let id = &write.object.sup_role_id;
    let (Some(firsts), None) = (firsts_instead(write)?, write.view.sup(id)?) else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "sup_role_id",
        format!("sup_role_id \"{id}\" is not a software update point of this hierarchy"),
        format!(
            "Sync settings belong to the first software update point of a site.{} Refer to the first one of {}:{}",
            near_miss(write)?,
            write.object.site_code(),
            reference("sup_role_id", "sup_role", &firsts)
        ),
    )])
}

fn sup_is_first(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let id = &write.object.sup_role_id;
    let (Some(firsts), Some(_)) = (firsts_instead(write)?, write.view.sup(id)?) else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "sup_role_id",
        format!("sup_role_id \"{id}\" is a replica"),
        format!(
            "Sync settings belong to the first software update point of a site. Refer to the first one of {}:{}",
            write.object.site_code(),
            reference("sup_role_id", "sup_role", &firsts)
        ),
    )])
}

fn near_miss(write: &WriteContext<'_, SyncSettings>) -> Result<String, StoreError> {
    let sups = write.view.all::<SupRole>(Lookup::Site(write.object.site_code()))?;
    let ids: Vec<String> = sups.iter().map(|sup| sup.object.id()).collect();
    Ok(did_you_mean(nearest(&write.object.sup_role_id, ids.iter().map(String::as_str))))
}

/// The site of the settings and the site it inherits from, if it is a child.
fn child_and_top(write: &WriteContext<'_, SyncSettings>) -> Result<Option<(Site, Site)>, StoreError> {
    let child = write.view.site(write.object.site_code())?.filter(|site| !site.is_top_level());
    Ok(child.zip(write.view.top_level_site()?))
}

fn source_is_of_top_level_site(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let (Some(source), Some((child, top))) = (write.object.source, child_and_top(write)?) else {
        return Ok(Vec::new());
    };
    let source = serde_json::to_value(source).unwrap_or_default();
    let (code, top) = (child.site_code, top.site_code);
    let parent = child.parent_site_code.unwrap_or_default();
    Ok(vec![Problem::at(
        "source",
        format!("source is {source} at a child site"),
        format!(
            "Only the top-level site, {top}, sets the source. {code} synchronizes from its parent site {parent}. Leave \
             out source."
        ),
    )])
}

fn child_inherits(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let Some((child, top)) = child_and_top(write)? else {
        return Ok(Vec::new());
    };
    let own = Object::from(write.object.clone()).attributes();
    let set = TOP_LEVEL_ONLY.into_iter().filter(|attribute| !at(&own, attribute).is_null());
    let set: Vec<&'static str> = set.collect();
    if set.is_empty() {
        return Ok(Vec::new());
    }
    let inherited = match write.view.settings(&top.site_code)? {
        Some(settings) => Object::from(settings.object).attributes(),
        None => Value::Null,
    };
    let (code, top) = (child.site_code, top.site_code);
    let problem = |attribute| {
        Problem::at(
            attribute,
            format!("{attribute} is set at a child site, which inherits it ({})", described(at(&inherited, attribute))),
            format!(
                "{code} inherits this from the top-level site, {top}, the only one that sets it. Leave it out here, and \
                 set it in the sync settings of {top}."
            ),
        )
    };
    Ok(set.into_iter().map(problem).collect())
}

fn at<'a>(attributes: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(attributes, |value, name| value.get(name).unwrap_or(&Value::Null))
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::Array(members) if members.len() > 6 => format!("{} elements", members.len()),
        value => value.to_string(),
    }
}
