//! Any actions in any order, and any number of reads.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::store::{Sqlite, WhenMissing};
use crate::tests::memory::Memory;

#[derive(Clone, Debug)]
enum Deed {
    Change(Box<Change>),
    Fault(FaultKind, &'static str),
    Clear(Option<FaultKind>),
    /// The hierarchy clock is advanced.
    Pass(i64),
    /// The machine clock advances without a read.
    Tick(i64),
    Synchronize(Extent),
    Wait,
}

const SERVERS: [&str; 6] = ["wsus-cas", "wsus-a", "wsus-b", "wsus-s11", "wsus-s12", "wsus-ps2"];

fn a_role() -> impl Strategy<Value = SupRole> {
    select(vec![
        sup("CAS", "wsus-cas", None),
        sup("CAS", "wsus-cas2", Some("CAS/wsus-cas")),
        sup("PS1", "wsus-a", Some("CAS/wsus-cas")),
        sup("PS1", "wsus-a", Some("PS1/wsus-b")),
        sup("PS1", "wsus-b", Some("CAS/wsus-cas")),
        sup("PS1", "wsus-b", Some("PS1/wsus-a")),
        sup("PS2", "wsus-ps2", Some("CAS/wsus-cas")),
        sup("S11", "wsus-s11", Some("PS1/wsus-a")),
        sup("S12", "wsus-s12", Some("PS1/wsus-a")),
    ])
}

fn some_settings() -> impl Strategy<Value = SyncSettings> {
    let products = select(vec!["Windows 11", "Windows 10", "Microsoft Defender Antivirus", "Windows"]);
    let source = select(vec![None, Some(SyncSource::None)]);
    (products, source, any::<bool>(), any::<bool>()).prop_map(|(product, source, is_daily, expire_immediately)| {
        at_top(|settings| {
            settings.products = Some([product.to_owned()].into());
            settings.source = source;
            settings.schedule = daily().filter(|_| is_daily);
            let rule = SupersedenceRule { expire_immediately, wait_months: 1 };
            settings.supersedence = Some(Supersedence { feature_updates: rule.clone(), non_feature_updates: rule });
        })
    })
}

fn a_deed() -> impl Strategy<Value = Deed> {
    let change = |change: Change| Deed::Change(Box::new(change));
    prop_oneof![
        4 => a_role().prop_map(move |role| change(create(role))),
        2 => a_role().prop_map(move |role| change(update(role))),
        2 => a_role().prop_map(move |role| change(delete(Kind::SupRole, &role.id()))),
        1 => select(vec!["PS2", "S12"]).prop_map(move |code| change(delete(Kind::Site, code))),
        2 => some_settings().prop_map(move |settings| change(create(settings))),
        2 => some_settings().prop_map(move |settings| change(update(settings))),
        4 => (select(&FaultKind::ALL[..]), select(&SERVERS[..])).prop_map(|(kind, server)| Deed::Fault(kind, server)),
        3 => prop::option::of(select(&FaultKind::ALL[..])).prop_map(Deed::Clear),
        5 => (1..60_i64 * 24 * 12).prop_map(Deed::Pass),
        4 => (1..60_i64 * 24 * 3).prop_map(Deed::Tick),
        4 => select(vec![Extent::Delta, Extent::Full]).prop_map(Deed::Synchronize),
        3 => Just(Deed::Wait),
    ]
}

impl Hierarchy {
    fn does(&self, deed: &Deed) {
        match deed {
            Deed::Change(change) => drop(self.apply_if(faithful(), (**change).clone(), &author())),
            Deed::Fault(kind, target) => {
                let target = if kind.scope() == Scope::Site { "PS1" } else { &server(target) };
                drop(self.add_fault(*kind, target, "alice"));
            }
            Deed::Clear(kind) => drop(self.clear_faults(*kind, None)),
            Deed::Pass(minutes) | Deed::Tick(minutes) => self.pass(SignedDuration::from_mins(*minutes)),
            Deed::Synchronize(extent) => drop(self.synchronize(None, *extent)),
            Deed::Wait => drop(self.wait_until_idle(&mut |_| ())),
        }
    }
}

fn faithful() -> Conditions {
    Conditions { order: Order::Faithful, ..Conditions::default() }
}

fn assert_sound(world: &Hierarchy) {
    let status = world.sync_status().unwrap();
    let version = |id: &str| {
        // During a promotion, a site may have no first one.
        let is_meant = |row: &&SupStatus| row.is_first && row.id.eq_ignore_ascii_case(id);
        let row = status.software_update_points.iter().find(is_meant);
        row.map(|row| row.catalogue_version)
    };
    for row in &status.software_update_points {
        let role = world.read(|view| view.sup(&row.id)).unwrap().expect("there is none without a role");
        if let Some(upstream) = role.upstream_sup_id.as_deref().filter(|_| row.is_first || role.is_replica()) {
            // In faithful order, an upstream may be removed before those that synchronize from it.
            let is_ahead = version(upstream).is_some_and(|upstream| row.catalogue_version > upstream);
            assert!(!is_ahead, "{} is ahead of {upstream}", row.id);
        }
        assert!(row.state_time.is_none_or(|time| time <= status.time), "{} is from the future", row.id);
        assert!(row.last_success <= row.state_time, "{} succeeded after all", row.id);
        let has_failed = row.state.is_some_and(|state| {
            [SyncState::Failed, SyncState::OutOfSync, SyncState::LicenseTermsPending].contains(&state)
        });
        assert_eq!(row.failure.is_some(), has_failed, "{row:?}");
        assert_eq!(row.error_code != 0, has_failed, "{row:?}");
    }
    let roles = world.read(|view| view.count(Kind::SupRole, Lookup::All)).unwrap();
    assert_eq!(status.software_update_points.len() as u64, roles, "each role has its row");
}

/// After a successful synchronization, all updates of products that are not subscribed have expired.
fn assert_others_have_expired(world: &Hierarchy) {
    let Ok(begun) = world.synchronize(None, Extent::Full) else { return };
    world.wait_until_idle(&mut |_| ()).unwrap();
    let status = world.sync_status().unwrap();
    let top = status.software_update_points.iter().find(|row| row.site_code == begun.site_code && row.is_first);
    if top.is_some_and(|top| top.last_success.is_some_and(|time| time > begun.time)) {
        let catalog = world.catalog(None).unwrap().unwrap();
        for product in catalog.products {
            assert!(
                product.subscribed || product.updates.unwrap().updates == product.updates.unwrap().expired,
                "{product:?}"
            );
        }
        for classification in catalog.classifications {
            assert!(
                classification.subscribed
                    || classification.updates.unwrap().updates == classification.updates.unwrap().expired,
                "{classification:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn synchronization_makes_sense(deeds in prop::collection::vec(a_deed(), 1..40)) {
        let world = subscribed();
        for deed in &deeds {
            world.does(deed);
            assert_sound(&world);
        }
        assert_others_have_expired(&world);
        assert_sound(&world);
    }

    #[test]
    fn how_often_one_looks_changes_nothing(deeds in prop::collection::vec(a_deed(), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let file = Sqlite::open(&folder.path().join("hierarchy.db"), WhenMissing::Create).unwrap();
        let machine = clock();
        let rarely = Hierarchy::on(Memory::default(), machine.clone()).after(contoso());
        let often = Hierarchy::on(file, machine.clone()).after(contoso());
        let later = |minutes: i64| {
            machine.set(machine.now().checked_add(SignedDuration::from_mins(minutes)).unwrap());
            often.sync_status().unwrap();
        };
        for deed in &deeds {
            match deed {
                Deed::Tick(minutes) => {
                    for part in [minutes / 3, minutes - 2 * (minutes / 3), minutes / 3] {
                        later(part);
                    }
                    continue;
                }
                deed => rarely.does(deed),
            }
            match deed {
                Deed::Pass(minutes) => {
                    for part in [minutes / 3, minutes - 2 * (minutes / 3), minutes / 3] {
                        often.sync_status().unwrap();
                        if part > 0 {
                            often.pass(SignedDuration::from_mins(part));
                        }
                    }
                }
                deed => {
                    often.sync_status().unwrap();
                    often.does(deed);
                }
            }
            prop_assert_eq!(rarely.now().unwrap(), often.now().unwrap());
        }
        prop_assert_eq!(rarely.outline(), often.outline());
        let of = |world: &Hierarchy| world.catalog(None).unwrap();
        prop_assert_eq!(of(&rarely), of(&often));
    }

    #[test]
    fn any_package_is_read_or_refused(at in any::<prop::sample::Index>(), length in 0..8_usize, instead in ".{0,8}") {
        let text = PACKAGE.as_str();
        let boundary = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
        let at = boundary(at.index(text.len()));
        let _ = MetadataPackage::read(&format!("{}{instead}{}", &text[..at], &text[boundary(at + length.min(text.len() - at))..]));
        prop_assert!(MetadataPackage::read(&text[..at]).is_err());
    }
}

static PACKAGE: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string(&subscribed().synchronized().export_metadata().unwrap()).unwrap());
