//! Rules for objects of any kind: a created object is new, an updated object exists, and its site is installed.

use super::pages;
use super::source::Source;
use std::collections::BTreeSet;

use super::chapter::Chapter;
use super::circumstances::Circumstances;
use super::context::{Outcome, RuleContext};
use super::rule::Check::{AtApply, Conflicts, Guard, OnRequest, References};
use super::rule::Reads::AllOf;
use super::rule::Rule;
use crate::change::Change;
use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, ObjectId, Site, SupRole, SyncSettings};
use crate::store::{Lookup, StoreError, View};
use crate::wording::{did_you_mean, nearest, reference};

pub(super) const CHAPTER: Chapter = Chapter { title: "Declaring and changing objects", parts: &[CREATED_ONCE, RULES] };

/// The rules that an object which exists is not created.
const CREATED_ONCE: &[Rule] = &[
    Rule {
        id: RuleId("V03"),
        title: "a site code is unique in the hierarchy",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::PREPARE, pages::CHECKS])
            .noting("sources conflict on whether setup checks it: only the list has a check"),
        origin: Origin::Documented,
        fix: "Choose a site_code that no other site of the hierarchy has, or import the existing site.",
        reads: AllOf(&["site_code"]),
        check: Conflicts(is_new),
    },
    Rule {
        id: RuleId("V75"),
        title: "a server has at most one software update point",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Declare one configmgr_sup_role for a server, or import the existing one.",
        reads: AllOf(&["site_code", "server_fqdn"]),
        check: Conflicts(is_new),
    },
    Rule {
        id: RuleId("V77"),
        title: "a site has one set of sync settings",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Declare all sync settings of a site in one configmgr_sync_settings, or import the existing ones.",
        reads: AllOf(&["sup_role_id"]),
        check: Conflicts(is_new),
    },
    Rule {
        id: RuleId("H10"),
        title: "site systems and accounts are declared once",
        kinds: &[Kind::SiteSystem, Kind::Account],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Declare a server in one configmgr_site_system and an account in one configmgr_account, or import the \
            existing one.",
        reads: AllOf(&["site_code", "server_fqdn", "user_name"]),
        check: Conflicts(is_new),
    },
];

const RULES: &[Rule] = &[
    RENAMED,
    Rule {
        id: RuleId("H09"),
        title: "an updated object exists",
        kinds: &Kind::ALL,
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Plan again, so that Terraform creates an object that was removed since the last plan.",
        reads: AllOf(&[]),
        check: AtApply(is_there),
    },
    Rule {
        id: RuleId("H05"),
        title: "the site of a role or of sync settings is installed",
        kinds: &[Kind::SiteSystem, Kind::SupRole, Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL_ROLES]),
        origin: Origin::Inferred,
        fix: "Write site_code as a reference to the configmgr_site, and sup_role_id as a reference to its \
            configmgr_sup_role, so that Terraform installs the site first.",
        reads: AllOf(&["site_code", "sup_role_id"]),
        check: References(site_is_installed),
    },
    Rule {
        id: RuleId("V126"),
        title: "an object has not changed since its plan was reviewed",
        kinds: &Kind::ALL,
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Plan again, and review what changed outside Terraform.",
        reads: AllOf(&[]),
        check: Guard,
    },
];

/// The rule that [`renaming`] is about.
pub const RENAMING: RuleId = RuleId("H25");

const RENAMED: Rule = Rule {
    id: RENAMING,
    title: "a resource is renamed with a moved block",
    kinds: &Kind::ALL,
    severity: Severity::Error,
    source: Source::THIS_PROJECT,
    origin: Origin::House,
    fix: "Write a moved block, so that Terraform keeps the object instead of removing and creating it.",
    reads: AllOf(&[]),
    check: OnRequest,
};

fn is_new(context: &RuleContext<'_>) -> Outcome {
    let Some(existing) = context.before.filter(|_| context.is_duplicate()) else {
        return Ok(Vec::new());
    };
    let id = &context.id.id;
    let (what, why) = match &existing.object {
        Object::Site(site) => (
            format!("already exists, with name \"{}\"", site.name),
            "Site codes are unique in a hierarchy. Choose another code",
        ),
        Object::SupRole(_) => {
            ("already exists".to_owned(), "A server has at most one software update point. Choose another server")
        }
        Object::SyncSettings(_) => {
            ("already exist".to_owned(), "A site has one set of sync settings. Declare them in one resource")
        }
        Object::SiteSystem(_) | Object::Account(_) => {
            ("already exists".to_owned(), "Only one resource may manage it. Declare it once")
        }
    };
    Ok(vec![Problem::new(
        what,
        format!(
            "{why}, or import the existing object by its id {id}. If the state was lost, this command writes an import \
             block for every object:\n\n  supctl export --hcl"
        ),
    )])
}

/// The problem with the creation of an object that exists and is declared.
///
/// # Errors
/// If the view cannot be read.
pub fn duplication(change: &Change, view: &dyn View) -> Result<Vec<Finding>, StoreError> {
    let (existing, circumstances) = (view.get(&change.id())?, Circumstances::default());
    let context = RuleContext::new(change, existing.as_ref(), view, &circumstances);
    let of_kind = CREATED_ONCE.iter().filter(|rule| rule.kinds.contains(&context.id.kind));
    let found: Result<Vec<_>, _> = of_kind.map(|rule| rule.judge_change(&context, &BTreeSet::new())).collect();
    Ok(found?.concat())
}

/// The problem with a run that removes an object at one address and creates it at another. `from` and `to` are the
/// addresses, if they are known.
///
/// Terraform has no order for the two. Removing first uninstalls the object, and the code of a site is then not available
/// again (V04); creating first finds that it exists.
#[must_use]
pub fn renaming(id: &ObjectId, addresses: Option<[&str; 2]>) -> Vec<Finding> {
    let kind = id.kind;
    let [from, to] = match addresses {
        Some(known) => known.map(str::to_owned),
        None => ["<old name>", "<new name>"].map(|name| format!("configmgr_{kind}.{name}")),
    };
    let problem = Problem::new(
        "the run removes it at one address and creates it at another",
        format!(
            "Terraform has no order for these two changes, so the object may be lost. If the resource is renamed, \
             write:\n\n  moved {{\n    from = {from}\n    to   = {to}\n  }}"
        ),
    );
    RENAMED.findings(vec![problem], id, &BTreeSet::new())
}

fn is_there(context: &RuleContext<'_>) -> Outcome {
    Ok(match (context.change, context.before) {
        (Change::Update(_), None) => vec![Problem::new(
            "no longer exists",
            "It was removed since it was last read. Plan again to create it, or remove it from the configuration.",
        )],
        _ => Vec::new(),
    })
}

fn site_is_installed(context: &RuleContext<'_>) -> Outcome {
    let (Change::Create(object) | Change::Update(object)) = context.change else {
        return Ok(Vec::new());
    };
    let Some(code) = object.site_code() else {
        return Ok(Vec::new());
    };
    if context.view.site(code)?.is_some() {
        return Ok(Vec::new());
    }
    let what = format!("site {code} is not installed");
    let (attribute, detail) = match object {
        Object::SyncSettings(settings) => ("sup_role_id", settings_follow(settings, context.view)?),
        _ => ("site_code", role_follows(code, context.view)?),
    };
    Ok(vec![Problem::at(attribute, what, detail)])
}

fn settings_follow(settings: &SyncSettings, view: &dyn View) -> Result<String, StoreError> {
    let mut sups = view.all::<SupRole>(Lookup::All)?;
    sups.retain(|sup| !sup.object.is_replica());
    let ids: Vec<String> = sups.iter().map(|sup| sup.object.id()).collect();
    let near = nearest(&settings.sup_role_id, ids.iter().map(String::as_str));
    Ok(format!(
        "Sync settings belong to a software update point, which is installed after its site.{} Refer to the first one \
         of the site, so that Terraform installs both first:{}",
        did_you_mean(near),
        reference("sup_role_id", "sup_role", near.unwrap_or("the first one of the site"))
    ))
}

fn role_follows(code: &str, view: &dyn View) -> Result<String, StoreError> {
    let sites = view.all::<Site>(Lookup::All)?;
    let near = nearest(code, sites.iter().map(|site| site.object.site_code.as_str()));
    Ok(format!(
        "Roles are added to an installed site.{} Refer to the site, so that Terraform installs it first:{}",
        did_you_mean(near),
        reference("site_code", "site", near.unwrap_or(code))
    ))
}
