//! Prints the dump of a hierarchy with as many sites and software update points as large organizations have: 276 sites, 600
//! software update points and 2,000 categories. A measurement imports it.

use std::io::{self, Write as _};

use hierarchy::{Account, DEFAULT_INSTALL_DIRECTORY, Object, Site, SiteSystem, SiteType, SupRole, SyncSettings};
use serde_json::json;
use sms_provider::class::Class;
use sms_provider::stub::Stub;

const PRIMARY_SITES: u32 = 25;
const SECONDARY_SITES: u32 = 10;
/// At each primary site, beside the first one and those of its secondary sites.
const REPLICAS: u32 = 12;
const ROLES: usize = 600;
const CATEGORIES: usize = 2_000;

fn main() -> io::Result<()> {
    let mut stub = Stub::of(&hierarchy());
    add_categories(&mut stub);
    writeln!(io::stdout().lock(), "{}", stub.file())
}

fn hierarchy() -> Vec<Object> {
    let mut objects = vec![
        Object::Account(Account { user_name: r"CONTOSO\svc-wsus".to_owned(), password_version: None }),
        Object::Site(site("CAS", SiteType::CentralAdministration, None)),
    ];
    let central = add_role(&mut objects, "CAS", "sup-cas", None);
    objects.push(Object::SyncSettings(SyncSettings::top_level_defaults(&central)));
    for primary in 0..PRIMARY_SITES {
        let code = format!("P{primary:02}");
        objects.push(Object::Site(site(&code, SiteType::Primary, Some("CAS"))));
        let first = add_role(&mut objects, &code, &format!("sup-{code}"), Some(&central));
        for secondary in 0..SECONDARY_SITES {
            let below = format!("{}{:02}", char::from(b'A' + secondary as u8), primary);
            objects.push(Object::Site(site(&below, SiteType::Secondary, Some(&code))));
            add_role(&mut objects, &below, &format!("sup-{below}"), Some(&first));
        }
        for replica in 0..REPLICAS {
            add_role(&mut objects, &code, &format!("sup-{code}-{replica}"), Some(&first));
        }
    }
    for more in 0..ROLES - objects.iter().filter(|object| matches!(object, Object::SupRole(_))).count() {
        add_role(&mut objects, "CAS", &format!("sup-cas-{more}"), Some(&central));
    }
    objects
}

fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
    Site {
        site_code: code.to_owned(),
        name: format!("Site {code}"),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: format!("site-{}.contoso.com", code.to_lowercase()),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: parent.is_none().then(|| "2509".to_owned()),
    }
}

/// Adds a software update point on a server of its own. Returns its id.
fn add_role(objects: &mut Vec<Object>, site: &str, host: &str, upstream: Option<&str>) -> String {
    let server = format!("{}.contoso.com", host.to_lowercase());
    let role = SupRole::with_defaults(site, &server, upstream);
    let id = role.id();
    objects.extend([Object::SiteSystem(SiteSystem::with_defaults(site, &server)), Object::SupRole(role)]);
    id
}

/// Products that no release knows.
fn add_categories(stub: &mut Stub) {
    let Some(rows) = stub.rows.get_mut(&Class::Category) else { return };
    let Some(product) = rows.iter().find(|row| row.columns.get("CategoryTypeName") == Some(&json!("Product"))).cloned()
    else {
        return;
    };
    for number in rows.len()..CATEGORIES {
        let mut row = product.clone();
        let id = format!("Product:00000000-0000-4000-8000-{number:012}");
        row.columns.extend([
            ("CategoryInstance_UniqueID".to_owned(), json!(id)),
            ("CategoryInstanceID".to_owned(), json!(20_000_000 + number)),
            ("LocalizedCategoryInstanceName".to_owned(), json!(format!("Product {number}"))),
        ]);
        rows.push(row);
    }
}
