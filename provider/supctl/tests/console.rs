//! What an operator sees: stdout, stderr and exit code of the binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use assert_cmd::Command;
use hierarchy::*;
use jiff::Timestamp;
use tempfile::TempDir;

/// A folder with a hierarchy where the console looks for it.
struct Console {
    folder: TempDir,
    clock: Arc<ManualClock>,
}

impl Console {
    fn empty() -> Self {
        let clock = Arc::new(ManualClock::at("2026-11-22T18:00:00Z".parse().unwrap()));
        let console = Self { folder: tempfile::tempdir().unwrap(), clock };
        console.hierarchy();
        console
    }

    fn contoso() -> Self {
        let console = Self::empty();
        for object in contoso() {
            console.change("alice", "terraform", Change::Create(object));
        }
        console
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(".configmgr/hierarchy.db")
    }

    fn hierarchy(&self) -> Hierarchy {
        Hierarchy::open(&self.path(), self.clock.clone()).unwrap()
    }

    fn change(&self, actor: &str, origin: &str, change: Change) {
        let author = Author { actor: actor.to_owned(), origin: origin.to_owned() };
        self.hierarchy().apply(change, &author).unwrap();
        let minute_later = self.clock.now().as_second() + 60;
        self.clock.set(Timestamp::from_second(minute_later).unwrap());
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("supctl").unwrap();
        command.current_dir(self.folder.path()).env_remove("CONFIGMGR_PATH").env_remove("COLUMNS").args(arguments);
        command
    }

    /// All that comes back, with the folder's name left out.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let text =
            |bytes| String::from_utf8(bytes).unwrap().replace(&self.folder.path().display().to_string(), "FOLDER");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let code = output.status.code().unwrap();
        format!("$ supctl {}\n{stdout}--- stderr\n{stderr}--- exit code {code}\n", arguments.join(" "))
    }
}

fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
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

fn top_level_settings() -> SyncSettings {
    let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    SyncSettings {
        products: set(&["Windows 11", "Microsoft Server operating system-21H2"]),
        classifications: set(&["Security Updates"]),
        ..SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")
    }
}

fn contoso() -> Vec<Object> {
    let sup = SupRole::with_defaults;
    let proxy = Proxy { server: "proxy.contoso.com".to_owned(), port: 3128, account: None };
    let gateway = SiteSystem { proxy: Some(proxy), ..SiteSystem::with_defaults("CAS", "sup-cas.contoso.com") };
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

/// [`Console::contoso`] and a change by hand.
fn drifted() -> Console {
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

#[test]
fn tree() {
    insta::assert_snapshot!("tree", drifted().says(&["tree"]));
    insta::assert_snapshot!("tree_empty", Console::empty().says(&["tree"]));
}

#[test]
fn tree_as_json() {
    let stand_alone = Console::empty();
    let objects: [Object; 2] = [
        site("PS1", SiteType::Primary, None).into(),
        SupRole::with_defaults("PS1", "sup-ps1.contoso.com", None).into(),
    ];
    for object in objects {
        stand_alone.change("alice", "terraform", Change::Create(object));
    }
    insta::assert_snapshot!("tree_json", stand_alone.says(&["tree", "--json"]));
    insta::assert_snapshot!("tree_json_empty", Console::empty().says(&["--json", "tree"]));
}

#[test]
fn history() {
    insta::assert_snapshot!("history", drifted().says(&["history"]));
    insta::assert_snapshot!("history_json", drifted().says(&["history", "--json", "--actor", "bob"]));
    insta::assert_snapshot!("history_empty", Console::empty().says(&["history"]));
}

#[test]
fn history_is_filtered() {
    let console = drifted();
    let told = |filter: &[&str]| {
        let output = console.command(&["history"]).args(filter).output().unwrap();
        assert!(output.status.success(), "{filter:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with([' ', 'R'])).map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            format!("{} {} {}", words[5], words[6], words[7])
        });
        lines.collect::<Vec<_>>()
    };
    let last = ["delete sup_role BER/sup-ber.contoso.com", "delete site_system BER/sup-ber.contoso.com"];
    let settings = "update sync_settings CAS";
    assert_eq!(told(&["--actor", "bob"]), [settings]);
    assert_eq!(told(&["--limit", "1"]), ["delete sync_settings BER"]);
    assert_eq!(told(&["--since", "2026-11-22T18:13:00Z", "--limit", "3"])[..2], last);
    assert_eq!(told(&["--object", "cas", "--since", "2026-11-22T18:12:00Z"]), [settings]);
    assert_eq!(told(&["--site", "USA"]), ["create site USA", "create site_system USA/dp-usa.contoso.com"]);
    insta::assert_snapshot!(console.says(&["history", "--site", "XYZ"]), @r"
    $ supctl history --site XYZ
    No change matches. Leave out a condition to see more.
    --- stderr
    --- exit code 0
    ");
}

#[test]
fn help_teaches() {
    let console = Console::empty();
    for topic in [&["--help"][..], &["tree", "--help"], &["history", "--help"]] {
        insta::assert_snapshot!(format!("help_{}", topic[0].trim_matches('-')), console.says(topic));
    }
}

#[test]
fn failures_say_what_why_and_the_way_out() {
    let console = Console::empty();
    let mut texts = console.says(&["--path", "elsewhere.db", "tree"]);
    assert!(!console.folder.path().join("elsewhere.db").exists(), "looking does not create");
    fs::write(console.path(), "something else, of some length, that is no database at all").unwrap();
    texts += &console.says(&["history"]);
    texts += &console.says(&["tree", "--jsno"]);
    texts += &console.says(&["history", "--since", "yesterday"]);
    texts += &console.says(&["history", "--limit", "0"]);
    texts += &console.says(&["tree", "--path", ""]);
    insta::assert_snapshot!("failures", texts);
}

#[test]
fn the_path_comes_from_argument_or_environment() {
    let console = Console::contoso();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = console.path();
    let mut by_argument = console.command(&["tree", "--path"]);
    by_argument.arg(&path).current_dir(elsewhere.path()).assert().success();
    let mut by_environment = console.command(&["tree"]);
    by_environment.env("CONFIGMGR_PATH", &path).current_dir(elsewhere.path()).assert().success();
    console.command(&["tree"]).current_dir(elsewhere.path()).assert().code(1);
    let drawn = console.command(&["tree"]).output().unwrap().stdout;
    console.command(&["tree"]).env("CONFIGMGR_PATH", "").assert().success().stdout(drawn);
}

#[test]
fn colour_is_an_addition() {
    let console = drifted();
    for arguments in [["tree"], ["history"]] {
        let plain = console.command(&arguments).output().unwrap().stdout;
        let coloured = console.command(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap().stdout;
        assert!(!plain.contains(&0x1b), "a pipe gets none");
        assert!(coloured.contains(&0x1b));
        assert_eq!(anstream::adapter::strip_bytes(&coloured).into_vec(), plain);
        let declined = console.command(&arguments).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
        assert_eq!(declined.stdout, plain);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_may_leave_early() {
    let console = drifted();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"))
        .args(["history", "--json"])
        .current_dir(console.folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
