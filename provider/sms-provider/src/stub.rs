//! What a site would write of a hierarchy: the table backwards. It is for tests, which have no site.

use std::collections::BTreeMap;

use hierarchy::catalog::{self, Place};
use hierarchy::{Object, Site, SupRole, SyncSettings};
use serde_json::{Map, Value, json};

use crate::class::{Class, Source};
use crate::collector;
use crate::facts::{self, Fact, Field, Reading};
use crate::version;

/// Central European time, as a site server writes it.
pub const CENTRAL_EUROPE: &str =
    "FFFFFFC4 0000 000A 0000 0005 0003 0000 0000 0000 00000000 0000 0003 0000 0005 0002 0000 0000 0000 FFFFFFC4";

/// The rows that a site has of a hierarchy.
#[derive(Clone, Debug, Default)]
pub struct Stub {
    /// The rows by class. Change them to have what a site may also write.
    pub rows: BTreeMap<Class, Vec<Row>>,
    /// The code of the top-level site.
    pub site_code: String,
    /// When it is collected, in ISO 8601.
    pub collected_at: String,
}

/// A row: columns, and embedded properties by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The columns.
    pub columns: Map<String, Value>,
    /// The embedded properties, each with `Value`, `Value1` and `Value2`.
    pub properties: BTreeMap<String, Map<String, Value>>,
}

impl Stub {
    /// The rows of these objects.
    #[must_use]
    pub fn of(objects: &[Object]) -> Self {
        let top = objects.iter().find_map(|object| match object {
            Object::Site(site) if site.parent_site_code.is_none() => Some(site),
            _ => None,
        });
        let mut stub = Self {
            site_code: top.map(|site| site.site_code.clone()).unwrap_or_default(),
            collected_at: "2026-01-12T08:00:00.0000000Z".to_owned(),
            ..Self::default()
        };
        let build = top.and_then(|site| site.version.as_deref()).and_then(version::build).unwrap_or(9141);
        for class in Class::ALL {
            stub.rows.insert(class, Vec::new());
        }
        for object in objects {
            stub.add(object, build);
        }
        for object in objects {
            stub.add_wsus(object);
        }
        let settings = objects.iter().find_map(|object| match object {
            Object::SyncSettings(settings) if settings.site_code() == stub.site_code => Some(settings),
            _ => None,
        });
        stub.add_categories(settings);
        stub
    }

    /// A row by a column of text.
    pub fn row(&mut self, class: Class, column: &str, value: &str) -> Option<&mut Row> {
        self.rows.get_mut(&class)?.iter_mut().find(|row| row.columns.get(column).is_some_and(|found| found == value))
    }

    /// The file that the script writes.
    #[must_use]
    pub fn file(&self) -> Value {
        let classes = self.rows.iter().map(|(class, rows)| (class.name().to_owned(), written(*class, rows).into()));
        json!({
            "format": collector::FORMAT,
            "collected_at": self.collected_at,
            "collector": collector::NAME,
            "provider": "cas.contoso.com",
            "site_code": self.site_code,
            "ui_culture": "en-US",
            "powershell": "5.1.20348.1",
            "classes": classes.collect::<Map<_, _>>(),
            "errors": {},
        })
    }

    /// The answers of the administration service, by class.
    #[must_use]
    pub fn answers(&self) -> Vec<(&'static str, Value)> {
        let answer = |(class, rows): (&Class, &Vec<Row>)| {
            let rows = written(*class, rows).into_iter().map(|row| {
                let mut answer = Map::new();
                answer.insert("@odata.etag".to_owned(), json!("W/\"1\""));
                answer.insert("__LAZYPROPERTIES".to_owned(), json!([]));
                answer.extend(row.as_object().cloned().unwrap_or_default());
                Value::Object(answer)
            });
            let context = format!("https://cas.contoso.com/AdminService/wmi/$metadata#{}", class.name());
            (class.name(), json!({"@odata.context": context, "value": rows.collect::<Vec<_>>()}))
        };
        self.rows.iter().map(answer).collect()
    }

    fn add(&mut self, object: &Object, build: i64) {
        match object {
            Object::Site(site) => self.add_site(site, object, build),
            Object::SiteSystem(system) => {
                self.add_row_of_server(Source::SiteSystem, &system.site_code, &system.server_fqdn, object);
            }
            Object::SupRole(role) => self.add_role(role, object),
            Object::SyncSettings(settings) => self.add_settings(settings, object),
            Object::Account(_) => {
                let mut row = Row::default();
                fill(&mut row, object, Source::Account);
                self.push(Class::Account, row);
            }
        }
    }

    /// What the site has of WSUS on a server is in the row of the role.
    fn add_wsus(&mut self, object: &Object) {
        let Object::SiteSystem(system) = object else { return };
        let Some(row) = self.find_row_of_server(Source::SoftwareUpdatePoint, &system.server_fqdn) else { return };
        let mut wsus = Row::default();
        fill(&mut wsus, object, Source::SoftwareUpdatePoint);
        let database = wsus.properties.remove("DBServerName");
        let on_own_server = || Map::from_iter([("Value2".to_owned(), json!(system.server_fqdn))]);
        row.properties.insert("DBServerName".to_owned(), database.unwrap_or_else(on_own_server));
    }

    fn add_site(&mut self, site: &Site, object: &Object, build: i64) {
        let mut row = Row::default();
        fill(&mut row, object, Source::Site);
        for (column, value) in [
            ("BuildNumber", json!(build)),
            ("Status", json!(1)),
            ("Mode", json!(0)),
            ("Version", json!(format!("5.00.{build}.1000"))),
            ("TimeZoneInfo", json!(CENTRAL_EUROPE)),
            ("SiteCode", json!(site.site_code)),
        ] {
            row.columns.insert(column.to_owned(), value);
        }
        self.push(Class::Site, row);
    }

    fn add_role(&mut self, role: &SupRole, object: &Object) {
        self.add_row_of_server(Source::SoftwareUpdatePoint, &role.site_code, &role.server_fqdn, object);
        let status = json!({
            "SiteCode": role.site_code,
            "WSUSServerName": role.server_fqdn,
            "WSUSSourceServer": role.upstream_sup_id.as_ref().map_or("Microsoft Update", |id| {
                id.split_once('/').map_or(id.as_str(), |(_, server)| server)
            }),
            "LastSyncState": 6702,
            "LastSyncStateTime": "2026-01-12T03:10:00.0000000Z",
            "LastSuccessfulSyncTime": "2026-01-12T03:10:00.0000000Z",
            "LastSyncErrorCode": 0,
            "SyncCatalogVersion": 118,
            "ReplicationLinkStatus": 0,
            "LastReplicationLinkCheckTime": "2026-01-12T07:00:00.0000000Z",
        });
        let columns = status.as_object().cloned().unwrap_or_default();
        self.push(Class::SyncStatus, Row { columns, ..Row::default() });
    }

    fn add_settings(&mut self, settings: &SyncSettings, object: &Object) {
        let is_top = settings.site_code() == self.site_code;
        for source in [Source::ConfigurationManager, Source::SyncManager] {
            let mut row = Row::default();
            fill_where(&mut row, object, source, |fact| is_top || !fact.is_of_top_level_site);
            row.identify(source, settings.site_code());
            if source == Source::ConfigurationManager {
                let server = settings.sup_role_id.split_once('/').map_or("", |(_, server)| server);
                row.set("DefaultWSUS", Field::Value2, json!(server));
            }
            self.push(Class::Component, row);
        }
        if is_top && settings.alert_on_sync_failure == Some(true) {
            let name = format!("Synchronization failure alert for software update point: {}", settings.sup_role_id);
            self.push(
                Class::Alert,
                Row { columns: Map::from_iter([("Name".to_owned(), json!(name))]), ..Row::default() },
            );
        }
    }

    fn add_categories(&mut self, settings: Option<&SyncSettings>) {
        let products = settings.and_then(|settings| settings.products.clone()).unwrap_or_default();
        let places: Vec<Place> = products.iter().flat_map(|name| catalog::find(name)).collect();
        let is_subscribed = |place: &Place| places.iter().any(|above| above.covers(place));
        let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
        let all: Vec<Place> = catalog::places().collect();
        for place in all.iter().rev() {
            let id = guid(place.id(), &path(place));
            let number = i64::try_from(numbers.len()).unwrap_or_default() + 16_777_217;
            let (r#type, above) = match place {
                Place::Company(_) => ("Company", None),
                Place::Family(company, _) => ("ProductFamily", Some(path(&Place::Company(company)))),
                Place::Product(company, family, _) => ("Product", Some(path(&Place::Family(company, family)))),
            };
            numbers.insert(path(place), number);
            let parent = above.and_then(|above| numbers.get(&above).copied()).unwrap_or_default();
            let row = category(r#type, &id, number, parent, place.name(), [true, is_subscribed(place)]);
            self.push(Class::Category, row);
        }
        let subscribed = settings.and_then(|settings| settings.classifications.clone()).unwrap_or_default();
        for one in catalog::classifications() {
            let number = i64::try_from(numbers.len()).unwrap_or_default() + 16_777_217;
            numbers.insert(format!("classification {}", one.name), number);
            let is_subscribed = subscribed.iter().filter_map(|name| catalog::classification(name));
            let is_subscribed = is_subscribed.into_iter().any(|other| std::ptr::eq(other, one));
            let id = guid(one.id, one.name);
            let row = category("UpdateClassification", &id, number, 0, one.name, [one.offered, is_subscribed]);
            self.push(Class::Category, row);
        }
    }

    fn push(&mut self, class: Class, row: Row) {
        self.rows.entry(class).or_default().push(row);
    }

    /// Adds the row of a role on a server.
    fn add_row_of_server(&mut self, source: Source, site_code: &str, server: &str, object: &Object) {
        let mut row = Row::default();
        row.identify(source, site_code);
        row.columns.insert("NALType".to_owned(), json!("Windows NT Server"));
        row.columns.insert("NetworkOSPath".to_owned(), json!(format!("\\\\{server}")));
        fill(&mut row, object, source);
        self.push(source.class(), row);
    }

    fn find_row_of_server(&mut self, source: Source, server: &str) -> Option<&mut Row> {
        let path = json!(format!("\\\\{server}"));
        let (column, role) = source.discriminator()?;
        let is_it = |row: &&mut Row| {
            row.columns.get("NetworkOSPath") == Some(&path)
                && row.columns.get(column).is_some_and(|found| found == role)
        };
        self.rows.get_mut(&source.class())?.iter_mut().find(is_it)
    }
}

impl Row {
    /// Sets a property in a field.
    pub fn set(&mut self, name: &str, field: Field, value: Value) {
        match field.name() {
            None => drop(self.columns.insert(name.to_owned(), value)),
            Some(field) => drop(self.properties.entry(name.to_owned()).or_default().insert(field.to_owned(), value)),
        }
    }

    fn identify(&mut self, source: Source, site_code: &str) {
        self.columns.insert("SiteCode".to_owned(), json!(site_code));
        self.columns.insert("FileType".to_owned(), json!(2));
        if let Some((column, value)) = source.discriminator() {
            self.columns.insert(column.to_owned(), json!(value));
        }
    }
}

/// Writes what a row of a source has of an object.
fn fill(row: &mut Row, object: &Object, source: Source) {
    fill_where(row, object, source, |_| true);
}

fn fill_where(row: &mut Row, object: &Object, source: Source, is_written: impl Fn(&Fact) -> bool) {
    let attributes = object.attributes();
    for fact in facts::of(object.kind()).filter(|fact| is_written(fact)) {
        let Reading::Properties(properties, codec) = fact.reading else { continue };
        let Some(value) = value_at(&attributes, fact.attribute) else { continue };
        for (property, cell) in properties.iter().zip((codec.write)(value)) {
            if property.source == source && !cell.is_null() {
                row.set(property.name, property.field, cell);
            }
        }
    }
}

/// An attribute; `None` if what it is in is unset.
fn value_at<'a>(attributes: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(attributes, |value, part| value.get(part))
}

/// The rows as they are written.
fn written(class: Class, rows: &[Row]) -> Vec<Value> {
    let has_properties = !class.embedded().is_empty();
    let one = |row: &Row| {
        let mut columns = row.columns.clone();
        if has_properties {
            let properties = row.properties.iter().map(|(name, fields)| {
                let field = |name: &str, absent: Value| fields.get(name).cloned().unwrap_or(absent);
                json!({
                    "PropertyName": name,
                    "Value": field("Value", json!(0)),
                    "Value1": field("Value1", json!("")),
                    "Value2": field("Value2", json!("")),
                })
            });
            columns.insert("Props".to_owned(), properties.collect::<Vec<_>>().into());
        }
        Value::Object(columns)
    };
    rows.iter().map(one).collect()
}

/// The names from the company down.
fn path(place: &Place) -> String {
    match place {
        Place::Company(company) => company.name.to_owned(),
        Place::Family(company, family) => format!("{}/{}", company.name, family.name),
        Place::Product(company, family, product) => {
            format!("{}/{}/{}/{}", company.name, family.name, product.name, product.id.unwrap_or_default())
        }
    }
}

/// The id of a category, or one that is made up of its name where no source has it.
fn guid(id: Option<&str>, name: &str) -> String {
    id.map_or_else(
        || {
            let number = name
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            format!("{:08x}-0000-4000-8000-{:012x}", number >> 32, number & 0xffff_ffff)
        },
        str::to_owned,
    )
}

fn category(r#type: &str, id: &str, number: i64, parent: i64, name: &str, [offered, subscribed]: [bool; 2]) -> Row {
    let columns = json!({
        "CategoryInstance_UniqueID": format!("{type}:{id}", type = r#type),
        "CategoryInstanceID": number,
        "CategoryTypeName": r#type,
        "ParentCategoryInstanceID": parent,
        "LocalizedCategoryInstanceName": name,
        "AllowSubscription": offered,
        "IsSubscribed": subscribed,
    });
    Row { columns: columns.as_object().cloned().unwrap_or_default(), ..Row::default() }
}
