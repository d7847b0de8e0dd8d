//! Reports panics.
//!
//! Terraform collects the lines of stderr from one that begins with `panic: ` on, and prints them
//! as the stack trace of a crashed plugin whenever the command fails, crashed or not. So that
//! form is kept for a panic that does take the process down: one on the main thread outside of
//! any task. Everywhere else the process lives on. tokio catches the panic of a task, on whichever
//! thread, and the call answers with a diagnostic; what is left to do is a log line for whoever
//! looks for the place in the code.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    panic, thread,
};

use tokio::task;
use tracing::error;

pub(super) fn install() {
    panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("of an unknown kind");
        let location = info.location().map(ToString::to_string);
        // Present if RUST_BACKTRACE is set.
        let backtrace = Some(Backtrace::capture())
            .filter(|backtrace| backtrace.status() == BacktraceStatus::Captured)
            .map(|backtrace| backtrace.to_string());
        if task::try_id().is_none() && thread::current().name() == Some("main") {
            super::print_error(&crash(message, location.as_deref(), backtrace.as_deref()));
        } else {
            error!(target: "tfplugin.panic", location, backtrace, "{message}");
        }
    }));
}

/// The format that go-plugin's clients recognize by its first line.
fn crash(message: &str, location: Option<&str>, backtrace: Option<&str>) -> String {
    let place = location.map(|location| format!("\n\nat {location}"));
    let trace = backtrace.map(|backtrace| format!("\n{backtrace}"));
    format!("panic: {message}{}{}", place.unwrap_or_default(), trace.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crashes_begin_as_clients_expect() {
        for (location, backtrace, expected) in [
            (None, None, "panic: lost"),
            (Some("src/a.rs:1:2"), None, "panic: lost\n\nat src/a.rs:1:2"),
            (Some("src/a.rs:1:2"), Some("0: main"), "panic: lost\n\nat src/a.rs:1:2\n0: main"),
        ] {
            assert_eq!(crash("lost", location, backtrace), expected);
        }
    }
}
