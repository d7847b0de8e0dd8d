//! What a panic says, and where.
//!
//! Terraform collects the lines of stderr from one that begins with `panic: ` on, and prints them
//! as the stack trace of a crashed plugin whenever the command fails, crashed or not. So that
//! form is kept for a panic that does take the process down. Inside a task, on whichever thread,
//! tokio catches the panic, the process lives on and the call answers with a diagnostic; what is
//! left to do is a log line for who looks for the place in the code.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    panic::{self, PanicHookInfo},
};

use tokio::task;
use tracing::error;

pub(super) fn install() {
    panic::set_hook(Box::new(|info| {
        let backtrace = Backtrace::capture();
        if task::try_id().is_some() {
            let location = info.location().map(ToString::to_string);
            error!(target: "tfplugin.panic", location, backtrace = captured(&backtrace), "{}", message(info));
        } else {
            eprintln!("{}", crash(info, &backtrace));
        }
    }));
}

fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    info.payload_as_str().unwrap_or("of an unknown kind")
}

/// The form go-plugin's clients recognise: the first line begins with `panic: `.
fn crash(info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let mut text = format!("panic: {}", message(info));
    if let Some(location) = info.location() {
        text.push_str(&format!("\n\nat {location}"));
    }
    if let Some(backtrace) = captured(backtrace) {
        text.push_str(&format!("\n{backtrace}"));
    }
    text
}

/// Present when `RUST_BACKTRACE` asks for it.
fn captured(backtrace: &Backtrace) -> Option<String> {
    (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string())
}
