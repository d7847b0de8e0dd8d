//! `supctl catalog`: products, classifications and languages.

use crate::support::{Console, SECONDS};

#[test]
fn the_catalog_is_searched() {
    let console = Console::contoso();
    let at_first: [&[&str]; 2] = [&["catalog", "windows 11"], &["catalog", "--subscribed"]];
    insta::assert_snapshot!("catalog_at_first", console.told(&at_first));
    console.command(&["sync", "--wait"]).assert().success();
    let commands: [&[&str]; 9] = [
        &["catalog", "windows 11"],
        &["catalog", "--subscribed"],
        &["catalog", "--subscribed", "--site", "USA"],
        &["catalog", "SECURITY", "--kind", "classification"],
        &["catalog", "german"],
        &["catalog", "de", "--kind", "language", "--site", "eur"],
        &["catalog", "Windwos 11"],
        &["catalog", "windows 11", "--kind", "language"],
        &["catalog", "windows 11", "--subscribed", "--json"],
    ];
    insta::with_settings!({filters => [SECONDS]}, {
        insta::assert_snapshot!("catalog", console.told(&commands));
    });
    let everything = console.says(&["catalog"]);
    for table in ["PRODUCT ", "CLASSIFICATION ", "LANGUAGE "] {
        assert!(everything.contains(table), "{table}");
    }
    insta::assert_snapshot!("catalog_empty", Console::empty().says(&["catalog"]));
}
