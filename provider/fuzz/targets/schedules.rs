//! Tokens of schedules, starts of schedules as text, and schedules as JSON.
#![no_main]

use hierarchy::Schedule;
use hierarchy::schedule::{self, Recurrence, Start};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Start::parse(text);
    if let Ok(Some(read)) = schedule::parse_token(text) {
        let written = schedule::token(&read).expect("a schedule that was read from a token has one");
        assert_eq!(schedule::parse_token(&written), Ok(Some(read)), "{written}");
    }
    if let Ok(read) = serde_json::from_str::<Schedule>(text) {
        runs(&read);
        let _ = schedule::token(&read);
    }
});

fn runs(schedule: &Schedule) {
    assert_eq!(schedule::check(schedule).is_ok(), Recurrence::of(schedule).is_ok(), "{schedule:?}");
    let Ok(recurrence) = Recurrence::of(schedule) else { return };
    for time in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let next = recurrence.next_after(time);
        assert!(next.is_none_or(|next| next > time), "{schedule:?} after {time}: {next:?}");
        let _ = recurrence.on_its_clock(time);
    }
}
