//! A console on a hierarchy of the test's own.

#[cfg(unix)]
use std::fs::File;
#[cfg(unix)]
use std::io::Read;
#[cfg(unix)]
use std::num::NonZero;
use std::path::PathBuf;
#[cfg(unix)]
use std::process::Stdio;
use std::sync::Arc;

use assert_cmd::Command;
use hierarchy::*;
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Leaves out the seconds that pass between commands once the clock was advanced.
pub(crate) const SECONDS: (&str, &str) = (r"([T ]\d\d:\d\d):\d\d(\.\d+)?(Z| UTC)", "$1:SS$3");

/// Leaves out the time of day, where so many commands run that minutes pass between them.
pub(crate) const TIME_OF_DAY: (&str, &str) = (r"([^\d:])\d\d:\d\d(:\d\d(\.\d+)?)?", "$1[time]");

/// A folder with a hierarchy at its default path.
pub(crate) struct Console {
    pub(crate) folder: TempDir,
    clock: Arc<ManualClock>,
}

impl Console {
    /// An empty hierarchy. Its clock is a century ahead of the machine's, and therefore stopped for the binary.
    pub(crate) fn empty() -> Self {
        let clock = Arc::new(ManualClock::at("2126-11-22T18:00:00Z".parse().unwrap()));
        let console = Self { folder: tempfile::tempdir().unwrap(), clock };
        console.hierarchy();
        console
    }

    pub(crate) fn contoso() -> Self {
        Self::empty().with(contoso())
    }

    fn with(self, objects: Vec<Object>) -> Self {
        for object in objects {
            self.change("alice", "terraform", Change::Create(object));
        }
        self
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(".configmgr/hierarchy.db")
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub(crate) fn hierarchy(&self) -> Hierarchy {
        Hierarchy::open(&self.path(), self.clock.clone()).unwrap()
    }

    pub(crate) fn change(&self, actor: &str, origin: &str, change: Change) {
        let author = Author { actor: actor.to_owned(), origin: origin.to_owned() };
        self.hierarchy().apply(change, &author).unwrap();
        let minute_later = self.clock.now().as_second() + 60;
        self.clock.set(Timestamp::from_second(minute_later).unwrap());
        self.hierarchy().sync_status().unwrap();
    }

    /// Synchronizes from start to end, on the test's own clock.
    pub(crate) fn synchronize(&self) {
        let hierarchy = self.hierarchy();
        hierarchy.synchronize(None, hierarchy::sync::Extent::Full).unwrap();
        hierarchy.wait_until_idle(&mut |_| ()).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("supctl").unwrap();
        command
            .current_dir(self.folder.path())
            .env_remove("CONFIGMGR_PATH")
            .env_remove("CONFIGMGR_DATABASE_URL")
            .env("CONFIGMGR_ACTOR", "bob")
            .env_remove("COLUMNS")
            .args(arguments);
        command
    }

    /// The output of several commands.
    pub(crate) fn told(&self, commands: &[&[&str]]) -> String {
        commands.iter().map(|command| self.says(command)).collect()
    }

    /// Everything a command prints, without the name of the folder.
    pub(crate) fn says(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let text =
            |bytes| String::from_utf8(bytes).unwrap().replace(&self.folder.path().display().to_string(), "FOLDER");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let code = output.status.code().unwrap();
        format!("$ supctl {}\n{stdout}--- stderr\n{stderr}--- exit code {code}\n", arguments.join(" "))
    }
}

/// What a terminal shows.
#[cfg(unix)]
pub(crate) struct Screen {
    pub(crate) lines: Vec<String>,
    /// The lines that were longer than the terminal is wide.
    pub(crate) too_long: Vec<String>,
}

#[cfg(unix)]
impl Console {
    /// What a terminal with as many columns shows after a command. Its output and its messages are both there.
    pub(crate) fn on_terminal(&self, columns: u16, arguments: &[&str]) -> Screen {
        let size = nix::pty::Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let terminal = nix::pty::openpty(Some(&size), None).unwrap();
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("CONFIGMGR_PATH")
            .env_remove("COLUMNS")
            .env("CONFIGMGR_ACTOR", "bob")
            .env("TERM", "xterm")
            .stdin(Stdio::null())
            .stdout(terminal.slave.try_clone().unwrap())
            .stderr(terminal.slave)
            .spawn()
            .unwrap();
        let mut shown = Vec::new();
        // Linux reports an error when the last program leaves the terminal.
        let _ = File::from(terminal.master).read_to_end(&mut shown);
        child.wait().unwrap();
        let mut parser = vt100::Parser::new(NonZero::new(2000).unwrap(), NonZero::new(columns).unwrap(), 0);
        parser.process(&shown);
        let screen = parser.screen();
        let mut lines: Vec<String> = screen.rows(0, columns).map(|row| row.trim_end().to_owned()).collect();
        let too_long = lines.iter().zip(0..).filter(|(_, row)| screen.row_wrapped(*row)).map(|(line, _)| line.clone());
        let too_long = too_long.collect();
        lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
        Screen { lines, too_long }
    }
}

/// A text in each encoding a tool may have written it in, the plain one first.
pub(crate) fn encodings(text: &str) -> Vec<Vec<u8>> {
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let of = |text: &str| {
        [text.as_bytes().to_vec(), utf_16(text, u16::to_le_bytes), utf_16(text, u16::to_be_bytes)].into_iter()
    };
    of(text).chain(of(&format!("\u{feff}{text}"))).collect()
}

pub(crate) fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
    Site {
        site_code: code.to_owned(),
        name: format!("Contoso-{code}"),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: format!("cm-{}.contoso.com", code.to_lowercase()),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: parent.is_none().then(|| "2509".to_owned()),
    }
}

pub(crate) fn top_level_settings() -> SyncSettings {
    let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    SyncSettings {
        products: set(&["Windows 11", "Microsoft Server operating system-21H2"]),
        classifications: set(&["Security Updates"]),
        ..SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")
    }
}

pub(crate) fn contoso() -> Vec<Object> {
    let sup = SupRole::with_defaults;
    let proxy = Proxy { server: "proxy.contoso.com".to_owned(), port: 3128, account: None };
    let with_ssl = Wsus { ssl_configured: true, ..Wsus::of(OperatingSystem::default()) };
    let gateway =
        SiteSystem { proxy: Some(proxy), wsus: with_ssl, ..SiteSystem::with_defaults("CAS", "sup-cas.contoso.com") };
    vec![
        site("CAS", SiteType::CentralAdministration, None).into(),
        site("EUR", SiteType::Primary, Some("CAS")).into(),
        site("USA", SiteType::Primary, Some("CAS")).into(),
        site("BER", SiteType::Secondary, Some("EUR")).into(),
        Account { user_name: "CONTOSO\\svc-wsus".to_owned(), password_version: Some(1) }.into(),
        gateway.into(),
        SupRole { require_ssl: true, ..sup("CAS", "sup-cas.contoso.com", None) }.into(),
        sup("EUR", "sup-eur1.contoso.com", Some("CAS/sup-cas.contoso.com")).into(),
        sup("EUR", "sup-eur2.contoso.com", Some("EUR/sup-eur1.contoso.com")).into(),
        sup("BER", "sup-ber.contoso.com", Some("EUR/sup-eur1.contoso.com")).into(),
        SiteSystem::with_defaults("USA", "dp-usa.contoso.com").into(),
        top_level_settings().into(),
    ]
}

/// [`Console::contoso`] and a change at the console.
pub(crate) fn drifted() -> Console {
    let console = Console::contoso();
    let by_hand = SyncSettings {
        products: Some(["Windows 11", "Windows 10"].map(str::to_owned).into()),
        schedule: Some(Schedule {
            weekly: Some(Weekly { day: Weekday::Monday, every_weeks: 1 }),
            ..Schedule::default()
        }),
        alert_on_sync_failure: Some(true),
        ..top_level_settings()
    };
    console.change("bob", "supctl", Change::Update(by_hand.into()));
    console.change("alice", "terraform", Change::Delete(ObjectId::new(Kind::SupRole, "BER/sup-ber.contoso.com")));
    console
}

/// The attributes of the resource of an object, including those only resources have.
pub(crate) fn values(object: impl Into<Object>) -> Value {
    let object = object.into();
    let mut values = object.attributes();
    values["id"] = object.id().id.into();
    values["timeouts"] = Value::Null;
    if let Object::Account(account) = &object {
        values["password_wo"] = Value::Null;
        values["password_wo_version"] = account.password_version.into();
        values.as_object_mut().map(|values| values.remove("password_version"));
    }
    values
}

/// A resource of a state, at an address made of the id.
pub(crate) fn recorded(object: &Object) -> Value {
    let id = object.id();
    let letters = id.id.to_lowercase().replace(".contoso.com", "");
    let name = letters.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    let r#type = format!("configmgr_{}", id.kind);
    json!({
        "address": format!("{type}.{name}"),
        "mode": "managed",
        "type": r#type,
        "name": name,
        "provider_name": "registry.terraform.io/endpointops/configmgr",
        "schema_version": 0,
        "values": values(object.clone()),
        "sensitive_values": {},
    })
}

/// A state with these objects, as `terraform show -json` prints it.
pub(crate) fn state(objects: &[Object]) -> Value {
    let resources: Vec<Value> = objects.iter().map(recorded).collect();
    json!({
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": { "root_module": { "resources": resources } },
    })
}
