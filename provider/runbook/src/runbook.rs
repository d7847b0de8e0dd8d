//! A runbook: the steps of a change, as far as they can be done.

use hierarchy::{Object, ObjectId, Site, SiteType, StoreError, Trial};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::order::Order;
use crate::state::State;
use crate::step::{Step, Work};

/// The steps of a change, in order.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Runbook {
    /// The code of the top-level site, whose SMS Provider is asked.
    pub site_code: String,
    /// The steps, the first to do first.
    pub steps: Vec<Step>,
    /// Why the runbook ends before everything is done; null if it is complete.
    pub stop: Option<Stop>,
}

/// Why a runbook ends before everything is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stop {
    /// The object that it ends at.
    pub object: ObjectId,
    /// What cannot be done, and what to do, in sentences.
    pub why: String,
}

impl Runbook {
    /// The steps that make the second state of the first: accounts; each site from the top with its servers, its first
    /// software update point, its settings and the others; and removals from the bottom. The rules judge each step at the time
    /// `now`: the runbook ends before the first one that they refuse, and after one that is a setup of a site.
    ///
    /// # Errors
    /// As [`Trial::make`].
    pub fn between(from: &State, to: &State, now: Timestamp) -> Result<Self, StoreError> {
        let [from, to] = [&from.completed(), &to.completed()];
        let to = &to.with_site_servers(from);
        let (steps, stop) = Order::new(from, to).steps();
        let site_code = from.top_level_site().or(to.top_level_site()).map(|site| site.site_code.clone());
        let mut runbook = Self { site_code: site_code.unwrap_or_default(), steps, stop };
        for (index, step) in runbook.steps.iter_mut().enumerate() {
            step.number = index + 1;
            if let Work::Commands { site_code, .. } = &mut step.work {
                *site_code = drive(site_code, from, to);
            }
        }
        runbook.end_before_refused(&mut Trial::new(from.objects().cloned(), now))?;
        Ok(runbook)
    }

    /// Ends the runbook before the first step that a rule refuses.
    fn end_before_refused(&mut self, trial: &mut Trial) -> Result<(), StoreError> {
        for (index, step) in self.steps.iter().enumerate() {
            if let Some(error) = step.perform(trial)?.into_iter().next() {
                let text = error.to_string();
                let reason = text.strip_prefix(&format!("{}: ", error.object)).unwrap_or(&text);
                let why = format!("The step \"{}\" cannot be done: {reason}", step.title);
                self.stop = Some(Stop { object: error.object, why });
                self.steps.truncate(index);
                break;
            }
        }
        Ok(())
    }

    /// How long all steps take, in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.steps.iter().map(|step| step.minutes).sum()
    }
}

impl Stop {
    /// Setup of a site: what it makes is read from the site, not foreseen.
    pub(crate) fn after_setup(site: &Site) -> Self {
        let why = "The last step is setup, which changes more than this runbook knows. When it is done, collect the \
            hierarchy again, import it with \"supctl import-site\", and write the next runbook."
            .to_owned();
        Self { object: Object::Site(site.clone()).id(), why }
    }
}

/// The site on whose drive commands run: a secondary site has no SMS Provider, its parent does.
fn drive(site: &str, from: &State, to: &State) -> String {
    let parent = match to.site(site).or(from.site(site)) {
        Some(Site { r#type: SiteType::Secondary, parent_site_code, .. }) => parent_site_code.as_deref(),
        _ => None,
    };
    parent.unwrap_or(site).to_owned()
}
