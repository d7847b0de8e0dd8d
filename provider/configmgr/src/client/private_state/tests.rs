use hierarchy::{Account, Kind, Mark, ObjectId, RunId, Stored};
use proptest::prelude::*;
use tfplugin::framework::context::Private;

use super::{Intent, LastRead, ObjectHash, PrivateState, SiteHash};

/// The longest there may be.
const LONGEST: usize = 30;

const MARK: Mark = Mark(*b"a mark..");
const RUN: RunId = RunId(0x0102_0304);

fn sup(id: &str) -> ObjectId {
    ObjectId::new(Kind::SupRole, id)
}

fn after_read(revision: u64) -> PrivateState {
    let account = Account { user_name: r"CONTOSO\wsus".to_owned(), password_version: None };
    PrivateState::after_read(&Stored { object: account.into(), revision, declared: true }, None)
}

fn loaded(bytes: impl Into<Vec<u8>>) -> PrivateState {
    let mut private = Private::default();
    private.set_bytes(bytes);
    PrivateState::load(&private)
}

#[test]
fn a_revision_is_that_of_the_object_it_was_read_of() {
    let (prior, planned, other) =
        (sup("PS1/old.contoso.com"), sup("PS1/new.contoso.com"), sup("PS1/other.contoso.com"));
    let settings = ObjectId::new(Kind::SyncSettings, "PS1/old.contoso.com");
    let unchanged = after_read(7).keeping(&prior, &prior);
    let renamed = after_read(7).keeping(&prior, &planned);
    for (what, state, object, revision) in [
        ("a plan to keep it", unchanged, &prior, Some(7)),
        ("a removal", after_read(7).deleting(RUN), &prior, Some(7)),
        ("the first half of a replacement", renamed, &prior, Some(7)),
        ("the first half of a replacement", renamed, &planned, None),
        ("the second half", renamed.creating(&planned), &sup("ps1/OLD.contoso.com"), Some(7)),
        ("the second half", renamed.creating(&planned), &planned, None),
        ("the second half", renamed.creating(&planned), &settings, None),
        ("the second half, same id", unchanged.creating(&prior), &prior, Some(7)),
        ("the second half, same id", unchanged.creating(&prior), &other, None),
        ("a tainted object under another id", after_read(9).creating(&planned), &planned, Some(9)),
        ("a tainted object under another id", after_read(9).creating(&planned), &prior, None),
        ("nothing known", PrivateState::default().creating(&planned), &planned, None),
    ] {
        assert_eq!(loaded(state.encode()), state, "{what}");
        assert_eq!(state.revision_of(object), revision, "{what}: {object}");
    }
}

#[test]
fn the_halves_of_a_replacement_know_of_each_other() {
    let (prior, planned) = (sup("PS1/old.contoso.com"), sup("PS1/new.contoso.com"));
    let first_half = after_read(7).keeping(&prior, &planned);
    assert!(first_half.is_of_replaced_object() && !PrivateState::default().is_of_replaced_object());
    let second_half = first_half.creating(&planned);
    for (id, is_replaced_at_its_site, is_replaced) in [
        ("PS1/old.contoso.com", true, true),
        ("ps1/OLD.contoso.com", true, true),
        ("PS1/other.contoso.com", true, false),
        ("PS2/old.contoso.com", false, false),
    ] {
        assert_eq!(second_half.is_replaced_at_site_of(&sup(id)), is_replaced_at_its_site, "{id}");
        assert_eq!(second_half.replaces(&sup(id)), is_replaced, "{id}");
    }
    assert!(PrivateState::default().creating(&planned).is_replaced_at_site_of(&prior), "a tainted object");
}

#[test]
fn the_layout_is_the_same_in_every_build() {
    assert_eq!(PrivateState::default().encode(), b"");
    let (prior, planned) = (sup("PS1/old.contoso.com"), sup("PS1/new.contoso.com"));
    let first_half = after_read(300).keeping(&prior, &planned);
    let lines = [
        ("read at revision 0", after_read(0)),
        ("read at revision 300", after_read(300)),
        ("to remove", after_read(300).deleting(RUN)),
        ("with a mark", after_read(300).with_mark(MARK)),
        ("to remove, with a mark and a warning", after_read(300).with_mark(MARK).deleting(RUN).having_warned()),
        ("to keep, but under another id", first_half),
        ("to create in its place", first_half.creating(&planned)),
        ("to create", PrivateState::default().creating(&planned)),
        ("to create among others", PrivateState::default().creating(&planned).having_seen_foreign()),
        ("the last revision", after_read(u64::MAX)),
    ]
    .map(|(what, state)| {
        let bytes: String = state.encode().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{what}: {bytes}")
    });
    insta::assert_snapshot!(lines.join("\n"), @r"
    read at revision 0: 0210002d1f07b6
    read at revision 300: 02202c014f0a36fd
    to remove: 0223040302012c01573a9ee0
    with a mark: 122061206d61726b2e2e2c0144279153
    to remove, with a mark and a warning: 32230403020161206d61726b2e2e2c0127c093c4
    to keep, but under another id: 0224c9ffba9f2c016047c02a
    to create in its place: 02254d9b7cfec9ffba9f2c01366c2aba
    to create: 02014d9b7cfe0817dd80
    to create among others: 42014d9b7cfe641d858f
    the last revision: 0280ffffffffffffffff71b84cc5
    ");
}

#[test]
fn nothing_is_known_from_bytes_of_another_version() {
    let mut newer = after_read(7).encode();
    newer[0] += 1;
    let older = [0x01, 0x20, 0x2c, 0x01, 0xa1, 0xa5, 0x83, 0xef];
    for bytes in [
        b"".as_slice(),
        br#"{"Keep":"ps1"}"#,
        br#"{"intent":{"Keep":"ps1"},"seen":{"key":"ps1","revision":7}}"#,
        b"null",
        &newer,
        &older,
    ] {
        assert_eq!(loaded(bytes), PrivateState::default(), "{bytes:?}");
    }
}

#[test]
fn a_mark_goes_from_the_state_through_every_plan_to_every_change() {
    let (prior, planned) = (sup("PS1/old.contoso.com"), sup("PS1/new.contoso.com"));
    let read = after_read(7).with_mark(MARK);
    let first_half = read.keeping(&prior, &planned);
    for (what, state) in [
        ("read", read),
        ("to keep", read.keeping(&prior, &prior)),
        ("to replace", first_half),
        ("to create in its place", first_half.creating(&planned)),
        ("to remove", read.deleting(RUN)),
        ("with a warning", read.deleting(RUN).having_warned()),
    ] {
        assert_eq!(loaded(state.encode()).mark(), Some(MARK), "{what}");
    }
    assert_eq!(loaded(read.deleting(RUN).encode()).removal_planned_in(), Some(RUN));
}

fn any_private_state() -> impl Strategy<Value = PrivateState> {
    let intent = prop_oneof![
        Just(Intent::Keep),
        any::<u32>().prop_map(|site| Intent::Create(SiteHash(site))),
        any::<u32>().prop_map(|run| Intent::Delete(RunId(run))),
    ];
    let object = proptest::option::of(any::<u32>().prop_map(ObjectHash));
    let revision = (any::<u64>(), 0..64_u32).prop_map(|(number, shift)| number >> shift);
    let last_read =
        proptest::option::of((revision, object).prop_map(|(revision, object)| LastRead { revision, object }));
    let mark = proptest::option::of(any::<[u8; 8]>().prop_map(Mark));
    (intent, last_read, mark, any::<bool>(), any::<bool>()).prop_map(
        |(intent, last_read, mark, has_warned, saw_foreign)| PrivateState {
            intent: Some(intent),
            last_read,
            mark,
            has_warned,
            saw_foreign,
        },
    )
}

proptest! {
    #[test]
    fn what_is_stored_is_loaded(state in any_private_state()) {
        let bytes = state.encode();
        prop_assert!(bytes.len() <= LONGEST, "{} bytes", bytes.len());
        prop_assert_eq!(loaded(bytes), state);
    }

    #[test]
    fn nothing_is_known_from_cut_or_damaged_bytes(
        state in any_private_state(),
        length in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        damage in 1..=255_u8,
        more in prop::collection::vec(any::<u8>(), 1..4),
    ) {
        let bytes = state.encode();
        prop_assert_eq!(loaded(&bytes[..length.index(bytes.len())]), PrivateState::default());
        let mut damaged = bytes.clone();
        damaged[place.index(bytes.len())] ^= damage;
        prop_assert_eq!(loaded(damaged), PrivateState::default());
        prop_assert_eq!(loaded([bytes, more].concat()), PrivateState::default());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        loaded(bytes);
    }
}
