//! Handlers that break a promise: each is told with the handler, the type and the attribute.

use std::time::Duration;

use super::*;
use crate::framework::path::Path;

fn prior() -> Value {
    read_as(json!({ "id": "1", "note": "x", "revision": 1, "rule": [], "group": {} }))
}

fn said(errors: &Diagnostics) -> String {
    let of_bug =
        " This is a bug in the provider, not in your configuration. Report it to the developers of the provider.";
    errors.iter().map(|error| error.detail.replace(of_bug, "")).collect::<Vec<_>>().join("\n")
}

/// What is said about an apply, and the state that is stored.
fn broken_apply(planned: Json, write: fn(Model, Model) -> Answer) -> (String, Json) {
    let mut outcome = None;
    context(|context| {
        let (planned, resource) = (read_as(planned), TypedResource::new(Sample { write, ..PLAIN }));
        let applied = resource.apply(context, &Value::Null, &planned, &planned);
        outcome = Some((said(&applied.errors), show(&applied.state)));
    });
    outcome.unwrap()
}

#[test]
fn an_apply_sets_every_value_and_changes_none() {
    let planned = || json!({ "id": "?", "note": "x", "revision": "?", "part": {}, "rule": [{}], "group": {} });
    type Create = fn(Model, Model) -> Answer;
    let cases: [(&str, Create, &str); 5] = [
        (
            "unknown",
            |planned, _| Ok(planned),
            "`create` of test_sample left values unknown: id, revision. Set each to a value or to null.",
        ),
        (
            "other",
            |planned, _| {
                let (id, revision) = (Attr::Known("1".to_owned()), Attr::Known(1));
                Ok(Model { id, revision, note: Attr::Known("y".to_owned()), ..planned })
            },
            "`create` of test_sample returned other values than planned: note. Return what was planned, or set it in `plan`.",
        ),
        (
            "both",
            |planned, _| Ok(Model { id: Attr::Null, rule: Attr::Known(vec![]), ..planned }),
            "`create` of test_sample left values unknown: revision. Set each to a value or to null.\n`create` of test_sample \
             returned other values than planned: rule. Return what was planned, or set it in `plan`.",
        ),
        (
            "without a form",
            |planned, _| {
                let id = Attr::Known("1".to_owned());
                let secret_wo = Attr::Known("hidden".to_owned());
                Ok(Model { id, share: Attr::Known(f64::NAN), secret_wo, ..planned })
            },
            "`create` of test_sample returned a value that does not match its schema: share: \"NaN\" is not a finite \
             decimal number.",
        ),
        (
            "a failure without an error",
            |planned, _| Err(Failure { diagnostics: Diagnostics::new(), state: Some(planned) }),
            "`create` of test_sample failed without an error. Return one; `Context::warn` shows a warning.",
        ),
    ];
    for (case, write, expected) in cases {
        let (said, state) = broken_apply(planned(), write);
        assert_eq!(said, expected, "{case}");
        assert!(state["note"].is_string() && state["id"] != "?", "the object is kept: {state}");
        assert_eq!(state["secret_wo"], Json::Null, "{case}");
    }
}

#[test]
fn a_plan_changes_computed_values_only() {
    let config = read_as(json!({ "note": "x", "part": { "share": 1 }, "rule": [], "group": {} }));
    let plan = |plan: fn(&mut Plan<'_, Model>), prior: &Value| {
        let mut outcome = String::new();
        context(|context| {
            let planned = TypedResource::new(Sample { plan, ..PLAIN }).plan(context, prior, &config);
            outcome = planned.err().map(|errors| said(&errors)).unwrap_or_default();
        });
        outcome
    };
    for prior in [Value::Null, prior()] {
        assert_eq!(plan(|plan| plan.planned.id = Attr::Known("2".to_owned()), &prior), "");
        let change: fn(&mut Plan<'_, Model>) = |plan| {
            plan.planned.note = Attr::Known("y".to_owned());
            plan.planned.share = Attr::Known(0.5);
            if let Attr::Known(part) = &mut plan.planned.part {
                part.share = Attr::Null;
            }
        };
        assert_eq!(
            plan(change, &prior),
            "`plan` of test_sample changed what is configured: note, part.share, share. Change computed attributes only, and only \
             where they are not configured."
        );
    }
}

#[test]
fn a_plan_replaces_for_attributes_of_the_schema() {
    let config = read_as(json!({ "note": "x", "rule": [], "group": {} }));
    context(|context| {
        let plan: fn(&mut Plan<'_, Model>) = |plan| plan.replace = vec![Path::of("note"), Path::of("nosuch")];
        let errors = TypedResource::new(Sample { plan, ..PLAIN }).plan(context, &prior(), &config).err().unwrap();
        assert_eq!(
            said(&errors),
            "`plan` of test_sample replaces the object for what it does not have: nosuch. Name attributes of the schema."
        );
    });
}

#[test]
fn a_handler_goes_on_after_it_asked_for_another_attempt() {
    context(|context| {
        let planned = read_as(json!({ "id": "1", "note": "x", "revision": 1, "rule": [], "group": {} }));
        let _ = context.try_again_in(Duration::from_millis(1));
        let applied = TypedResource::new(PLAIN).apply(context, &Value::Null, &planned, &planned);
        assert_eq!(
            said(&applied.errors),
            "`create` of test_sample went on after `Context::try_again_in`. Return the error that it gives."
        );
        assert_eq!(show(&applied.state)["id"], "1");
        assert!(context.attempt.again().is_none(), "the creation is not repeated");
    });
}

#[test]
fn reads_and_imports_set_every_value() {
    context(|context| {
        let read = |state| Model { id: Attr::Unknown, ..state };
        let errors = TypedResource::new(Sample { read, ..PLAIN }).read(context, &prior()).unwrap_err();
        assert_eq!(said(&errors), "`read` of test_sample left values unknown: id. Set each to a value or to null.");
    });
}

#[test]
fn an_id_that_has_no_attribute_is_the_mistake_of_the_author() {
    use crate::framework::resource::pass_through;
    let errors = pass_through::<Part>("id", "7").unwrap_err();
    assert_eq!(said(&errors), "`import` passes the id to the attribute \"id\", which the struct does not have.");
    assert_eq!(pass_through::<Model>("revision", "7").unwrap().revision, Attr::Known(7));
    assert!(pass_through::<Model>("revision", "seven").is_err());
}
