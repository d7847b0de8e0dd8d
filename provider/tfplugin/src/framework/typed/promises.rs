//! What handlers promise: nothing they return is unknown, what was configured or planned stays as it is, and an object keeps its
//! identity.
//!
//! Terraform checks the same, and calls it a bug in the provider without saying where it is.

use std::fmt;

use super::provider_bug;
use crate::framework::context::Attempt;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::path::{Path, Place, StepRef};
use crate::framework::schema::{AttributeKind, Block, Field, IdentitySchema};
use crate::framework::value::Value;

/// Which handler of which type a message is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handler<'a> {
    pub(crate) name: &'static str,
    pub(crate) type_name: &'a str,
}

impl fmt::Display for Handler<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` of {}", self.name, self.type_name)
    }
}

impl Handler<'_> {
    /// What a handler failed with: an error at least. Terraform takes anything else for a success without an object.
    pub(crate) fn fails_with(self, mut found: Diagnostics) -> Diagnostics {
        if !found.has_errors() {
            let problem = format!("{self} failed without an error. Return one; `Context::warn` shows a warning");
            found.push(provider_bug(&problem));
        }
        found
    }

    /// Whether a handler that returned a value had not ended the attempt before.
    pub(crate) fn ends_once(self, attempt: &Attempt) -> Result<(), Diagnostics> {
        if attempt.is_last_after_all() {
            let problem = format!("{self} went on after `Context::try_again_in`. Return the error that it gives");
            return Err(provider_bug(&problem).into());
        }
        Ok(())
    }

    /// Values that are still unknown after a handler that sets all of them.
    pub(super) fn sets_every_value(self, answered: &Value) -> Result<(), Diagnostics> {
        self.refuse("left values unknown", &answered.unknown_paths(), "Set each to a value or to null")
    }

    /// Values that differ from known ones of the plan.
    pub(super) fn keeps_plan(self, planned: &Value, answered: &Value) -> Result<(), Diagnostics> {
        let found = answered.paths_unlike_plan(planned);
        self.refuse("returned other values than planned", &found, "Return what was planned, or set it in `plan`")
    }

    /// Arguments that a handler did not return as they were configured.
    pub(super) fn returns_arguments(self, config: &Value, answered: &Value) -> Result<(), Diagnostics> {
        let Value::Object(attributes) = config else { return Ok(()) };
        let changed = attributes.iter().filter(|(name, value)| is_changed(value, answered.get(name)));
        let paths: Vec<Path> = changed.map(|(name, _)| Path::of(name)).collect();
        self.refuse("changed arguments", &paths, "Return them as they were configured")
    }

    /// Values of a plan that neither the configuration nor the provider may set so.
    pub(super) fn plans_what_is_configured(
        self,
        block: &Block,
        prior: &Value,
        config: &Value,
        planned: &Value,
    ) -> Result<(), Diagnostics> {
        let mut found = Vec::new();
        unplannable(block, prior, config, planned, Place::ROOT, &mut found);
        self.refuse(
            "changed what is configured",
            &found,
            "Change computed attributes only, and only where they are not configured",
        )
    }

    /// What a replacement is planned for.
    pub(super) fn replaces_for(self, block: &Block, paths: &[Path]) -> Result<(), Diagnostics> {
        let is_known = |path: &&Path| {
            let name = path.attribute_name();
            name.is_some_and(|name| block.attributes.contains_key(name) || block.blocks.contains_key(name))
        };
        let unknown: Vec<Path> = paths.iter().filter(|path| !is_known(path)).cloned().collect();
        self.refuse("replaces the object for what it does not have", &unknown, "Name attributes of the schema")
    }

    /// The identity of an object that exists.
    pub(super) fn returns_identity(self, identity: Option<Value>) -> Result<Value, Diagnostics> {
        identity.ok_or_else(|| {
            provider_bug(&format!("{self} left an object without identity. Return it from `identity`")).into()
        })
    }

    /// Attributes of the identity that differ from those that the object had, or was planned with.
    pub(super) fn keeps_identity(self, schema: &IdentitySchema, was: &Value, is: &Value) -> Result<(), Diagnostics> {
        self.refuse(
            "changed the identity of an object",
            &schema.differences(was, is),
            "Return the object that was asked for, replace it where these attributes change, or set IDENTITY_CHANGES",
        )
    }

    fn refuse(self, broken: &str, paths: &[Path], remedy: &str) -> Result<(), Diagnostics> {
        if paths.is_empty() {
            return Ok(());
        }
        let paths: Vec<String> = paths.iter().map(Path::to_string).collect();
        Err(provider_bug(&format!("{self} {broken}: {}. {remedy}", paths.join(", "))).into())
    }
}

/// Whether a plain argument is another one. In an object, a handler sets what is computed.
fn is_changed(configured: &Value, answered: &Value) -> bool {
    match configured {
        Value::Null | Value::Unknown(_) => false,
        Value::Bool(_) | Value::String(_) => configured != answered,
        _ => answered.is_null(),
    }
}

fn unplannable(block: &Block, prior: &Value, config: &Value, planned: &Value, place: Place<'_>, found: &mut Vec<Path>) {
    for (position, (name, field)) in block.fields().enumerate() {
        let part = |value| Value::get_near(value, name, position);
        let (prior, config, planned) = (part(prior), part(config), part(planned));
        let is_kept = planned == prior && !prior.is_null() && !config.is_null();
        let place = place.attribute(name);
        match field {
            _ if planned == config || is_kept => {}
            Field::Attribute(attribute) if attribute.write_only && planned.is_null() => {}
            Field::Attribute(attribute) if config.is_null() && attribute.presence.is_computed() => {}
            Field::Attribute(attribute) => match &attribute.kind {
                AttributeKind::Nested(_, nested) if same_form(config, planned) => {
                    unplannable_parts(nested, prior, config, planned, place, found);
                }
                _ => found.push(place.to_path()),
            },
            Field::Block(nested) if same_form(config, planned) => {
                unplannable_parts(&nested.block, prior, config, planned, place, found);
            }
            Field::Block(_) => found.push(place.to_path()),
        }
    }
}

fn same_form(config: &Value, planned: &Value) -> bool {
    match (config, planned) {
        (Value::Object(_), Value::Object(_)) => true,
        (Value::List(config), Value::List(planned)) => config.len() == planned.len(),
        (Value::Map(config), Value::Map(planned)) => config.keys().eq(planned.keys()),
        (Value::Set(config), Value::Set(planned)) => config.len() == planned.len(),
        _ => false,
    }
}

/// `config` and `planned` have the same form.
fn unplannable_parts(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &Value,
    place: Place<'_>,
    found: &mut Vec<Path>,
) {
    match (config, planned) {
        (Value::Object(_), _) => unplannable(block, prior, config, planned, place, found),
        (Value::List(items), Value::List(after)) => {
            let before = |position: usize| match prior {
                Value::List(items) => items.get(position).unwrap_or(&Value::NULL),
                _ => &Value::NULL,
            };
            for (position, (config, planned)) in items.iter().zip(after).enumerate() {
                unplannable(block, before(position), config, planned, place.then(StepRef::Index(position)), found);
            }
        }
        (Value::Map(entries), _) => {
            for (key, config) in entries {
                unplannable(block, prior.get(key), config, planned.get(key), place.then(StepRef::Key(key)), found);
            }
        }
        // Elements of a set have no address.
        _ => {}
    }
}
