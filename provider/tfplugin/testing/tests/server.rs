//! A provider of one resource, served inside the test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::provider::{Provider, Registry};
use tfplugin::framework::resource::{Create, Failure, GenerateConfig, Resource, Update};
use tfplugin::framework::value::Attr;
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
    }
}

impl Resource for Parcels {
    type Client = bool;
    type Model = Parcel;
    const TYPE_NAME: &'static str = "post_parcel";

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
