//! What sync settings mean for the next synchronization, and where it is started.

use crate::change::Change;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SiteSystem, SyncSettings, SyncSource, key};
use crate::readiness::reaches_microsoft_update;
use crate::rules::context::{Outcome, RuleContext, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::{Conflicts, OnRequest, References};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V121"),
        title: "after a change of the source, the subscriptions or supersedence, the next synchronization is a full \
                one",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::SYNC_SDK, pages::SET_COMPONENT, pages::SSL]),
        origin: Origin::Documented,
        fix: "Make such changes together, at a quiet time.",
        reads: AllOf(&FULL_SYNC_TRIGGERS),
        check: References(next_is_full),
    },
    Rule {
        id: RuleId("V122"),
        title: "a site that synchronizes from Microsoft Update can reach it",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Give the server of the top-level site's first software update point internet access, or set another \
               source.",
        reads: AllOf(&["sup_role_id", "source", "products", "classifications", "initial_sync"]),
        check: Conflicts(|context| context.on_write(source_is_reached)),
    },
    Rule {
        id: RuleId("V123"),
        title: "synchronization is started at the top-level site",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::SYNCHRONIZE]),
        origin: Origin::Documented,
        fix: "Start it at the top-level site. Child sites synchronize after it.",
        reads: AllOf(&[]),
        check: OnRequest,
    },
    Rule {
        id: RuleId("V124"),
        title: "a synchronization that a command waits for succeeds",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::TRACK]).noting("this project; the page has the states and errors"),
        origin: Origin::House,
        fix: "Look up the error code of the synchronization, and fix its cause.",
        reads: AllOf(&[]),
        check: OnRequest,
    },
];

/// The sync settings whose change makes the next synchronization a full one (V121).
pub const FULL_SYNC_TRIGGERS: [&str; 4] = ["sup_role_id", "classifications", "products", "supersedence"];

fn next_is_full(context: &RuleContext<'_>) -> Outcome {
    match context.change {
        Change::Update(_) => context.on_write(next_is_full_after),
        Change::Create(_) | Change::Delete(_) => Ok(Vec::new()),
    }
}

fn next_is_full_after(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let (Some(before), after) = (write.before, write.object) else {
        return Ok(Vec::new());
    };
    // A child site inherits the others.
    let is_top_level = write.view.site(after.site_code())?.is_some_and(|site| site.is_top_level());
    let differs = [
        key(&before.sup_role_id) != key(&after.sup_role_id),
        is_top_level && before.classifications.iter().flatten().ne(after.classifications.iter().flatten()),
        is_top_level && before.products.iter().flatten().ne(after.products.iter().flatten()),
        is_top_level && before.supersedence != after.supersedence,
    ];
    let changed: Vec<&str> =
        FULL_SYNC_TRIGGERS.into_iter().zip(differs).filter_map(|(name, is)| is.then_some(name)).collect();
    let problem = changed.first().map(|first| {
        Problem::at(
            first,
            "the next synchronization is a full one",
            format!(
                "After a change of {}, the site synchronizes all updates again, not only new ones. This takes longer. \
                 Apply the change at a quiet time, together with other changes of these settings.",
                listed(&changed)
            ),
        )
    });
    Ok(problem.into_iter().collect())
}

fn source_is_reached(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let settings = write.object;
    let is_top_level = write.view.site(settings.site_code())?.is_some_and(|site| site.is_top_level());
    let is_microsoft_update = matches!(settings.source, None | Some(SyncSource::MicrosoftUpdate));
    if !is_top_level || !is_microsoft_update {
        return Ok(Vec::new());
    }
    let server = write.view.one::<SiteSystem>(&settings.sup_role_id)?.map(|system| system.object);
    let role = write.view.sup(&settings.sup_role_id)?;
    let is_cut_off = |server: &SiteSystem| role.as_ref().is_some_and(|role| !reaches_microsoft_update(role, server));
    let Some(server) = server.filter(is_cut_off) else { return Ok(Vec::new()) };
    let problem = Problem::at(
        "source",
        format!("the hierarchy synchronizes from Microsoft Update, but {} cannot reach it", server.server_fqdn),
        "wsus.internet_access of the server is false, and it uses no proxy, so every synchronization fails. Give the \
         server internet access or a proxy. Or write source = \"upstream_wsus\" with upstream_url, or source = \"none\" and import updates manually.",
    );
    Ok(vec![if write.begins_synchronized() { problem } else { problem.into_warning() }])
}
