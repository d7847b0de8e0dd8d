//! The tree of sites: which site reports to which, and which sites can be installed and removed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::change::Change;
use crate::facts::{Installation, ReplicationState, replication_of};
use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, ObjectId, Site, SiteType, SupRole, is_same_folder, key};
use crate::rules::context::{Outcome, RuleContext, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::{AtApply, Conflicts, References};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError, View};
use crate::wording::{did_you_mean, nearest, reference};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V07"),
        title: "name, type, server and install directory of a site do not change",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::PREPARE, pages::SITE_PREREQUISITES])
            .noting("no page says that the type stays; it follows from the two"),
        origin: Origin::Documented,
        fix: "Keep name, type, server_fqdn and install_directory, or reinstall the site with all its roles and child \
            sites.",
        reads: AllOf(&["name", "type", "server_fqdn", "install_directory"]),
        check: AtApply(|context| context.on_write(site_stays_as_installed)),
    },
    Rule {
        id: RuleId("V11"),
        title: "the parent site is installed",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN, pages::CHECKS]),
        origin: Origin::Inferred,
        fix: "Write parent_site_code as a reference to the parent site, so that Terraform installs it first.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: References(|context| context.on_write(parent_is_installed)),
    },
    Rule {
        id: RuleId("V12"),
        title: "a primary site reports to a central administration site",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN]),
        origin: Origin::Documented,
        fix: "Set parent_site_code to the central administration site, or leave it out for a stand-alone site.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: References(|context| {
            context.on_write(|write| parent_is(write, SiteType::Primary, SiteType::CentralAdministration))
        }),
    },
    Rule {
        id: RuleId("V13"),
        title: "a secondary site reports to a primary site",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN]),
        origin: Origin::Documented,
        fix: "Set parent_site_code to a primary site that is installed or planned.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: References(|context| context.on_write(|write| parent_is(write, SiteType::Secondary, SiteType::Primary))),
    },
    Rule {
        id: RuleId("V15"),
        title: "the parent of a site does not change",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN, pages::UNINSTALL]),
        origin: Origin::Documented,
        fix: "Keep parent_site_code, or remove the site and reinstall it under the other parent.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: AtApply(|context| context.on_write(parent_stays)),
    },
    Rule {
        id: RuleId("V16"),
        title: "a central administration site has at most 25 primary sites",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SIZE]),
        origin: Origin::Documented,
        fix: "Plan with fewer, larger primary sites, or remove one that is no longer used.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: Conflicts(|context| context.on_write(|write| parent_has_room(write, SiteType::Primary, 25))),
    },
    Rule {
        id: RuleId("V17"),
        title: "a primary site has at most 250 secondary sites",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SIZE]),
        origin: Origin::Documented,
        fix: "Distribute the secondary sites over several primary sites with parent_site_code.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: Conflicts(|context| context.on_write(|write| parent_has_room(write, SiteType::Secondary, 250))),
    },
    ONE_TOP_LEVEL_SITE,
    Rule {
        id: RuleId("V24"),
        title: "a server belongs to one site",
        kinds: &[Kind::Site, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::ADD_ROLES, pages::CHECKS]),
        origin: Origin::Documented,
        fix: "Choose a server_fqdn that no other site uses, or remove everything of the other site from the server.",
        reads: AllOf(&["site_code", "server_fqdn"]),
        check: Conflicts(server_is_free),
    },
    Rule {
        id: RuleId("H07"),
        title: "a hierarchy is never downgraded",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SERVICING]),
        origin: Origin::Inferred,
        fix: "Keep version, or write a later one.",
        reads: AllOf(&["version"]),
        check: References(|context| context.on_write(version_goes_up)),
    },
    Rule {
        id: RuleId("V30"),
        title: "replication of the parent site is active when a child site is installed",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::CHECKS]),
        origin: Origin::Documented,
        fix: "Wait until the parent site replicates, and then install the child site.",
        reads: AllOf(&["parent_site_code"]),
        check: References(|context| context.on_write(parent_replicates)),
    },
    Rule {
        id: RuleId("V32"),
        title: "roles are added to an active site",
        kinds: &[Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::SMS_SITE]),
        origin: Origin::Inferred,
        fix: "Wait until the site is installed.",
        reads: AllOf(&[]),
        check: AtApply(site_is_installed),
    },
];

const ONE_TOP_LEVEL_SITE: Rule = Rule {
    id: RuleId("V18"),
    title: "a hierarchy has one top-level site",
    kinds: &[Kind::Site],
    severity: Severity::Error,
    source: Source::of(&[pages::DESIGN, pages::PREPARE]),
    origin: Origin::Documented,
    fix: "Install a central administration site as the top-level site, and refer to it with parent_site_code in \
        every primary site.",
    reads: AllOf(&["type", "parent_site_code"]),
    check: Conflicts(|context| context.on_write(top_level_site_is_one)),
};

/// The problem with a run that installs a top-level site and removes the former one: Terraform has no order for the two.
pub(crate) fn another_hierarchy(new: &Site, former: &Site) -> Vec<Finding> {
    let problem = Problem::new(
        format!("the run installs it beside top-level site {}, which it removes", former.site_code),
        "A hierarchy has one top-level site, and Terraform has no order for these two changes. Remove the former hierarchy \
         first: apply without the new sites, and then add them.",
    );
    ONE_TOP_LEVEL_SITE.findings(vec![problem], &ObjectId::new(Kind::Site, &new.site_code), &BTreeSet::new())
}

fn parent_replicates(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(parent) = write.object.parent_site_code.as_ref().filter(|_| write.is_creation) else {
        return Ok(Vec::new());
    };
    if !write.is_planned {
        let object = write.object.clone().into();
        if let Some((parent, ends)) = Installation::awaited_by(&object, write.circumstances.now, write.view)? {
            return Ok(vec![being_installed("parent_site_code", &parent, ends)]);
        }
    }
    let state = replication_of(write.view, parent)?;
    let problem = (state != ReplicationState::Healthy).then(|| {
        Problem::at(
            "parent_site_code",
            format!("replication of its parent site {parent} is {state}"),
            "A child site can be installed only while the parent site replicates. Fix replication first (\"supctl \
             fault list\" shows injected faults), and run terraform apply again.",
        )
    });
    Ok(problem.into_iter().collect())
}

fn site_is_installed(context: &RuleContext<'_>) -> Outcome {
    match context.change {
        Change::Create(object) if !context.is_duplicate() => {
            let pending = Installation::awaited_by(object, context.circumstances.now, context.view)?;
            Ok(pending.map(|(site, ends)| being_installed("site_code", &site, ends)).into_iter().collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// A site that is installed later than an object that needs it. A run waits for it, so a plan does not judge it.
fn being_installed(attribute: &'static str, site: &ObjectId, ends: Timestamp) -> Problem {
    Problem::at(
        attribute,
        format!("site {} is still being installed", site.id),
        format!(
            "Its installation ends at {ends:.0} by the hierarchy clock. Wait until then, or advance that clock (\"supctl clock \
             advance\"), and run terraform apply again."
        ),
    )
}

fn site_stays_as_installed(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(before) = write.before else {
        return Ok(Vec::new());
    };
    let (old, new) = (before.r#type.to_string(), write.object.r#type.to_string());
    let fixed = [
        ("name", &before.name, &write.object.name),
        ("type", &old, &new),
        ("server_fqdn", &before.server_fqdn, &write.object.server_fqdn),
        ("install_directory", &before.install_directory, &write.object.install_directory),
    ];
    let differ = |attribute, old: &str, new: &str| match attribute {
        "server_fqdn" => key(old) != key(new),
        "install_directory" => !is_same_folder(old, new),
        _ => old != new,
    };
    let changed = fixed.into_iter().filter(|(attribute, old, new)| differ(attribute, old, new));
    Ok(changed.map(|(attribute, old, new)| fixed_at_installation(attribute, old, new)).collect())
}

fn parent_stays(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(before) = write.before else {
        return Ok(Vec::new());
    };
    let [old, new] =
        [before, write.object].map(|site| site.parent_site_code.clone().unwrap_or_else(|| "none".to_owned()));
    if old == new {
        return Ok(Vec::new());
    }
    let moves = before.moves_in_place(write.object);
    Ok(match write.object.parent_site_code {
        // Removing the central administration site has its own rule (V28).
        None if moves => Vec::new(),
        Some(_) if moves => vec![Problem::at(
            "parent_site_code",
            format!("is a stand-alone site and cannot be moved below {new}"),
            "A stand-alone primary site can be moved below a central administration site only when that site is \
             installed. Install a new central administration site, or leave out parent_site_code.",
        )],
        _ => vec![fixed_at_installation("parent_site_code", &old, &new)],
    })
}

fn fixed_at_installation(attribute: &'static str, old: &str, new: &str) -> Problem {
    Problem::at(
        attribute,
        format!("{attribute} cannot change from {old} to {new}"),
        "A site keeps the values it was installed with. Change it back, or remove and reinstall the site with all its \
         roles and child sites.",
    )
}

fn parent_is_installed(write: &WriteContext<'_, Site>) -> Outcome {
    let site = write.object;
    let Some(parent) = &site.parent_site_code else {
        return Ok(Vec::new());
    };
    if write.view.site(parent)?.is_some() {
        return Ok(Vec::new());
    }
    let sites = write.view.all::<Site>(Lookup::All)?;
    let near = nearest(parent, sites.iter().map(|site| site.object.site_code.as_str()));
    let line = reference("parent_site_code", "site", near.unwrap_or(parent));
    Ok(vec![Problem::at(
        "parent_site_code",
        format!("parent site {parent} is not installed"),
        format!(
            "A {} is installed below its parent.{} Refer to the parent, so that Terraform installs it first:{line}",
            site.r#type,
            did_you_mean(near)
        ),
    )])
}

fn parent(write: &WriteContext<'_, Site>) -> Result<Option<Site>, StoreError> {
    write.object.parent_site_code.as_ref().map_or(Ok(None), |parent| write.everything.site(parent))
}

fn parent_is(write: &WriteContext<'_, Site>, child: SiteType, wanted: SiteType) -> Outcome {
    let Some(parent) = parent(write)?.filter(|parent| write.object.r#type == child && parent.r#type != wanted) else {
        return Ok(Vec::new());
    };
    let sites = write.view.all::<Site>(Lookup::All)?;
    let fitting: Vec<&str> =
        sites.iter().filter(|site| site.object.r#type == wanted).map(|site| site.object.site_code.as_str()).collect();
    let remedy = if fitting.is_empty() {
        format!("Refer to one:{}", reference("parent_site_code", "site", &format!("a {wanted}")))
    } else {
        let line = reference("parent_site_code", "site", &fitting.join(" or "));
        format!("Refer to one:{line}")
    };
    Ok(vec![Problem::at(
        "parent_site_code",
        format!("parent site {} is a {}", parent.site_code, parent.r#type),
        format!("A {child} reports only to a {wanted}. {remedy}"),
    )])
}

fn parent_has_room(write: &WriteContext<'_, Site>, child: SiteType, most: u64) -> Outcome {
    let Some(parent) = parent(write)?.filter(|_| write.before.is_none() && write.object.r#type == child) else {
        return Ok(Vec::new());
    };
    if !write.view.has_at_least(most, Kind::Site, Lookup::Parent(&parent.site_code))? {
        return Ok(Vec::new());
    }
    let code = parent.site_code;
    let remedy = match child {
        SiteType::Secondary => "Install it below another primary site",
        SiteType::Primary | SiteType::CentralAdministration => "Plan with fewer, larger sites",
    };
    Ok(vec![Problem::at(
        "parent_site_code",
        format!("site {code} already has {most} {child}s"),
        format!(
            "A {} supports at most {most} {child}s. {remedy}, or remove one that is no longer used.",
            parent.r#type
        ),
    )])
}

fn top_level_site_is_one(write: &WriteContext<'_, Site>) -> Outcome {
    let site = write.object;
    let newcomer = write.before.is_none() && site.is_top_level() && site.r#type != SiteType::Secondary;
    let Some(top) = write.view.top_level_site()?.filter(|_| newcomer) else {
        return Ok(Vec::new());
    };
    let code = &top.site_code;
    let joins = |of: &str, to: &str| format!("At {of}, write:{}", reference("parent_site_code", "site", to));
    let remedy = match (site.r#type, top.r#type) {
        // When it is installed, the hierarchy is expanded (V29).
        (SiteType::CentralAdministration, SiteType::Primary) if !write.is_planned => return Ok(Vec::new()),
        (SiteType::CentralAdministration, SiteType::Primary) => joins(&format!("site {code}"), &site.site_code),
        (SiteType::Primary, SiteType::CentralAdministration) => joins("this site", code),
        (SiteType::Primary, _) => format!(
            "More than one primary site requires a central administration site. Install one above {code} and this \
             site. At both, write:{}",
            reference("parent_site_code", "site", "the central administration site")
        ),
        _ => format!("Keep {code}, or remove it first."),
    };
    Ok(vec![Problem::at(
        "parent_site_code",
        format!("the hierarchy already has top-level site {code}"),
        format!("A hierarchy has one top-level site. {remedy}"),
    )])
}

fn server_is_free(context: &RuleContext<'_>) -> Outcome {
    let (Change::Create(object) | Change::Update(object), None) = (context.change, context.before) else {
        return Ok(Vec::new());
    };
    let (site_code, server) = match object {
        Object::Site(site) => (&site.site_code, &site.server_fqdn),
        Object::SiteSystem(system) => (&system.site_code, &system.server_fqdn),
        Object::SupRole(sup) => (&sup.site_code, &sup.server_fqdn),
        Object::SyncSettings(_) | Object::Account(_) => return Ok(Vec::new()),
    };
    let Some(owner) = other_owner(site_code, server, context.view)? else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "server_fqdn",
        format!("server {server} already belongs to site {owner}"),
        format!(
            "All roles on a server belong to one site. Choose another server, or remove everything of site {owner} \
             from it."
        ),
    )])
}

fn other_owner(site_code: &str, server: &str, view: &dyn View) -> Result<Option<String>, StoreError> {
    let sites = view.all::<Site>(Lookup::Server(server))?;
    let systems = view.site_systems_on(server)?;
    let mut owners =
        sites.into_iter().map(|site| site.object.site_code).chain(systems.into_iter().map(|system| system.site_code));
    let is_other = |owner: &String| key(owner) != key(site_code);
    if let Some(owner) = owners.find(is_other) {
        return Ok(Some(owner));
    }
    // A planned role creates its server only when it is installed.
    let sups = view.all::<SupRole>(Lookup::Server(server))?;
    Ok(sups.into_iter().map(|sup| sup.object.site_code).find(is_other))
}

fn version_goes_up(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(old) = write.before.and_then(|before| before.version.as_ref()) else {
        return Ok(Vec::new());
    };
    let what = match &write.object.version {
        Some(new) if new >= old => return Ok(Vec::new()),
        Some(new) => format!("version cannot change from {old} back to {new}"),
        // A site that moves below another one inherits its version.
        None if write.object.parent_site_code.is_some() => return Ok(Vec::new()),
        None => format!("version {old} cannot be removed"),
    };
    Ok(vec![Problem::at(
        "version",
        what,
        format!("A hierarchy is updated in place and never downgraded. Write version = \"{old}\" or a later one."),
    )])
}
