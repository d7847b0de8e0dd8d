//! `supctl world`: how long installing takes.

use crate::support::Console;

#[test]
fn the_duration_is_set_and_shown() {
    let console = Console::empty();
    insta::assert_snapshot!(
        "world",
        console.told(&[
            &["world"],
            &["world", "set", "install_duration=30m"],
            &["world", "--json"],
            &["world", "set", "install_duration=0s"],
        ])
    );
}

#[test]
fn what_cannot_be_set_is_refused() {
    let console = Console::empty();
    let refused = console.told(&[
        &["world", "set"],
        &["world", "set", "install_duration"],
        &["world", "set", "restart_duration=1h"],
        &["world", "set", "install_duration=-1s"],
        &["world", "set", "install_duration=721h"],
        &["world", "set", "install_duration=soon"],
        &["world", "set", "install_duration=1h", "install_duration=2h"],
    ]);
    insta::assert_snapshot!("world_refused", refused);
    assert_eq!(refused.matches("--- exit code 1\n").count(), 7);
    assert!(console.says(&["world"]).contains("takes no time"), "nothing was set");
}
