//! The action `corner_announce`, which fails where it is told to.

use std::thread;
use std::time::{Duration, Instant};

use tfplugin::Schema;
use tfplugin::framework::action::{Action, Progress};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use crate::remote::Remote;

/// Announces something on the remote side.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Config {
    /// What to announce.
    #[tf(required, length(min = 1))]
    text: Attr<String>,
    /// How often.
    #[tf(optional, range(min = 1))]
    times: Attr<u8>,
    /// Where to fail.
    #[tf(optional)]
    fail: Attr<Fail>,
    /// A value nobody keeps.
    #[tf(optional, sensitive, write_only)]
    token_wo: Attr<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
enum Fail {
    Plan,
    PanicInPlan,
    Warn,
    HalfWay,
    Panic,
    /// Waits until the user interrupts.
    Wait,
    /// Waits, whatever the user does.
    Ignore,
}

pub(crate) struct Announce;

/// So that a test that fails comes to an end.
const PATIENCE: Duration = Duration::from_secs(60);

fn note(context: &Context<'_, Remote>, event: String) -> Result<(), Diagnostics> {
    context.client.change(|world| {
        world.events.push(event);
        Ok(())
    })
}

fn wait(until: impl Fn() -> bool) {
    let started = Instant::now();
    while !until() && started.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(5));
    }
}

impl Action for Announce {
    type Client = Remote;
    type Config = Config;
    const TYPE_NAME: &'static str = "corner_announce";

    fn validate(&self, config: &Config) -> Diagnostics {
        match &config.text {
            Attr::Known(text) if text.contains('!') => {
                Diagnostic::error("The text is loud", "Leave out the exclamation mark.").at(Path::of("text")).into()
            }
            _ => Diagnostics::new(),
        }
    }

    fn plan(&self, context: &mut Context<'_, Remote>, config: Config) -> Result<(), Diagnostics> {
        match config.fail {
            Attr::Known(Fail::Plan) => Err(Diagnostic::error("Nothing can be announced", "It is night.").into()),
            Attr::Known(Fail::PanicInPlan) => panic!("a bug in the plan of an action"),
            Attr::Known(Fail::Warn) => {
                context.warn(Diagnostic::warning("Hardly anybody listens", "It is early.").at(Path::of("text")));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn invoke(
        &self,
        context: &mut Context<'_, Remote>,
        config: Config,
        progress: &Progress,
    ) -> Result<(), Diagnostics> {
        let text = config.text.known().cloned().unwrap_or_default();
        let times = config.times.known().copied().unwrap_or(1);
        for time in 1..=times {
            progress.report(format!("{text} ({time} of {times})"));
            note(context, format!("announced {text}"))?;
            match config.fail.known() {
                Some(Fail::HalfWay) => {
                    return Err(Diagnostic::error("Nobody listens", format!("{text} was announced once.")).into());
                }
                Some(Fail::Panic) => panic!("a bug in an action"),
                Some(Fail::Wait) => {
                    wait(|| context.cancellation.is_requested());
                    return Err(Diagnostic::error("The announcement was interrupted", "Run it again.").into());
                }
                Some(Fail::Ignore) => wait(|| false),
                _ => {}
            }
        }
        if let Attr::Known(token) = &config.token_wo {
            note(context, format!("with {} letters of token", token.len()))?;
        }
        if config.fail == Attr::Known(Fail::Warn) {
            context.warn(Diagnostic::warning("Hardly anybody listened", "It was early."));
        }
        Ok(())
    }
}
