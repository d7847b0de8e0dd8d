//! Actions as a service: what they show, and their last word, which comes whatever happens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use tfplugin::Schema;
use tfplugin::framework::schema::Schema;
use tfplugin::framework::value::Value;
use tfplugin::prelude::*;
use tfplugin::protocol::tfplugin6 as wire;
use tfplugin_testing::TestServer;
use tokio_stream::StreamExt as _;
use tonic::Request;
use wire::invoke_action::event::Type as Event;
use wire::provider_server::Provider as _;

#[derive(Schema)]
struct Tower {}

/// What the bells did.
#[derive(Clone, Default)]
struct Bells {
    attempts: Arc<AtomicU32>,
    /// Whether a bell noticed that nobody listens any more.
    is_silenced: Arc<AtomicBool>,
    /// Lets a bell go that notices nothing.
    is_over: Arc<AtomicBool>,
}

impl Provider for Bells {
    type Config = Tower;
    type Client = Self;
    const HANDLERS_AT_ONCE: usize = 1;

    fn configure(&self, _: Tower, _: &str) -> Result<Self, Diagnostics> {
        Ok(self.clone())
    }

    fn register(&self, registry: &mut Registry<Self>) {
        registry.action(Ring);
    }
}

/// Rings a bell.
#[derive(Clone, Debug, Schema)]
struct Config {
    /// What it does.
    #[tf(required)]
    how: Attr<How>,
    /// How often.
    #[tf(optional, range(min = 1))]
    times: Attr<u8>,
    /// Who pulls the rope.
    #[tf(optional)]
    ringer: Option<String>,
    /// The key of the tower.
    #[tf(optional, write_only)]
    key_wo: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
enum How {
    Well,
    Warning,
    Failing,
    Panicking,
    Again,
    UntilCanceled,
    Regardless,
    Unasked,
    Deferred,
    WronglyDeferred,
}

fn ring(how: How) -> Config {
    Config { how: Attr::Known(how), times: Attr::Null, ringer: None, key_wo: None }
}

struct Ring;

impl Action for Ring {
    type Client = Bells;
    type Config = Config;
    const TYPE_NAME: &'static str = "test_ring";

    fn validate(&self, config: &Config) -> Diagnostics {
        match &config.ringer {
            Some(ringer) if ringer.is_empty() => Diagnostic::error("Nobody pulls the rope", "Name a ringer.").into(),
            _ => Diagnostics::new(),
        }
    }

    fn plan(&self, context: &mut Context<'_, Bells>, config: Config) -> Result<(), Diagnostics> {
        match config.how {
            Attr::Known(How::Failing) => return Err(Diagnostic::error("The bell is cracked", "Cast another.").into()),
            Attr::Known(How::Deferred | How::Unasked) => context.defer(DeferReason::ProviderConfigUnknown),
            Attr::Known(How::WronglyDeferred) => context.defer(DeferReason::AbsentPrerequisite),
            Attr::Known(How::Warning) => context.warn(Diagnostic::warning("It is late", "Ring softly.")),
            _ => {}
        }
        Ok(())
    }

    fn invoke(&self, context: &mut Context<'_, Bells>, config: Config, progress: &Progress) -> Result<(), Diagnostics> {
        let attempt = context.client.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        for time in 1..=config.times.known().copied().unwrap_or(1) {
            progress.report(format!("dong {time}"));
        }
        match config.how.known() {
            Some(How::Failing) => Err(Diagnostic::error("The rope is torn", "Tie it.").at(Path::of("ringer")).into()),
            Some(How::Panicking) => panic!("the clapper fell"),
            Some(How::Again) if attempt < 3 => Err(context.try_again_in(Duration::from_millis(1))),
            Some(How::Warning) => {
                context.warn(Diagnostic::warning("The neighbors woke up", "Ring softly."));
                Ok(())
            }
            Some(How::UntilCanceled) => {
                while !context.cancellation.is_requested() {
                    thread::sleep(Duration::from_millis(1));
                }
                context.client.is_silenced.store(true, Ordering::Relaxed);
                Err(Diagnostic::error("The ringing was interrupted", "Ring again.").into())
            }
            Some(How::Regardless) => {
                while !context.client.is_over.load(Ordering::Relaxed) {
                    progress.report("dong");
                    thread::sleep(Duration::from_millis(1));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn texts(found: &Diagnostics) -> Vec<&str> {
    found.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

fn summaries(found: &[wire::Diagnostic]) -> Vec<&str> {
    found.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

#[test]
fn an_action_shows_its_progress_and_is_completed_once() {
    let server = TestServer::configured(Bells::default(), &Tower {}).unwrap();
    let action = server.action::<Ring>().unwrap();
    let dongs = |count: usize| (1..=count).map(|time| format!("dong {time}")).collect::<Vec<_>>();
    for (how, times, outcome) in [
        (How::Well, 1, Ok(vec![])),
        (How::Well, 200, Ok(vec![])),
        (How::Warning, 2, Ok(vec!["The neighbors woke up"])),
        (How::Failing, 2, Err(vec!["The rope is torn"])),
        (How::Panicking, 3, Err(vec!["Internal provider error"])),
    ] {
        let invoked = action.invoke(&Config { times: Attr::Known(times), ..ring(how) }).unwrap();
        assert_eq!(invoked.progress, dongs(times.into()), "{how:?}");
        assert_eq!(invoked.outcome.as_ref().map(texts).map_err(texts), outcome, "{how:?}");
    }
    let panicked = action.invoke(&ring(How::Panicking)).unwrap().outcome.unwrap_err();
    assert!(panicked.iter().all(|bug| bug.detail.contains("it panicked in `invoke` of test_ring: the clapper fell")));
}

#[test]
fn an_attempt_that_is_made_again_is_part_of_the_same_action() {
    let server = TestServer::configured(Bells::default(), &Tower {}).unwrap();
    let invoked = server.action::<Ring>().unwrap().invoke(&ring(How::Again)).unwrap();
    assert_eq!((invoked.progress.len(), invoked.outcome), (3, Ok(Diagnostics::new())));
}

#[test]
fn a_configuration_is_checked_when_it_is_validated_planned_and_invoked() {
    let server = TestServer::configured(Bells::default(), &Tower {}).unwrap();
    let action = server.action::<Ring>().unwrap();
    for (config, summary) in [
        (Config { how: Attr::Null, ..ring(How::Well) }, "Missing value for \"how\""),
        (Config { times: Attr::Known(0), ..ring(How::Well) }, "Invalid value for \"times\""),
        (Config { ringer: Some(String::new()), ..ring(How::Well) }, "Nobody pulls the rope"),
    ] {
        assert_eq!(texts(&action.validate(&config).unwrap_err()), [summary]);
        assert_eq!(texts(&action.plan(&config).unwrap_err()), [summary]);
        let invoked = action.invoke(&config).unwrap();
        assert_eq!((invoked.progress, texts(&invoked.outcome.unwrap_err())), (vec![], vec![summary]));
    }
    let with_key = Config { key_wo: Some("k".to_owned()), ..ring(How::Well) };
    assert!(action.validate(&with_key).unwrap().is_empty());
    assert_eq!(texts(&action.plan(&ring(How::Warning)).unwrap()), ["It is late"]);
    assert_eq!(texts(&action.plan(&ring(How::Failing)).unwrap_err()), ["The bell is cracked"]);
    assert!(action.plan(&Config { how: Attr::Unknown, ..ring(How::Well) }).unwrap().is_empty());
}

fn encoded(config: &Config) -> Option<wire::DynamicValue> {
    let schema = Schema::of::<Config>(0).unwrap();
    let value = Value::from_struct_of_type(config, schema.object_type()).unwrap();
    Some(wire::DynamicValue { msgpack: value.to_msgpack(schema.object_type()).unwrap(), json: Vec::new() })
}

async fn configured(bells: &Bells) -> ProviderServer<Bells> {
    let server = ProviderServer::new(bells.clone());
    let config = Some(wire::DynamicValue { msgpack: vec![0x80], json: Vec::new() });
    let request = wire::configure_provider::Request { config, ..Default::default() };
    let response = server.configure_provider(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(response.diagnostics, []);
    server
}

async fn invoke(
    server: &ProviderServer<Bells>,
    how: How,
) -> impl tokio_stream::Stream<Item = Result<wire::invoke_action::Event, tonic::Status>> + Unpin {
    let request = wire::invoke_action::Request {
        action_type: "test_ring".to_owned(),
        config: encoded(&ring(how)),
        // Terraform says so while it applies, and fails on a deferral.
        client_capabilities: Some(wire::ClientCapabilities { deferral_allowed: true, ..Default::default() }),
    };
    server.invoke_action(Request::new(request)).await.unwrap().into_inner()
}

/// What is left to be shown, and the last word.
async fn rest(
    events: impl tokio_stream::Stream<Item = Result<wire::invoke_action::Event, tonic::Status>>,
) -> (usize, Vec<String>) {
    let mut events: Vec<_> = events.map(|event| event.unwrap().r#type.unwrap()).collect().await;
    let Some(Event::Completed(completed)) = events.pop() else { panic!("the last event completes the action") };
    assert!(events.iter().all(|event| matches!(event, Event::Progress(_))), "{events:?}");
    (events.len(), completed.diagnostics.into_iter().map(|error| error.summary).collect())
}

async fn stop(server: &ProviderServer<Bells>) {
    server.stop_provider(Request::new(wire::stop_provider::Request {})).await.unwrap();
}

#[tokio::test]
async fn an_interrupted_action_is_completed_with_an_error() {
    let bells = Bells::default();
    let server = configured(&bells).await;
    let mut events = invoke(&server, How::UntilCanceled).await;
    events.next().await.unwrap().unwrap();
    stop(&server).await;
    assert_eq!(rest(events).await, (0, vec!["The ringing was interrupted".to_owned()]));
}

#[tokio::test]
async fn an_action_that_ignores_the_interrupt_is_completed_without_it() {
    let bells = Bells::default();
    let server = configured(&bells).await;
    let mut events = invoke(&server, How::Regardless).await;
    events.next().await.unwrap().unwrap();
    stop(&server).await;
    let (_, errors) = rest(events).await;
    assert_eq!(errors, ["Interrupted while it was running"]);
    bells.is_over.store(true, Ordering::Relaxed);
}

#[tokio::test]
async fn an_action_is_canceled_when_its_client_is_gone() {
    let bells = Bells::default();
    let server = configured(&bells).await;
    let mut events = invoke(&server, How::UntilCanceled).await;
    events.next().await.unwrap().unwrap();
    drop(events);
    assert_eq!(rest(invoke(&server, How::Well).await).await, (1, vec![]));
    let silenced = async {
        while !bells.is_silenced.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), silenced).await.unwrap();
}

#[tokio::test]
async fn an_action_that_does_not_exist_or_is_not_configured_is_completed_with_an_error() {
    let server = ProviderServer::new(Bells::default());
    assert_eq!(rest(invoke(&server, How::Well).await).await, (0, vec!["Internal provider error".to_owned()]));
    let request = wire::invoke_action::Request { action_type: "test_sing".to_owned(), ..Default::default() };
    let events = server.invoke_action(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(rest(events).await, (0, vec!["Internal provider error".to_owned()]));
}

/// A client says whether it accepts a deferral. Terraform 1.16 accepts one reason only.
#[tokio::test]
async fn an_action_is_deferred_only_where_the_client_accepts_that() {
    let server = configured(&Bells::default()).await;
    let unknown_provider = Some(wire::deferred::Reason::ProviderConfigUnknown);
    for (how, deferral_allowed, reason, errors) in [
        (How::Unasked, false, None, vec![]),
        (How::Deferred, true, unknown_provider, vec![]),
        (How::WronglyDeferred, true, None, vec!["Internal provider error"]),
        (How::WronglyDeferred, false, None, vec![]),
        (How::Well, true, None, vec![]),
    ] {
        let request = wire::plan_action::Request {
            action_type: "test_ring".to_owned(),
            config: encoded(&ring(how)),
            client_capabilities: Some(wire::ClientCapabilities { deferral_allowed, ..Default::default() }),
        };
        let response = server.plan_action(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(response.deferred.map(|deferred| deferred.reason()), reason, "{how:?}");
        assert_eq!(summaries(&response.diagnostics), errors, "{how:?}");
    }
}

#[tokio::test]
async fn a_schema_and_the_metadata_name_the_action() {
    let server = ProviderServer::new(Bells::default());
    assert_eq!(server.check("test"), Ok(()));
    let request = Request::new(wire::get_provider_schema::Request {});
    let schemas = server.get_provider_schema(request).await.unwrap().into_inner().action_schemas;
    let block = schemas["test_ring"].schema.as_ref().unwrap().block.as_ref().unwrap();
    let attributes: Vec<_> = block.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(attributes, ["how", "key_wo", "ringer", "times"]);
    let request = Request::new(wire::get_metadata::Request {});
    let metadata = server.get_metadata(request).await.unwrap().into_inner();
    assert_eq!(metadata.actions.iter().map(|action| action.type_name.as_str()).collect::<Vec<_>>(), ["test_ring"]);
}
