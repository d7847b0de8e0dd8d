//! What the framework does with identities.

use tfplugin_derive::{Identity, Schema};

use super::context;
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::identity::IdentifiedResource;
use crate::framework::resource::{Create, Failure, Resource, Update};
use crate::framework::typed::{AnyResource, TypedResource};
use crate::framework::value::{Attr, Value};

/// A parcel.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
struct Parcel {
    /// Its number.
    #[tf(computed, stable)]
    number: Attr<String>,
    /// Who receives it.
    #[tf(required, replace)]
    receiver: Attr<String>,
    /// What it weighs, in grams.
    #[tf(optional)]
    grams: Attr<i64>,
}

/// What identifies it.
#[derive(Identity)]
struct Label {
    /// Who receives it.
    #[tf(required_for_import, ignore_case)]
    receiver: String,
    /// Its number.
    #[tf(optional_for_import)]
    number: Option<String>,
}

type Written = fn(Parcel) -> Result<Parcel, Failure<Parcel>>;

/// A post office whose handlers answer with whatever a test says.
struct Post<const CHANGES: bool> {
    identity: fn(&Parcel) -> Option<Label>,
    write: Written,
    read: fn(Parcel) -> Option<Parcel>,
}

/// It numbers every parcel 1.
const HONEST: Post<false> = Post { identity: label, write: |planned| Ok(numbered(planned)), read: Some };

fn label(parcel: &Parcel) -> Option<Label> {
    let number = match &parcel.number {
        Attr::Unknown => return None,
        Attr::Null => None,
        Attr::Known(number) => Some(number.clone()),
    };
    Some(Label { receiver: parcel.receiver.known()?.clone(), number })
}

fn numbered(parcel: Parcel) -> Parcel {
    Parcel { number: Attr::Known("1".to_owned()), ..parcel }
}

fn late() -> Failure<Parcel> {
    Diagnostic::error("The parcel is late", "Wait.").into()
}

impl<const CHANGES: bool> Resource for Post<CHANGES> {
    type Client = ();
    type Model = Parcel;
    const TYPE_NAME: &'static str = "post_parcel";

    fn create(&self, _: &mut Context<'_, ()>, create: Create<Parcel>) -> Result<Parcel, Failure<Parcel>> {
        (self.write)(create.planned)
    }

    fn read(&self, _: &mut Context<'_, ()>, state: Parcel) -> Result<Option<Parcel>, Diagnostics> {
        Ok((self.read)(state))
    }

    fn update(&self, _: &mut Context<'_, ()>, update: Update<Parcel>) -> Result<Parcel, Failure<Parcel>> {
        (self.write)(update.planned)
    }

    fn delete(&self, _: &mut Context<'_, ()>, _: Parcel) -> Result<(), Diagnostics> {
        Err(late().diagnostics)
    }

    fn import(&self, _: &mut Context<'_, ()>, number: &str) -> Result<Parcel, Diagnostics> {
        Ok(Parcel { number: Attr::Known(number.to_owned()), ..Parcel::default() })
    }
}

impl<const CHANGES: bool> IdentifiedResource for Post<CHANGES> {
    type Identity = Label;
    const IDENTITY_CHANGES: bool = CHANGES;

    fn identity(&self, parcel: &Parcel) -> Option<Label> {
        (self.identity)(parcel)
    }
}

fn parcel(number: Value, receiver: &str, grams: i64) -> Value {
    Value::Object([("grams", grams.into()), ("number", number), ("receiver", receiver.into())].into())
}

fn identity(number: Value, receiver: &str) -> Value {
    Value::Object([("number", number), ("receiver", receiver.into())].into())
}

/// The outcome of a call, and the identity after it.
fn call<T, const CHANGES: bool>(
    post: Post<CHANGES>,
    identity: Option<Value>,
    call: impl FnOnce(&dyn AnyResource<()>, &mut Context<'_, ()>) -> T,
) -> (T, Option<Value>) {
    let resource = TypedResource::identified(post);
    let mut outcome = None;
    context(|context| {
        context.identity = identity;
        let answer = call(&resource, context);
        outcome = Some((answer, context.identity.take()));
    });
    outcome.unwrap()
}

/// What an error says after the name of the type.
fn said(errors: &Diagnostics) -> Vec<String> {
    let start = |detail: &str| detail.split(". This is a bug").next().unwrap_or_default().to_owned();
    errors.iter().map(|error| start(&error.detail)).collect()
}

#[test]
fn an_identity_is_planned_once_it_is_known() {
    let config = |receiver: &str, grams| parcel(Value::Null, receiver, grams);
    let (of_ada, of_one) = (parcel("1".into(), "Ada", 5), identity("1".into(), "Ada"));
    let by_receiver = |parcel: &Parcel| label(&Parcel { number: Attr::Null, ..parcel.clone() });
    for (post, prior, had, config, expected) in [
        (HONEST, Value::Null, None, config("Ada", 5), None),
        (
            Post { identity: by_receiver, ..HONEST },
            Value::Null,
            None,
            config("Ada", 5),
            Some(identity(Value::Null, "Ada")),
        ),
        (HONEST, of_ada.clone(), Some(of_one.clone()), config("Ada", 5), Some(of_one.clone())),
        (HONEST, of_ada.clone(), Some(of_one.clone()), config("Ada", 6), Some(of_one.clone())),
        // A state from before the type had an identity.
        (HONEST, of_ada.clone(), None, config("Ada", 6), Some(of_one.clone())),
        // It is not planned yet.
        (HONEST, of_ada.clone(), Some(of_one.clone()), parcel(Value::Null, "Ada", 5), Some(of_one.clone())),
        (
            Post { identity: |_| None, ..HONEST },
            of_ada.clone(),
            Some(of_one.clone()),
            config("Ada", 6),
            Some(of_one.clone()),
        ),
        // Replaced: the new object has its own.
        (HONEST, of_ada.clone(), Some(of_one.clone()), config("Grace", 5), Some(identity("1".into(), "Grace"))),
        (Post { identity: |_| None, ..HONEST }, of_ada, Some(of_one), config("Grace", 5), None),
    ] {
        let (planned, identity) = call(post, had, |post, context| post.plan(context, &prior, &config));
        assert!(planned.is_ok());
        assert_eq!(identity, expected, "{config:?}");
    }
}

#[test]
fn an_object_that_exists_has_an_identity_after_every_call() {
    let (planned, stored) = (parcel(Value::UNKNOWN, "Ada", 5), parcel("1".into(), "Ada", 5));
    let (had, expected) = (identity("1".into(), "Ada"), Some(identity("1".into(), "Ada")));
    let half = |planned| Err(late().with_state(numbered(planned)));
    let nothing = |_| Err(late());
    for (write, prior, planned, before, after) in [
        (HONEST.write, &Value::Null, &planned, None, expected.clone()),
        (HONEST.write, &stored, &stored, Some(had.clone()), expected.clone()),
        (HONEST.write, &stored, &stored, None, expected.clone()),
        (half, &Value::Null, &planned, None, expected.clone()),
        (half, &stored, &stored, None, expected.clone()),
        (nothing, &stored, &stored, None, expected.clone()),
        (nothing, &Value::Null, &planned, Some(had.clone()), None),
        (HONEST.write, &stored, &Value::Null, Some(had.clone()), expected.clone()),
        (HONEST.write, &stored, &Value::Null, None, expected.clone()),
    ] as [(Written, _, _, _, _); 9]
    {
        let post = Post { write, ..HONEST };
        let (_, identity) = call(post, before, |post, context| post.apply(context, prior, planned, planned));
        assert_eq!(identity, after, "{prior:?}, {planned:?}");
    }
    for (read, before, after) in [
        (HONEST.read, None, expected.clone()),
        (HONEST.read, Some(had.clone()), expected.clone()),
        // Its number was not known when it was imported.
        (HONEST.read, Some(identity(Value::Null, "ADA")), expected.clone()),
        (|_| None, Some(had), expected),
    ] as [(fn(Parcel) -> Option<Parcel>, _, _); 4]
    {
        let (read, identity) =
            call(Post { read, ..HONEST }, before, |post, context| post.read(context, &stored).map(drop));
        assert_eq!((read, identity), (Ok(()), after));
    }
}

#[test]
fn a_missing_or_changed_identity_is_a_bug_of_the_handler() {
    let missing = Post { identity: |_| None, ..HONEST };
    let stored = parcel("1".into(), "Ada", 5);
    let apply = |post, prior: &Value| {
        let before = Some(identity("2".into(), "Ada"));
        let (applied, _) = call(post, before, |post, context| post.apply(context, prior, &stored, &stored));
        assert_eq!(applied.state, stored);
        said(&applied.errors)
    };
    let without = |handler| {
        vec![format!("`{handler}` of post_parcel left an object without identity. Return it from `identity`")]
    };
    assert_eq!(apply(Post { ..missing }, &Value::Null), without("create"));
    assert_eq!(apply(Post { ..missing }, &stored), without("update"));
    let (read, _) = call(missing, None, |post, context| post.read(context, &stored));
    assert_eq!(said(&read.unwrap_err()), without("read"));

    let changed = |handler, attributes| {
        vec![format!(
            "`{handler}` of post_parcel changed the identity of an object: {attributes}. Return the object that was asked \
             for, replace it where these attributes change, or set IDENTITY_CHANGES"
        )]
    };
    assert_eq!(apply(HONEST, &Value::Null), changed("create", "number"));
    assert_eq!(apply(HONEST, &stored), changed("update", "number"));
    let other = || Some(identity("2".into(), "Grace"));
    let (read, _) = call(HONEST, other(), |post, context| post.read(context, &stored));
    assert_eq!(said(&read.unwrap_err()), changed("read", "number, receiver"));
    let (planned, _) = call(HONEST, other(), |post, context| post.plan(context, &stored, &stored).map(drop));
    assert_eq!(said(&planned.unwrap_err()), changed("plan", "number, receiver"));

    let changing = || Post::<true> { identity: label, write: HONEST.write, read: Some };
    let expected = Some(identity("1".into(), "Ada"));
    let (read, now) = call(changing(), other(), |post, context| post.read(context, &stored).map(drop));
    assert_eq!((read, now), (Ok(()), expected.clone()));
    let (_, now) = call(changing(), other(), |post, context| post.apply(context, &stored, &stored, &stored));
    assert_eq!(now, expected);
}

#[test]
fn an_object_is_imported_by_its_id_or_its_identity() {
    let (imported, known) = call(HONEST, None, |post, context| post.import(context, "1"));
    assert_eq!((imported.unwrap().get("number"), known), (&"1".into(), None));

    let given = identity(Value::Null, "Ada");
    let (imported, known) = call(HONEST, None, |post, context| post.import_by_identity(context, &given));
    assert_eq!((imported.unwrap().get("receiver"), known), (&"Ada".into(), Some(given)));

    let nobody = Value::Object([("number", "1".into()), ("receiver", Value::Null)].into());
    let (imported, _) = call(HONEST, None, |post, context| post.import_by_identity(context, &nobody));
    let incomplete = Diagnostic::error(
        "The identity of the post_parcel to import is incomplete",
        "Set receiver in the identity of the import block.",
    );
    assert_eq!(imported, Err(incomplete.into()));
}

#[test]
fn an_older_identity_is_upgraded_or_left_to_the_next_read() {
    let resource = TypedResource::identified(HONEST);
    let upgrade = |version, json: &str| resource.upgrade_identity(version, json.as_bytes());
    let expected = Some(identity(Value::Null, "Ada"));
    assert_eq!(upgrade(0, r#"{"receiver":"Ada"}"#), Ok(expected.clone()));
    assert_eq!(upgrade(-1, r#"{"receiver":"Ada","weight":1}"#), Ok(expected));
    for json in [r#"{"receiver":["Ada"]}"#, "{", "[]", r#"{"receiver":1}"#] {
        let refused = upgrade(-1, json).unwrap_err();
        let error = refused.iter().next().unwrap();
        assert_eq!(error.summary, "The identity of a post_parcel in the state cannot be read", "{json}");
    }
}
