//! The steps lead from any hierarchy to any other, or end in words.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;

use cmdlets::{Reference, mistakes};
use proptest::prop_assert_eq;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestRunner};
use runbook::script::script;
use runbook::{Runbook, State};

use crate::hierarchies::between;
use crate::order::{expected, performed, surprises};
use crate::random::a_pair;

/// Cases that failed once are tried first.
const FAILED_ONCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/runbook/failed-once.txt");

fn config() -> Config {
    let default = Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(FAILED_ONCE))),
        max_shrink_iters: 100,
        ..Config::default()
    };
    if env::var_os("PROPTEST_CASES").is_some() { default } else { Config { cases: 256, ..default } }
}

/// How runbooks end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Complete,
    Setup,
    Refused,
}

fn end(runbook: &Runbook) -> End {
    match &runbook.stop {
        None => End::Complete,
        Some(stop) if stop.why.starts_with("The last step is setup") => End::Setup,
        Some(stop) => {
            assert!(stop.why.starts_with("The step"), "{stop:?}");
            End::Refused
        }
    }
}

fn leads(from: &State, to: &State, reference: &Reference) -> Result<End, TestCaseError> {
    let runbook = between(from, to);
    let reached = performed(from, &runbook);
    let end = end(&runbook);
    if end == End::Complete {
        prop_assert_eq!(reached, expected(from, to));
    }
    // Both take longer than everything else.
    if runbook.steps.len().is_multiple_of(8) {
        prop_assert_eq!(surprises(from, &runbook), Vec::<String>::new());
    }
    if runbook.steps.len().is_multiple_of(4) {
        prop_assert_eq!(mistakes(&script(&runbook, "A test."), reference), Vec::<String>::new());
    }
    Ok(end)
}

/// The tests try a few hundred pairs: `PROPTEST_CASES=10000` searches.
#[test]
fn any_hierarchy_becomes_any_other() {
    let (ends, reference) = (RefCell::new(BTreeMap::<End, u32>::new()), Reference::read().unwrap());
    let outcome = TestRunner::new(config()).run(&a_pair(), |(from, to)| {
        *ends.borrow_mut().entry(leads(&from, &to, &reference)?).or_default() += 1;
        Ok(())
    });
    outcome.unwrap();
    let ends = ends.into_inner();
    let count = |end| ends.get(&end).copied().unwrap_or_default();
    let all: u32 = ends.values().sum();
    assert!(count(End::Complete) * 2 > all, "most are complete: {ends:?}");
    assert!(count(End::Refused) * 10 < all, "few are refused by a rule: {ends:?}");
    assert!(count(End::Setup) > 0, "{ends:?}");
}
