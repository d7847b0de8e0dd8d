//! Logs in the format of go-plugin's clients: one JSON object per line on stderr.
//!
//! Terraform parses each line and logs it at its level. It crashes if `@level`, `@message` or
//! `@timestamp` is not a string, so only this module writes them.

use std::{
    env, fmt,
    io::{self, Write},
};

use serde_json::{Map, Value};
use time::UtcDateTime;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use super::Plugin;

/// The longest line in bytes: go-plugin's clients split longer lines.
const LINE_LIMIT: usize = 64 << 10;
/// How much of the message remains in a line that is too long, in bytes. JSON writes at most six bytes for one.
const SHORTENED: usize = 8 << 10;

/// Libraries of the provider. Their debug lines are many, and about raw bytes.
const LIBRARIES: [&str; 6] = ["h2", "hyper", "hyper_util", "mio", "tonic", "tower"];

/// Sends events to stderr if the environment sets a level; otherwise installs nothing, so that events
/// cost nothing.
pub(super) fn install(plugin: &Plugin) {
    let level = level(plugin.name, |name| env::var(name).ok());
    if level != LevelFilter::OFF {
        // Fails only if a subscriber is installed already, which then receives the events.
        let _ = tracing_subscriber::registry()
            .with(ClientLog {
                level,
                // If stderr is closed, nobody reads it.
                write: |line: &str| drop(io::stderr().lock().write_all(line.as_bytes())),
            })
            .try_init();
    }
}

/// The level from the first variable that is set: that of this provider, of all providers, or of Terraform.
/// As in Terraform, `JSON` and unknown values mean trace.
fn level(provider: &str, variable: impl Fn(&str) -> Option<String>) -> LevelFilter {
    let own: String = provider
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => c.to_ascii_uppercase(),
            _ => '_',
        })
        .collect();
    let value = [&format!("TF_LOG_PROVIDER_{own}"), "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .filter_map(&variable)
        .find(|value| !value.trim().is_empty());
    let Some(value) = value else {
        return LevelFilter::OFF;
    };
    match value.trim().to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

struct ClientLog<W> {
    level: LevelFilter,
    write: W,
}

impl<S, W> Layer<S> for ClientLog<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&str) + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let root = metadata.target().split("::").next().unwrap_or_default();
        *metadata.level() <= self.level && (*metadata.level() <= Level::WARN || !LIBRARIES.contains(&root))
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, ctx: Context<'_, S>) {
        if let Some(span) = ctx.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, ctx: Context<'_, S>) {
        if let Some(span) = ctx.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, ctx: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in ctx.event_scope(event).into_iter().flat_map(|s| s.from_root()) {
            if let Some(outer) = span.extensions().get::<Fields>() {
                fields.values.extend(outer.values.clone());
            }
        }
        event.record(&mut fields);
        (self.write)(&line(event.metadata(), UtcDateTime::now(), fields));
    }
}

/// One event as one line, its end included.
fn line(metadata: &Metadata<'_>, time: UtcDateTime, fields: Fields) -> String {
    let module = metadata.target().replace("::", ".");
    let head = |message: &str| {
        Map::from_iter([
            ("@level".to_owned(), level_name(*metadata.level()).into()),
            ("@message".to_owned(), message.into()),
            ("@module".to_owned(), module.as_str().into()),
            ("@timestamp".to_owned(), timestamp(time).into()),
        ])
    };
    let mut whole = head(&fields.message);
    whole.extend(fields.values);
    let mut line = Value::Object(whole).to_string();
    if line.len() >= LINE_LIMIT {
        let kept = fields.message.floor_char_boundary(SHORTENED);
        let mut short = head(fields.message.get(..kept).unwrap_or_default());
        short.insert("truncated_bytes".to_owned(), line.len().into());
        line = Value::Object(short).to_string();
    }
    line.push('\n');
    line
}

/// A time as go-plugin's clients read it, in microseconds.
fn timestamp(time: UtcDateTime) -> String {
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second, microsecond) = time.as_hms_micro();
    let month = u8::from(month);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{microsecond:06}Z")
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

/// What an event or a span says.
#[derive(Default)]
struct Fields {
    message: String,
    values: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        // The names with an @ are go-plugin's.
        let name = field.name().trim_start_matches('@');
        self.values.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" {
            self.message = text;
        } else {
            self.put(field, text.into());
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message = value.to_owned();
        } else {
            self.put(field, value.into());
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::{debug, error, field::Empty, info, info_span, subscriber, trace, warn};

    use super::*;

    #[test]
    fn levels() {
        let own = "TF_LOG_PROVIDER_MY_CLOUD";
        for (variables, expected) in [
            (&[][..], LevelFilter::OFF),
            (&[("TF_LOG", "debug")], LevelFilter::DEBUG),
            (&[("TF_LOG", " Info ")], LevelFilter::INFO),
            (&[("TF_LOG", "JSON")], LevelFilter::TRACE),
            (&[("TF_LOG", "loud")], LevelFilter::TRACE),
            (&[("TF_LOG", "")], LevelFilter::OFF),
            (&[("TF_LOG", "trace"), ("TF_LOG_PROVIDER", "error")], LevelFilter::ERROR),
            (&[("TF_LOG_PROVIDER", "trace"), (own, "warn")], LevelFilter::WARN),
            (&[("TF_LOG", "trace"), (own, "off")], LevelFilter::OFF),
            (&[("TF_LOG", "warn"), (own, "")], LevelFilter::WARN),
        ] {
            let found = level("my-cloud", |name| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            assert_eq!(found, expected, "{variables:?}");
        }
    }

    #[test]
    fn times_have_six_digits_of_a_second() {
        for (nanoseconds, expected) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_709_164_805_000_042_999, "2024-02-29T00:00:05.000042Z"),
            (1_735_689_599_999_999_999, "2024-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(timestamp(UtcDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap()), expected);
        }
    }

    fn lines(emit: impl FnOnce()) -> Vec<String> {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let log = ClientLog {
            level: LevelFilter::TRACE,
            write: {
                let kept = kept.clone();
                move |line: &str| kept.lock().unwrap().push(line.to_owned())
            },
        };
        subscriber::with_default(tracing_subscriber::registry().with(log), emit);
        kept.lock().unwrap().split_off(0)
    }

    #[test]
    fn the_form_of_a_line() {
        let lines = lines(|| {
            warn!(target: "tfplugin.tls", tries = 3, late = true, share = 0.5, "two\nlines \"quoted\"");
            trace!(target: "configmgr::resources::site", { "@level" = 7, "@timestamp" = 1, site = "P01" }, "read");
            error!(target: "configmgr", nothing = f64::NAN);
            let _call = info_span!("call", rpc = "ReadResource", object = Empty).entered();
            let object = info_span!("object", site = "P01", tries = 1).entered();
            debug!(target: "configmgr", tries = 2, "inside");
            object.record("tries", 3);
            debug!(target: "configmgr", "inside");
        });
        insta::with_settings!({filters => vec![(r#""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z""#, "[six digits]")]}, {
            insta::assert_snapshot!(lines.concat());
        });
    }

    #[test]
    fn long_lines_are_cut_where_characters_end() {
        let limits = ["x".repeat(LINE_LIMIT), "ä".repeat(LINE_LIMIT), "\u{1}".repeat(LINE_LIMIT)];
        for long in limits {
            let in_message = lines(|| debug!(target: "t", "{long}"));
            let in_field = lines(|| debug!(target: "t", long, "short"));
            for line in [in_message, in_field].concat() {
                assert!(line.len() < LINE_LIMIT, "{} bytes", line.len());
                assert_eq!(line.matches('\n').count(), 1);
                let line: Map<String, Value> = serde_json::from_str(&line).unwrap();
                assert!(line["truncated_bytes"].as_u64().unwrap() >= LINE_LIMIT as u64);
            }
        }
    }

    #[test]
    fn libraries_speak_up_only_when_it_matters() {
        let lines = lines(|| {
            trace!(target: "configmgr", "shown");
            trace!(target: "h2_lookalike", "shown");
            warn!(target: "h2::codec", "shown");
            debug!(target: "h2::codec", "hidden");
            info!(target: "tonic", "hidden");
        });
        let shown = lines.iter().filter(|line| line.contains("shown")).count();
        assert_eq!((shown, lines.len()), (3, 3), "{lines:#?}");
    }
}
