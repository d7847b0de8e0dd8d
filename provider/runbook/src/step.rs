//! One step of a runbook.

use hierarchy::{Change, Finding, ObjectId, StoreError, Trial};
use schemars::JsonSchema;
use serde::Serialize;

use crate::reading::Reading;

/// One step: what it checks, does and verifies, and how it is undone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// Its number, from 1.
    pub number: usize,
    /// What it does, in words.
    pub title: String,
    /// The object it is about.
    pub object: ObjectId,
    /// What is read before it (already so: it is skipped; another value than expected: the runbook stops) and after it; null
    /// where nothing tells.
    pub reading: Option<Reading>,
    /// What is done.
    pub work: Work,
    /// How it is undone.
    pub undo: Undo,
    /// What can go wrong.
    pub risk: Risk,
    /// How long it takes, in minutes: an estimate, not a measurement.
    pub minutes: u32,
    /// What it changes in the hierarchy.
    #[serde(skip)]
    pub changes: Vec<Change>,
    /// Whether the hierarchy synchronizes in it.
    #[serde(skip)]
    pub synchronizes: bool,
    /// Whether it ends when what it waits for has happened.
    #[serde(skip)]
    pub(crate) waits: bool,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Work {
    /// Commands run on the drive of a site.
    Commands {
        /// The site.
        site_code: String,
        /// Statements of PowerShell.
        commands: Vec<String>,
    },
    /// No cmdlet does it: a person does.
    Task {
        /// What to do, in sentences.
        instructions: String,
        /// Where in the console; null if it is not there.
        console: Option<String>,
    },
}

/// How a step is undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Undo {
    /// By these statements, on the same drive.
    Commands {
        /// Statements of PowerShell.
        commands: Vec<String>,
    },
    /// By a person.
    Task {
        /// What to do, in sentences.
        instructions: String,
    },
    /// Not at all.
    Impossible {
        /// Why.
        because: String,
    },
}

/// How much a step can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// It changes a setting that can be set back.
    Low,
    /// Clients or downstream servers notice it while it runs, or the next synchronization is a full one.
    Medium,
    /// It cannot be undone, or removes something.
    High,
}

impl Risk {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl Step {
    /// Makes its changes in a trial. Returns the errors of the rules that refuse one of them; none if it is done.
    ///
    /// # Errors
    /// As [`Trial::make`].
    pub fn perform(&self, trial: &mut Trial) -> Result<Vec<Finding>, StoreError> {
        for change in &self.changes {
            let errors = trial.make(change)?;
            if !errors.is_empty() {
                return Ok(errors);
            }
        }
        if self.synchronizes {
            trial.synchronize();
        }
        Ok(Vec::new())
    }

    /// What takes the place of its reading if it has none.
    pub(crate) fn unread(&self) -> Option<&'static str> {
        match &self.reading {
            Some(_) => None,
            None if self.waits => Some("It is done each time, and waits for its end."),
            None => Some("Nothing at the site tells whether it is done."),
        }
    }

    pub(crate) fn waiting(self) -> Self {
        Self { waits: true, ..self }
    }

    pub(crate) fn new(title: String, object: ObjectId, work: Work) -> Self {
        let undo = Undo::Impossible { because: "the step is not a change".to_owned() };
        Self {
            number: 0,
            title,
            object,
            reading: None,
            work,
            undo,
            risk: Risk::Low,
            minutes: 1,
            changes: Vec::new(),
            synchronizes: false,
            waits: false,
        }
    }

    pub(crate) fn commands(title: String, object: ObjectId, site: &str, commands: Vec<String>) -> Self {
        Self::new(title, object, Work::Commands { site_code: site.to_owned(), commands })
    }

    pub(crate) fn task(title: String, object: ObjectId, instructions: String, console: Option<&str>) -> Self {
        let work = Work::Task { instructions, console: console.map(str::to_owned) };
        Self { minutes: 15, ..Self::new(title, object, work) }
    }

    pub(crate) fn reading(self, reading: Option<Reading>) -> Self {
        Self { reading, ..self }
    }

    pub(crate) fn undone_by(self, commands: Vec<String>) -> Self {
        Self { undo: Undo::Commands { commands }, ..self }
    }

    pub(crate) fn undone_by_hand(self, instructions: String) -> Self {
        Self { undo: Undo::Task { instructions }, ..self }
    }

    pub(crate) fn not_undone(self, because: &str) -> Self {
        Self { undo: Undo::Impossible { because: because.to_owned() }, ..self }
    }

    pub(crate) fn takes(self, minutes: u32, risk: Risk) -> Self {
        Self { minutes, risk, ..self }
    }

    pub(crate) fn changing(self, changes: Vec<Change>) -> Self {
        Self { changes, ..self }
    }

    /// With changes that follow from its own.
    pub(crate) fn also(mut self, changes: impl IntoIterator<Item = Change>) -> Self {
        self.changes.extend(changes);
        self
    }
}
