//! `supctl clock`: showing and advancing the clock.

use crate::support::{Console, SECONDS};

#[test]
fn the_clock_goes_forward_and_what_is_due_happens() {
    let console = Console::contoso();
    let commands: [&[&str]; 10] = [
        &["clock", "advance", "2h30m"],
        &["set", "CAS", "schedule.interval.days=1", "schedule.start=2126-11-01T02:00:00Z"],
        &["clock", "advance", "8d"],
        &["fault", "add", "http-403", "--server", "sup-eur1.contoso.com"],
        &["clock", "advance", "1w"],
        &["clock", "advance", "1h", "--json"],
        &["clock", "advance", "-8d"],
        &["clock", "advance", "0s"],
        &["clock", "advance", "300y"],
        &["clock", "advance", "tomorrow"],
    ];
    let hidden = (r#""(machine_time|ahead_seconds)": ("[^"]*"|\d+)"#, r#""$1": "…""#);
    insta::with_settings!({filters => [SECONDS, hidden]}, {
        insta::assert_snapshot!("clock_advance", console.told(&commands));
    });
}

#[test]
fn the_clock_shows_how_far_it_is_ahead() {
    let console = Console::contoso();
    let machine = (r"(Machine time:   ).*", "${1}TIME");
    let a_century = (r"\d{5}d( \d+[hms])*", "LENGTH");
    let json = (r#""(time|machine_time|ahead_seconds)": ("[^"]*"|\d+)"#, r#""$1": "…""#);
    insta::with_settings!({filters => [machine, a_century, json, SECONDS]}, {
        insta::assert_snapshot!(
            "clock",
            console.told(&[&["clock"], &["clock", "advance", "1mo"], &["clock", "show"], &["clock", "--json"]])
        );
    });
}
