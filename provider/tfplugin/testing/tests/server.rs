//! A provider of one resource, served inside the test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use tfplugin::prelude::*;
use tfplugin_testing::{TestContext, TestServer};

/// A parcel.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
struct Parcel {
    /// The number of the parcel.
    #[tf(computed, stable)]
    number: Attr<String>,
    /// Who receives it.
    #[tf(required, replace, length(min = 1))]
    receiver: Attr<String>,
    /// What it weighs, in grams.
    #[tf(optional, default = 500, range(min = 1))]
    grams: Attr<u32>,
    /// How it travels.
    #[tf(optional, default = "ground")]
    speed: Attr<Speed>,
}

/// How a parcel travels.
#[derive(Clone, Debug, PartialEq, Schema)]
enum Speed {
    Ground,
    NextDay,
}

/// The post.
#[derive(Schema)]
struct Config {
    /// Whether it answers with another weight than planned.
    #[tf(optional)]
    wrong_scales: Attr<bool>,
}

struct Post;
struct Parcels;

impl Provider for Post {
    type Config = Config;
    type Client = bool;

    fn configure(&self, config: Config, _: &str) -> Result<bool, Diagnostics> {
        Ok(config.wrong_scales == Attr::Known(true))
    }

    fn register(&self, registry: &mut Registry<bool>) {
        registry.resource(Parcels);
        registry.ephemeral_resource(Stamps);
    }
}

impl Resource for Parcels {
    type Client = bool;
    type Model = Parcel;
    const TYPE_NAME: &'static str = "post_parcel";
    const VERSION: i64 = 1;

    fn validate(&self, validation: Validation<Parcel>) -> Diagnostics {
        match validation.config.receiver.known().map(String::as_str) {
            Some("Nobody") => Diagnostic::error("Nobody receives nothing", "Name a person.").into(),
            _ => Diagnostics::new(),
        }
    }

    fn plan(&self, _: &mut Context<'_, bool>, plan: &mut Plan<'_, Parcel>) -> Result<(), Diagnostics> {
        if plan.planned.grams.is_null() {
            plan.planned.grams = Attr::Known(500);
        }
        Ok(())
    }

    fn create(&self, context: &mut Context<'_, bool>, create: Create<Parcel>) -> Result<Parcel, Failure<Parcel>> {
        context.private.set_bytes(b"stamped");
        context.warn(Diagnostic::warning("Holidays", "The parcel may be late."));
        let grams = if *context.client { Attr::Known(1) } else { create.planned.grams };
        Ok(Parcel { number: Attr::Known("P1".to_owned()), grams, ..create.planned })
    }

    fn read(&self, _: &mut Context<'_, bool>, state: Parcel) -> Result<Option<Parcel>, Diagnostics> {
        let is_lost = state.number == Attr::Known("lost".to_owned());
        Ok((!is_lost).then(|| Parcel { receiver: Attr::Known("Ada".to_owned()), ..state }))
    }

    fn update(&self, _: &mut Context<'_, bool>, update: Update<Parcel>) -> Result<Parcel, Failure<Parcel>> {
        Ok(update.planned)
    }

    fn delete(&self, _: &mut Context<'_, bool>, _: Parcel) -> Result<(), Diagnostics> {
        Err(Diagnostic::error("The parcel is on its way", "Wait.").into())
    }

    fn upgrade(&self, old: &OldState) -> Result<Option<Parcel>, Diagnostics> {
        old.read().map(|Letter { to }| Some(Parcel { receiver: Attr::Known(to), ..Parcel::default() }))
    }

    fn move_from(&self, source: &MoveSource) -> Result<Option<Parcel>, Diagnostics> {
        if (source.type_name.as_str(), source.schema_version) != ("post_letter", 0) {
            return Ok(None);
        }
        source.read().map(|Letter { to }| Some(Parcel { receiver: Attr::Known(to), ..Parcel::default() }))
    }

    /// Wrong on purpose for a heavy parcel.
    fn generate_config(
        &self,
        _: &mut Context<'_, bool>,
        generate: GenerateConfig<Parcel>,
    ) -> Result<Parcel, Diagnostics> {
        let is_heavy = matches!(generate.config.grams, Attr::Known(grams) if grams > 10_000);
        let speed = if is_heavy { Attr::Null } else { generate.config.speed };
        Ok(Parcel { speed, ..generate.config })
    }

    fn import(&self, _: &mut Context<'_, bool>, id: &str) -> Result<Parcel, Diagnostics> {
        Ok(Parcel { number: Attr::Known(id.to_owned()), ..Parcel::default() })
    }
}

/// What version 0 of a parcel stored, and what a letter does.
#[derive(serde::Deserialize)]
struct Letter {
    to: String,
}

/// A stamp, printed for one run.
#[derive(Clone, Debug, Schema)]
struct Stamp {
    /// Its price, in cents.
    #[tf(required, range(min = 1))]
    cents: u32,
    /// What is printed on it.
    #[tf(computed, sensitive)]
    code: Attr<String>,
}

struct Stamps;

/// Its private data is how often it was printed.
impl EphemeralResource for Stamps {
    type Client = bool;
    type Model = Stamp;
    const TYPE_NAME: &'static str = "post_stamp";

    fn open(&self, context: &mut Context<'_, bool>, config: Stamp) -> Result<Opened<Stamp>, Diagnostics> {
        context.private.write(&1)?;
        context.warn(Diagnostic::warning("Prices rise", "Buy stamps now."));
        let code = Attr::Known(format!("{}-1", config.cents));
        Ok(Opened::new(Stamp { code, ..config }).renew_at(UNIX_EPOCH))
    }

    fn renew(&self, context: &mut Context<'_, bool>) -> Result<Option<SystemTime>, Diagnostics> {
        let printed = context.private.read::<u64>()?.unwrap_or(0);
        context.private.write(&(printed + 1))?;
        Ok(None)
    }

    fn close(&self, _: &bool, private: Private) -> Result<(), Diagnostics> {
        match private.read::<u64>()? {
            Some(2) => Ok(()),
            other => Err(Diagnostic::error("The stamp is not as it was renewed", format!("{other:?}")).into()),
        }
    }
}

fn to_ada() -> Parcel {
    Parcel { receiver: Attr::Known("Ada".to_owned()), ..Parcel::default() }
}

fn summaries(found: &Diagnostics) -> Vec<&str> {
    found.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

#[test]
fn an_object_lives_as_in_terraform() {
    let server = TestServer::configured(Post, &Config { wrong_scales: Attr::Null }).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();

    let planned = parcels.plan(None, &to_ada()).unwrap();
    let expected =
        Parcel { number: Attr::Unknown, grams: Attr::Known(500), speed: Attr::Known(Speed::Ground), ..to_ada() };
    assert_eq!(planned.values, Some(expected.clone()));

    let created = parcels.apply(planned).unwrap().unwrap();
    assert_eq!(created.values, Parcel { number: Attr::Known("P1".to_owned()), ..expected });
    assert_eq!((created.private.as_slice(), summaries(&created.warnings)), (&b"stamped"[..], vec!["Holidays"]));

    let faster = Parcel { speed: Attr::Known(Speed::NextDay), ..to_ada() };
    let updated = parcels.update(&created, &faster).unwrap();
    assert_eq!(updated.values.number, Attr::Known("P1".to_owned()));

    let elsewhere = Parcel { receiver: Attr::Known("Grace".to_owned()), ..to_ada() };
    let replaced = parcels.plan(Some(&updated), &elsewhere).unwrap();
    assert_eq!(replaced.replace, [Path::of("receiver")]);
    assert_eq!(summaries(&parcels.apply(replaced).unwrap_err()), ["The plan replaces the object"]);

    assert_eq!(parcels.read(&updated).unwrap().unwrap().values, updated.values);
    assert_eq!(summaries(&parcels.delete(&updated).unwrap_err()), ["The parcel is on its way"]);
    assert_eq!(parcels.import("P7").unwrap().values.receiver, Attr::Known("Ada".to_owned()));
    assert!(parcels.import("lost").is_err());
}

#[test]
fn a_configuration_is_generated_for_an_object() {
    let server = TestServer::configured(Post, &Config { wrong_scales: Attr::Null }).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();
    let created = parcels.create(&Parcel { grams: Attr::Known(250), ..to_ada() }).unwrap();
    let written = parcels.generate_config(&created).unwrap();
    assert_eq!((written.get("receiver").as_str(), written.get("grams")), (Some("Ada"), &250.into()));
    assert!(["number", "speed"].iter().all(|left_out| written.get(left_out).is_null()), "{written:?}");
}

#[test]
fn a_generated_configuration_that_plans_to_a_change_is_an_error() {
    let server = TestServer::configured(Post, &Config { wrong_scales: Attr::Null }).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();
    let by_air = Parcel { grams: Attr::Known(20_000), speed: Attr::Known(Speed::NextDay), ..to_ada() };
    let errors = parcels.generate_config(&parcels.create(&by_air).unwrap()).unwrap_err();
    let place = errors.iter().map(|error| error.path.clone()).collect::<Vec<_>>();
    assert_eq!(
        (summaries(&errors), place),
        (vec!["The generated configuration plans to a change"], vec![Some(Path::of("speed"))])
    );
}

#[test]
fn a_configuration_is_checked_by_its_schema() {
    let server = TestServer::new(Post).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();
    for (config, summary) in [
        (Parcel::default(), "Missing value for \"receiver\""),
        (Parcel { receiver: Attr::Known(String::new()), ..to_ada() }, "Invalid value for \"receiver\""),
        (Parcel { grams: Attr::Known(0), ..to_ada() }, "Invalid value for \"grams\""),
        (Parcel { number: Attr::Known("P1".to_owned()), ..to_ada() }, "\"number\" is read-only"),
    ] {
        assert_eq!(summaries(&parcels.validate(&config).unwrap_err()), [summary], "{config:?}");
    }
    assert!(parcels.validate(&Parcel { receiver: Attr::Unknown, ..to_ada() }).unwrap().is_empty());
}

#[test]
fn a_result_that_was_not_planned_is_an_error() {
    let server = TestServer::configured(Post, &Config { wrong_scales: Attr::Known(true) }).unwrap();
    let errors = server.resource::<Parcels>().unwrap().create(&to_ada()).unwrap_err();
    assert!(errors.iter().any(|error| error.detail.contains("other values than planned: grams")), "{errors:?}");
}

#[test]
fn a_handler_is_called_alone() {
    let mut test = TestContext::new(false);
    let create = Create::new(to_ada(), to_ada());
    let created = test.call(|context| Parcels.create(context, create)).unwrap();
    assert_eq!(created.number, Attr::Known("P1".to_owned()));
    assert_eq!((test.private(), summaries(test.warnings())), (&b"stamped"[..], vec!["Holidays"]));
}

#[test]
fn every_handler_is_called_alone() {
    let mut test = TestContext::new(false);
    let config = to_ada();
    let mut plan = Plan::new(None, &config, to_ada());
    test.call(|context| Parcels.plan(context, &mut plan)).unwrap();
    assert_eq!(plan.planned.grams, Attr::Known(500));

    let far = Parcel { receiver: Attr::Known("Nobody".to_owned()), ..Parcel::default() };
    assert_eq!(summaries(&Parcels.validate(Validation::new(far.clone(), far))), ["Nobody receives nothing"]);

    let generate = GenerateConfig::new(to_ada(), Parcel { grams: Attr::Known(20_000), ..to_ada() });
    assert_eq!(test.call(|context| Parcels.generate_config(context, generate)).unwrap().speed, Attr::Null);

    let old = OldState::of::<Parcels>(0, json!({ "to": "Ada" }));
    assert_eq!(Parcels.upgrade(&old).unwrap(), Some(to_ada()));
    let unreadable = OldState::of::<Parcels>(0, json!({ "to": [] }));
    assert!(summaries(&Parcels.upgrade(&unreadable).unwrap_err())[0].contains("post_parcel"));

    let mut letter = MoveSource::new("registry.terraform.io/example/post", "post_letter", json!({ "to": "Ada" }));
    assert_eq!(Parcels.move_from(&letter).unwrap(), Some(to_ada()));
    letter.schema_version = 1;
    assert_eq!(Parcels.move_from(&letter).unwrap(), None);
}

#[test]
fn a_state_of_another_shape_is_converted() {
    let server = TestServer::configured(Post, &Config { wrong_scales: Attr::Null }).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();
    assert_eq!(parcels.upgrade(0, &json!({ "to": "Ada" })).unwrap().values, to_ada());
    assert_eq!(parcels.upgrade(1, &json!({ "receiver": "Ada" })).unwrap().values, to_ada());
    assert!(parcels.upgrade(0, &json!({ "to": [] })).is_err());

    let letter = |name: &str| MoveSource::new("registry.terraform.io/example/post", name, json!({ "to": "Ada" }));
    assert_eq!(parcels.move_from(&letter("post_letter")).unwrap().values, to_ada());
    let refused = parcels.move_from(&letter("post_card")).unwrap_err();
    assert_eq!(summaries(&refused), ["A post_card cannot be moved to a post_parcel"]);
}

#[test]
fn an_ephemeral_resource_is_opened_renewed_and_closed() {
    let server = TestServer::configured(Post, &Config { wrong_scales: Attr::Null }).unwrap();
    let stamps = server.ephemeral_resource::<Stamps>().unwrap();
    let open = stamps.open(&Stamp { cents: 80, code: Attr::Null }).unwrap();
    assert_eq!((open.values.code.clone(), open.renew_at), (Attr::Known("80-1".to_owned()), Some(UNIX_EPOCH)));
    assert_eq!((open.private.as_slice(), summaries(&open.warnings)), (&b"1"[..], vec!["Prices rise"]));

    let renewed = stamps.renew(open).unwrap();
    assert_eq!((renewed.values.cents, renewed.renew_at, renewed.private.as_slice()), (80, None, &b"2"[..]));
    assert!(stamps.close(&renewed).unwrap().is_empty());

    let refused = stamps.open(&Stamp { cents: 0, code: Attr::Null }).unwrap_err();
    assert_eq!(summaries(&refused), ["Invalid value for \"cents\""]);
}
