//! Files that were cut off or changed by a failing disk: that is said, nothing panics, and nothing is made worse.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::fixture::*;
use crate::store::{Sqlite, WhenMissing};
use crate::sync::Extent;
use crate::*;

fn open(path: &Path) -> Result<Hierarchy, StoreError> {
    Ok(Hierarchy::on(Sqlite::open(path, WhenMissing::Fail)?, clock()))
}

fn objects(hierarchy: &Hierarchy) -> Result<Vec<Stored<Object>>, StoreError> {
    hierarchy.read(|view| {
        let of = |kind| view.find(kind, Lookup::All);
        Ok(Kind::ALL.into_iter().map(of).collect::<Result<Vec<_>, _>>()?.concat())
    })
}

/// The bytes of a hierarchy that has synchronized, and its objects.
static WHOLE: LazyLock<(Vec<u8>, Vec<Stored<Object>>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    let hierarchy = Hierarchy::on(Sqlite::open(&path, WhenMissing::Create).unwrap(), clock()).after(contoso());
    hierarchy.synchronize(None, Extent::Full).unwrap();
    hierarchy.wait_until_idle(&mut |_| ()).unwrap();
    let objects = objects(&hierarchy).unwrap();
    drop(hierarchy);
    (fs::read(path).unwrap(), objects)
});

#[derive(Clone, Debug)]
enum Damage {
    CutOff(Index),
    Flipped(Vec<(Index, u8)>),
    Zeroed(Index),
}

const PAGE: usize = 4096;

impl Damage {
    fn done_to(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::CutOff(at) => bytes.truncate(at.index(bytes.len())),
            Self::Flipped(bits) => {
                for (at, bit) in bits {
                    let at = at.index(bytes.len());
                    bytes[at] ^= 1 << bit;
                }
            }
            Self::Zeroed(page) => {
                let start = page.index(bytes.len() / PAGE) * PAGE;
                bytes[start..start + PAGE].fill(0);
            }
        }
        bytes
    }
}

fn a_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        1 => any::<Index>().prop_map(Damage::CutOff),
        4 => prop::collection::vec((any::<Index>(), 0..8_u8), 1..6).prop_map(Damage::Flipped),
        1 => any::<Index>().prop_map(Damage::Zeroed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn damage_is_said_and_never_made_worse(damage in a_damage()) {
        let (bytes, whole) = &*WHOLE;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hierarchy.db");
        let damaged = damage.done_to(bytes.clone());
        fs::write(&path, &damaged).unwrap();
        let Ok(hierarchy) = open(&path) else {
            prop_assert_eq!(fs::read(&path).unwrap(), damaged, "what cannot be opened is left alone");
            return Ok(());
        };
        let flaws = |hierarchy: &Hierarchy| hierarchy.verify().map(|found| found.flaws).map_err(|error| error.to_string());
        let before = flaws(&hierarchy);
        if before.as_ref().is_ok_and(Vec::is_empty) && !damaged.is_empty() {
            prop_assert_eq!(&objects(&hierarchy).unwrap(), whole, "what is not reported has changed no object");
        }
        // None of them may panic.
        let _ = (hierarchy.sync_status(), hierarchy.history(&HistoryFilter::default()), hierarchy.status_messages(None));
        let written = hierarchy.make(create(account("CONTOSO\\another")));
        drop(hierarchy);
        if written.is_err() {
            let after = open(&path).map(|hierarchy| flaws(&hierarchy));
            prop_assert_eq!(after.unwrap(), before, "a change that failed left nothing");
        }
    }
}
