use super::circumstances::Circumstances;
use crate::change::Change;
use crate::judgement::Problem;
use crate::model::{Object, ObjectId, Stored, Subject, SyncSettings};
use crate::store::{StoreError, View};

/// What a rule that reads the hierarchy finds.
pub(crate) type Outcome = Result<Vec<Problem>, StoreError>;

/// A planned change, with what is known of the rest of the run.
pub(crate) struct PlannedChange<'a> {
    pub(crate) change: &'a Change,
    /// The object as it is until the change.
    pub(crate) before: Option<Stored<Object>>,
    /// The same object, planned elsewhere in the run.
    pub(crate) duplicate: Option<Stored<Object>>,
    /// Everything that is stored or planned, except what is to be removed.
    pub(crate) everything: &'a dyn View,
    /// The part of it that nothing planned later can change.
    pub(crate) settled: &'a dyn View,
    pub(crate) circumstances: &'a Circumstances,
    /// The central administration site that the run removes by making a primary site stand-alone, if the change is part
    /// of that and Terraform would make it in the wrong order.
    pub(crate) departure: Option<Departure>,
    /// Whether everything that exists after the run is known.
    pub(crate) is_audit: bool,
}

/// A central administration site that a run removes by making the primary site below it stand-alone.
#[derive(Debug)]
pub(crate) struct Departure {
    pub(crate) central: String,
    pub(crate) primary: String,
    /// The declared objects on the central administration site, which is the last of them.
    pub(crate) objects: Vec<ObjectId>,
}

/// A change to be judged.
pub(crate) struct RuleContext<'a> {
    pub(crate) id: ObjectId,
    pub(crate) change: &'a Change,
    /// The object before the change. For a rule that checks for conflicts: the same object, planned elsewhere.
    pub(crate) before: Option<&'a Stored<Object>>,
    /// The object as it is until the change.
    pub(crate) prior: Option<&'a Stored<Object>>,
    /// What the rule reads: see [`super::rule::Check`].
    pub(crate) view: &'a dyn View,
    /// Everything that is stored or planned.
    pub(crate) everything: &'a dyn View,
    /// The part of it that nothing planned later can change; absent when the change is made.
    pub(crate) settled: Option<&'a dyn View>,
    pub(crate) circumstances: &'a Circumstances,
    /// See [`PlannedChange::departure`].
    pub(crate) departure: Option<&'a Departure>,
    /// See [`PlannedChange::is_audit`].
    pub(crate) is_audit: bool,
}

/// An object about to be written.
pub(crate) struct WriteContext<'a, T> {
    pub(crate) object: &'a T,
    /// See [`RuleContext::before`]; absent when it is new.
    pub(crate) before: Option<&'a T>,
    /// See [`RuleContext::prior`].
    pub(crate) prior: Option<&'a T>,
    /// Whether it is created, or declared after a role created it implicitly.
    pub(crate) is_creation: bool,
    /// See [`RuleContext::is_planned`].
    pub(crate) is_planned: bool,
    /// See [`RuleContext::view`].
    pub(crate) view: &'a dyn View,
    /// See [`RuleContext::everything`].
    pub(crate) everything: &'a dyn View,
    /// See [`RuleContext::circumstances`].
    pub(crate) circumstances: &'a Circumstances,
}

impl<'a> RuleContext<'a> {
    /// A change that is about to be made.
    pub(crate) fn new(
        change: &'a Change,
        before: Option<&'a Stored<Object>>,
        view: &'a dyn View,
        circumstances: &'a Circumstances,
    ) -> Self {
        Self {
            id: change.id(),
            change,
            before,
            prior: before,
            view,
            everything: view,
            settled: None,
            circumstances,
            departure: None,
            is_audit: false,
        }
    }

    /// A planned change, once for rules about what it refers to and once for rules about conflicts.
    pub(crate) fn planned(planned: &'a PlannedChange<'a>) -> [Self; 2] {
        let PlannedChange { change, before: prior, duplicate, everything, settled, circumstances, departure, is_audit } =
            planned;
        [(prior, everything), (duplicate, settled)].map(|(before, view)| Self {
            id: change.id(),
            change,
            before: before.as_ref(),
            prior: prior.as_ref(),
            view: *view,
            everything: *everything,
            settled: Some(*settled),
            circumstances,
            departure: departure.as_ref(),
            is_audit: *is_audit,
        })
    }

    /// Whether the change is planned, so that other planned changes may still follow.
    pub(crate) fn is_planned(&self) -> bool {
        self.settled.is_some()
    }

    /// Whether the change is made as a part of a run: its plan was judged, and the rest of it may be made before or
    /// after.
    pub(crate) fn is_made_in_run(&self) -> bool {
        !self.is_planned() && !self.circumstances.rest_of_run.is_nothing()
    }

    /// What nothing planned later can change. When the change is made: everything.
    pub(crate) fn settled(&self) -> &'a dyn View {
        self.settled.unwrap_or(self.everything)
    }

    /// Whether it is to be created although it exists and is declared, not only created implicitly by a role.
    pub(crate) fn is_duplicate(&self) -> bool {
        let is_declared = self.before.is_some_and(|before| before.declared) && !self.circumstances.is_unmanaged;
        is_declared && matches!(self.change, Change::Create(_))
    }

    /// Judges an object of one type that is created or updated.
    pub(crate) fn on_write<T: Subject>(&self, rule: fn(&WriteContext<'_, T>) -> Outcome) -> Outcome {
        let Some(object) = self.written() else {
            return Ok(Vec::new());
        };
        let as_type = |stored: Option<&'a Stored<Object>>| stored.and_then(|stored| T::of(&stored.object));
        rule(&WriteContext {
            object,
            before: as_type(self.before),
            prior: as_type(self.prior),
            is_creation: matches!(self.change, Change::Create(_)),
            is_planned: self.is_planned(),
            view: self.view,
            everything: self.everything,
            circumstances: self.circumstances,
        })
    }

    /// The object that is created or updated, if it is of the type.
    pub(crate) fn written<T: Subject>(&self) -> Option<&'a T> {
        match self.change {
            Change::Create(object) | Change::Update(object) if !self.is_duplicate() => T::of(object),
            _ => None,
        }
    }

    /// Whether it removes a declared object.
    pub(crate) fn is_removal(&self) -> bool {
        matches!(self.change, Change::Delete(_)) && self.before.is_some_and(|before| before.declared)
    }

    /// Judges a declared object of one type whose removal needs others to change. In a run it waits for that
    /// ([`crate::Conditions::rest_of_run`]).
    pub(crate) fn on_removal_alone<T: Subject>(&self, rule: fn(&T, &dyn View) -> Outcome) -> Outcome {
        if self.is_made_in_run() { Ok(Vec::new()) } else { self.on_removal(rule) }
    }

    /// Judges a declared object of one type that is removed.
    pub(crate) fn on_removal<T: Subject>(&self, rule: fn(&T, &dyn View) -> Outcome) -> Outcome {
        let removed = self.before.filter(|_| self.is_removal());
        removed.and_then(|before| T::of(&before.object)).map_or(Ok(Vec::new()), |object| rule(object, self.view))
    }
}

impl WriteContext<'_, SyncSettings> {
    /// Whether creating the settings synchronizes.
    pub(crate) fn begins_synchronized(&self) -> bool {
        self.is_creation && self.object.begins_synchronized()
    }
}
