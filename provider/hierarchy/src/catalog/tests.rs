use std::collections::BTreeSet;

use super::*;

#[test]
fn the_files_are_whole() {
    let places: Vec<Place> = places().collect();
    assert!(places.len() > 250, "{}", places.len());
    assert_eq!(classifications().iter().filter(|one| one.offered).count(), 9);
    let not_offered: Vec<&str> = classifications().iter().filter(|one| !one.offered).map(|one| one.name).collect();
    assert_eq!(not_offered, ["Applications", "Driver Sets", "Drivers", "WSUS Infrastructure Updates"]);
    assert_eq!(languages().len(), 37);

    let ids = places.iter().filter_map(Place::id).chain(classifications().iter().filter_map(|one| one.id));
    let mut seen = BTreeSet::new();
    for id in ids {
        assert!(is_id(id) && id == id.to_lowercase(), "{id} is not a GUID in lower case");
        assert!(seen.insert(id), "{id} is there twice");
    }
    let mut codes: Vec<&str> = languages().iter().map(|language| language.code).collect();
    assert!(codes.is_sorted());
    codes.dedup();
    assert_eq!(codes.len(), 37);
}

#[test]
fn who_has_a_name_has_an_id_where_another_has_it_too() {
    for place in places() {
        let same = find(place.name());
        assert!(
            same.len() == 1 || same.iter().all(|one| one.id().is_some()),
            "{} is ambiguous and has no id",
            place.name()
        );
    }
}

#[test]
fn products_families_and_companies_are_found_by_name_and_id() {
    let names = |text: &str| find(text).iter().map(Place::name).collect::<Vec<_>>();
    for (text, name) in [
        ("Windows 11", "Windows 11"),
        ("WINDOWS 11", "Windows 11"),
        ("72e7624a-5b00-45d2-b92f-e561c0a6a160", "Windows 11"),
        ("Product:72E7624A-5B00-45D2-B92F-E561C0A6A160", "Windows 11"),
        ("Windows Azure Pack: Admin API", "Windows Azure Pack: Admin API"),
        ("e26d4a30-aba6-4616-a890-011970d93636", "Windows Server 2016"),
        ("Windows", "Windows"),
        ("48ce8c86-6850-4f68-8e9d-7dc8535ced60", "Developer Tools, Runtimes, and Redistributables"),
        ("Microsoft Corporation", "Microsoft Corporation"),
        ("Microsoft", "Microsoft Corporation"),
        ("windows defender", "Microsoft Defender Antivirus"),
        ("Office 365 Client", "Microsoft 365 Apps/Office 2019/Office LTSC"),
        ("SQL", "SQL Server"),
    ] {
        assert_eq!(names(text), [name], "{text}");
    }
    assert_eq!(names("Windows Server 2016"), ["Windows Server 2016"; 2]);
    assert!(find("Windows 3.11").is_empty());
    // If a family has the name of its product, the product is found; if a company has the name of its family, the
    // family.
    assert!(matches!(find("Silverlight").as_slice(), [Place::Product(..)]));
    assert!(matches!(find("Local Publisher").as_slice(), [Place::Family(..)]));
}

#[test]
fn a_place_covers_what_is_below_it() {
    let at = |text: &str| find(text).remove(0);
    for (one, two, covers) in [
        ("Microsoft", "Windows", true),
        ("Microsoft", "Windows 11", true),
        ("Windows", "Windows 11", true),
        ("Windows 11", "Windows 11", true),
        ("Windows 11", "Windows", false),
        ("Windows 11", "Windows 10", false),
        ("Office", "Windows 11", false),
        ("Local Publisher", "Windows", false),
        ("569e8e8f-c6cd-42c8-92a3-efbb20a0f6f5", "e26d4a30-aba6-4616-a890-011970d93636", false),
    ] {
        assert_eq!(at(one).covers(&at(two)), covers, "{one} and {two}");
    }
}

#[test]
fn ids_are_told_from_names() {
    for (text, is) in [
        ("72e7624a-5b00-45d2-b92f-e561c0a6a160", true),
        ("Product:72e7624a-5b00-45d2-b92f-e561c0a6a160", true),
        ("72e7624a-5b00-45d2-b92f-e561c0a6a16", false),
        ("72e7624a-5b00-45d2-b92f-e561c0a6a16g", false),
        ("72e7624a05b00-45d2-b92f-e561c0a6a160", false),
        ("Windows 11", false),
    ] {
        assert_eq!(is_id(text), is, "{text}");
    }
    assert_eq!(
        classification("UpdateClassification:0fa1201d-4330-4fa8-8ae9-b877473b6441").unwrap().name,
        "Security Updates"
    );
    assert_eq!(classification("security updates").unwrap().name, "Security Updates");
    assert_eq!(language("PT-BR").unwrap().name, "Portuguese (Brazil)");
}

#[test]
fn companies_and_families_are_found_by_name_and_by_id() {
    assert_eq!(family("windows").unwrap().name, "Windows");
    assert_eq!(company("MICROSOFT").unwrap().name, "Microsoft Corporation");
    assert_eq!(company("Microsoft Corporation").unwrap().name, "Microsoft Corporation");
    assert_eq!(family("sql").unwrap().name, "SQL Server");
    let known = companies().iter().flat_map(|company| &company.families).find(|family| family.id.is_some()).unwrap();
    assert_eq!(family(known.id.unwrap()).unwrap().name, known.name);
    assert!(family("Windows 11").is_none() && company("Windows").is_none());
}

#[test]
fn no_former_name_is_the_present_name_of_another() {
    let former: Vec<&str> = places().flat_map(|place| place.former_names()).copied().collect();
    assert_eq!(former.len(), 6);
    for name in former {
        let [place] = find(name)[..] else { panic!("{name} is not unique") };
        assert!(place.former_names().contains(&name), "{name} is a present name, too");
        assert_eq!(former_names(place.name()).collect::<Vec<_>>(), [name]);
    }
}
