//! The order of steps: the rules of a simulated hierarchy judge each of them.

use hierarchy::*;
use runbook::{Runbook, State};

use crate::hierarchies::{account, between, now, role, settings, site, sites, state, system, whole};
use crate::site::Site as SiteRows;

/// The objects to which the steps lead. No rule refuses one of them.
pub(crate) fn performed(from: &State, runbook: &Runbook) -> Vec<Object> {
    let mut trial = Trial::new(from.completed().objects().cloned(), now());
    for step in &runbook.steps {
        assert_eq!(step.perform(&mut trial).unwrap(), [], "step {} ({})", step.number, step.title);
    }
    trial.objects().cloned().collect()
}

/// What the script would find other than it expects, if each step does what the hierarchy says it does.
pub(crate) fn surprises(from: &State, runbook: &Runbook) -> Vec<String> {
    let mut trial = Trial::new(from.completed().objects().cloned(), now());
    let site_of = |trial: &Trial| SiteRows::of(&trial.objects().cloned().collect::<Vec<_>>());
    let (mut site, mut surprises) = (site_of(&trial), Vec::new());
    for step in &runbook.steps {
        surprises.extend(site.guard(step));
        step.perform(&mut trial).unwrap();
        site = site_of(&trial);
        surprises.extend(site.verify(step));
    }
    surprises
}

/// The second state, with the servers of sites, which stay as long as their sites.
pub(crate) fn expected(from: &State, to: &State) -> Vec<Object> {
    let mut expected = to.completed();
    for object in from.objects() {
        let Object::SiteSystem(system) = object else { continue };
        let defaults = Object::SiteSystem(SiteSystem::with_defaults(&system.site_code, &system.server_fqdn));
        let site = to.get(&ObjectId::new(Kind::Site, &system.site_code));
        let is_site_server = matches!(site, Some(Object::Site(site)) if site.server_fqdn == system.server_fqdn);
        if is_site_server && to.get(&defaults.id()).is_none() {
            expected.put(defaults);
        }
    }
    expected.objects().cloned().collect()
}

fn arrives(from: &State, to: &State) -> Runbook {
    let runbook = between(from, to);
    assert_eq!(runbook.stop, None);
    assert_eq!(performed(from, &runbook), expected(from, to));
    assert_eq!(surprises(from, &runbook), [""; 0]);
    runbook
}

fn titles(runbook: &Runbook) -> Vec<&str> {
    runbook.steps.iter().map(|step| step.title.as_str()).collect()
}

#[test]
fn software_update_points_are_installed_and_removed() {
    arrives(&state(sites()), &state(whole()));
    arrives(&state(whole()), &state(sites()));
}

/// Only the former software update point has the catalog until its successor has synchronized.
#[test]
fn a_successor_synchronizes_before_the_former_one_is_removed() {
    let mut top = sites();
    top.extend([Object::SiteSystem(system("CAS", "cas")), Object::SupRole(role("CAS", "cas", None))]);
    let mut other = sites();
    other.extend([Object::SiteSystem(system("CAS", "wsus2")), Object::SupRole(role("CAS", "wsus2", None))]);
    let runbook = between(&state(top), &state(other));
    let titles = titles(&runbook);
    let place = |start: &str| titles.iter().position(|title| title.starts_with(start)).unwrap();
    assert!(place("Synchronize") < place("Remove the software update point CAS/cas"), "{titles:#?}");
}

#[test]
fn a_hierarchy_without_a_source_does_not_synchronize() {
    let [from, to] = [settings(), SyncSettings { source: Some(SyncSource::None), products: None, ..settings() }]
        .map(|settings| state([whole(), vec![Object::SyncSettings(settings)]].concat()));
    let runbook = between(&from, &to);
    let titles = titles(&runbook);
    assert!(!titles.is_empty() && titles.iter().all(|title| !title.starts_with("Synchronize")), "{titles:#?}");
}

/// Setup changes more than is known before: nothing comes after it.
#[test]
fn a_setup_is_the_last_step() {
    let primary = |parent| Object::Site(site("PS1", SiteType::Primary, parent));
    let wsus = Object::Account(account(r"CONTOSO\wsus"));
    let without =
        |code: &str| sites().into_iter().filter(|object| object.site_code() != Some(code)).collect::<Vec<_>>();
    let with_second =
        [&sites()[..], &[Object::Site(site("PS2", SiteType::Primary, Some("CAS"))), wsus.clone()]].concat();
    let changed = [whole(), with_second[3..].to_vec()].concat();
    let [installed, registered] = ["Install the primary site PS2", r"Register the account CONTOSO\wsus"];
    for (from, to, first, last) in [
        (vec![], whole(), "Install the central administration site CAS", "Install the central administration site CAS"),
        (sites(), with_second.clone(), registered, installed),
        (sites(), changed, r"Register the account CONTOSO\install", installed),
        (
            vec![primary(None)],
            sites(),
            "Install the central administration site CAS",
            "Install the central administration site CAS",
        ),
        (
            sites()[..2].to_vec(),
            vec![primary(None)],
            "Make the primary site PS1 stand-alone",
            "Make the primary site PS1 stand-alone",
        ),
        (with_second, sites(), "Remove the primary site PS2", "Remove the primary site PS2"),
        (sites(), without("PS1")[..1].to_vec(), "Remove the secondary site S11", "Remove the primary site PS1"),
    ] {
        let [from, to] = [from, to].map(state);
        let runbook = between(&from, &to);
        let titles = titles(&runbook);
        assert_eq!((titles.first(), titles.last()), (Some(&first), Some(&last)), "{titles:#?}");
        let why = runbook.stop.as_ref().unwrap().why.as_str();
        assert!(why.starts_with("The last step is setup"), "{why}");
        performed(&from, &runbook);
    }
}

/// What a rule refuses is no step: an account that stays in use, and a version that is no update.
#[test]
fn a_rule_ends_the_runbook() {
    let mut used = state(whole());
    used.remove(&ObjectId::new(Kind::Account, r"CONTOSO\wsus"));
    let with_version = |version: &str| {
        let mut objects = sites();
        let central = site("CAS", SiteType::CentralAdministration, None);
        objects[0] = Object::Site(Site { version: Some(version.to_owned()), ..central });
        state(objects)
    };
    for (from, to, steps, expected) in [
        (state(whole()), used, 0, "The step \"Remove the account CONTOSO\\wsus\" cannot be done: "),
        (
            with_version("2509"),
            with_version("2409"),
            0,
            "The step \"Update the hierarchy of CAS to version 2409\" cannot be done: ",
        ),
    ] {
        let runbook = between(&from, &to);
        let why = runbook.stop.as_ref().unwrap().why.as_str();
        assert_eq!(runbook.steps.len(), steps);
        assert!(why.starts_with(expected), "{why}");
    }
}

/// A role of the site uses an account that was never registered: real sites have such things.
#[test]
fn what_was_wrong_before_does_not_end_the_runbook() {
    let mut from = state(whole());
    from.remove(&ObjectId::new(Kind::Account, r"CONTOSO\wsus"));
    let mut to = from.clone();
    let changed = SupRole { wsus_connection_account: Some(r"CONTOSO\wsus".to_owned()), ..role("CAS", "cas", None) };
    to.put(Object::SupRole(changed));
    arrives(&from, &to);
}

/// Sites above each other, and software update points that synchronize from each other.
#[test]
fn a_damaged_hierarchy_has_an_end() {
    let [one, other] =
        [("PS1", "PS2"), ("PS2", "PS1")].map(|(code, parent)| site(code, SiteType::Primary, Some(parent)));
    let circle = state([Object::Site(one), Object::Site(other)]);
    let [one, other] = [("a", "b"), ("b", "a")]
        .map(|(host, upstream)| Object::SupRole(role("CAS", host, Some(&format!("CAS/{upstream}.contoso.com")))));
    let mutual = state([&sites()[..], &[one, other]].concat());
    assert!(between(&state(sites()), &circle).stop.is_some());
    assert_eq!(between(&mutual, &state(sites())).steps.len(), 0, "no order of removal is right");
}

/// A first software update point moves to another site: its successor takes over before.
#[test]
fn a_server_moves_between_sites() {
    let objects = |site: &str, other: &str| {
        let mut objects = sites();
        objects.extend([system("CAS", "a"), system("CAS", "b"), system("PS1", "c")].map(Object::SiteSystem));
        objects.retain(|object| !object.id().id.ends_with("/moving.contoso.com"));
        objects.push(Object::SiteSystem(system(site, "moving")));
        objects.push(Object::SupRole(role("CAS", other, None)));
        objects.push(Object::SupRole(role("PS1", "c", Some(&format!("CAS/{other}.contoso.com")))));
        objects
    };
    let mut from = objects("CAS", "moving");
    from.push(Object::SupRole(role("CAS", "a", Some("CAS/moving.contoso.com"))));
    let mut to = objects("PS1", "b");
    to.push(Object::SupRole(role("CAS", "a", Some("CAS/b.contoso.com"))));
    to.push(Object::SupRole(role("PS1", "moving", Some("PS1/c.contoso.com"))));
    let runbook = arrives(&state(from), &state(to));
    let position = |title: &str| titles(&runbook).iter().position(|other| *other == title);
    let promoted = position("Make CAS/b.contoso.com the first software update point of its site").unwrap();
    let removed = position("Remove the software update point CAS/moving.contoso.com").unwrap();
    let added = position("Add the software update point PS1/moving.contoso.com").unwrap();
    assert!(promoted < removed && removed < added, "{:#?}", titles(&runbook));
}

/// A plan removes settings and a server, and leaves the software update point, which has the defaults from then on.
#[test]
fn what_is_removed_beside_its_role_gets_the_defaults() {
    let from = state(whole());
    let mut to = from.clone();
    for (kind, id) in [(Kind::SyncSettings, "CAS"), (Kind::SiteSystem, "CAS/cas.contoso.com")] {
        to.remove(&ObjectId::new(kind, id));
    }
    let runbook = between(&from, &to);
    let titles = titles(&runbook);
    assert!(titles.contains(&"Set the proxy of the server CAS/cas.contoso.com"), "{titles:#?}");
    assert!(titles.contains(&"Set the products of site CAS"), "{titles:#?}");
    assert!(titles.iter().all(|title| !title.starts_with("Remove")), "{titles:#?}");
}

#[test]
fn a_reinstallation_stops_the_runbook() {
    let mut other = sites();
    other[1] = Object::Site(Site {
        server_fqdn: "other.contoso.com".to_owned(),
        ..site("PS1", SiteType::Primary, Some("CAS"))
    });
    let runbook = between(&state(sites()), &state(other));
    assert!(runbook.steps.is_empty());
    assert!(runbook.stop.unwrap().why.contains("server_fqdn cannot be changed"));
}
