//! The errors on the page are those that users get.

use std::fs;

use acceptance_tests::binaries::repository;
use anyhow::{Result, ensure};

use super::GUIDES;
use super::page::{Step, blocks, steps};
use super::session::{LEFT_OUT, filtered};

const PAGE: &str = "troubleshooting.md";

/// The words of a text, without what differs from run to run.
fn words(text: &str) -> String {
    filtered(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What tests have seen: snapshots, and what the commands of the other guides print.
fn seen() -> Result<Vec<String>> {
    let mut seen = Vec::new();
    for entry in fs::read_dir(repository().join("acceptance-tests/tests/acceptance/snapshots"))? {
        seen.push(words(&fs::read_to_string(entry?.path())?));
    }
    for guide in GUIDES.iter().filter(|guide| guide.page != PAGE) {
        for step in steps(guide.page)? {
            if let Step::Run { prints: Some(text), .. } = step {
                seen.push(words(&text));
            }
        }
    }
    Ok(seen)
}

/// Whether the parts of an excerpt are in a text, one after the other.
fn is_excerpt(excerpt: &str, mut text: &str) -> bool {
    excerpt.split(LEFT_OUT).map(str::trim).all(|part| {
        text.split_once(part).is_some_and(|(_, rest)| {
            text = rest;
            true
        })
    })
}

#[test]
fn each_error_is_one_that_a_test_has_seen() -> Result<()> {
    let seen = seen()?;
    let shown: Vec<_> = blocks(PAGE)?.into_iter().filter(|block| block.language == "text").collect();
    ensure!(shown.len() >= 10, "{} errors are shown", shown.len());
    for block in shown {
        let excerpt = words(&block.text);
        ensure!(seen.iter().any(|text| is_excerpt(&excerpt, text)), "no test has seen this:\n{}", block.text);
    }
    Ok(())
}
