//! `supctl install-mirror`: the provider where Terraform finds it.

use std::fs;

use crate::support::Console;

const PROVIDER: &str = "terraform-provider-configmgr";

/// A folder with a file in place of a provider, and a home folder.
fn console() -> Console {
    let console = Console::empty();
    console.write(PROVIDER, "a provider");
    fs::create_dir_all(console.folder.path().join("home/.terraform.d")).unwrap();
    console
}

/// What each command prints, with the home folder of the test.
fn told(console: &Console, commands: &[&[&str]]) -> String {
    let home = console.folder.path().join("home");
    let folder = console.folder.path().display().to_string();
    let mut texts = String::new();
    for arguments in commands {
        let mut command = console.command(&[&["install-mirror"], *arguments].concat());
        command.env("HOME", &home).env("TF_CLI_CONFIG_FILE", "");
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(&folder, "FOLDER");
        let (stdout, stderr, code) = (text(output.stdout), text(output.stderr), output.status.code().unwrap());
        texts += &format!("$ supctl install-mirror {}\n{stdout}--- stderr\n{stderr}", arguments.join(" "));
        texts += &format!("--- exit code {code}\n");
    }
    texts
}

fn home_file(console: &Console, name: &str) -> String {
    fs::read_to_string(console.folder.path().join("home").join(name)).unwrap_or_default()
}

const NAMED: [&str; 3] = [PROVIDER, "--platform", "linux_amd64"];

#[test]
fn the_provider_is_installed_and_its_configuration_printed() {
    let console = console();
    let json = [&NAMED[..], &["--json", "--folder", "other mirror"]].concat();
    insta::assert_snapshot!("install_mirror", told(&console, &[&NAMED, &json]));
    assert_eq!(home_file(&console, ".terraformrc"), "", "it is printed only");
}

#[test]
fn another_build_of_the_same_version_is_told() {
    let console = console();
    told(&console, &[&NAMED]);
    console.write(PROVIDER, "another build");
    let text = told(&console, &[&NAMED, &NAMED]);
    assert_eq!(text.matches("another build of this version").count(), 1, "{text}");
}

#[test]
fn the_configuration_of_the_user_is_merged() {
    let console = console();
    console.write("home/real.tfrc", "# mine\nplugin_cache_dir = \"/cache\"\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("real.tfrc", console.folder.path().join("home/.terraformrc")).unwrap();
    fs::create_dir(console.folder.path().join("home/.terraform.d/plugins")).unwrap();
    let write = [&NAMED[..], &["--write"]].concat();
    let text = told(&console, &[&write, &write]);
    let merged = home_file(&console, ".terraformrc").replace(&console.folder.path().display().to_string(), "FOLDER");
    insta::assert_snapshot!("install_mirror_write", format!("{text}--- .terraformrc\n{merged}"));
    assert_eq!(home_file(&console, "real.tfrc"), home_file(&console, ".terraformrc"), "a link stays a link");
}

#[test]
fn bad_input_changes_nothing() {
    let console = console();
    console.write("home/.terraformrc", "provider_installation {\n  dev_overrides {\n    \"a/b\" = \"/c\"\n  }\n}\n");
    console.write("other", "not a provider");
    let write = [&NAMED[..], &["--write"]].concat();
    let mut text = told(
        &console,
        &[&write, &["other"], &["missing/terraform-provider-configmgr"], &[PROVIDER, "--platform", "linux"]],
    );
    console.write("home/.terraformrc", "");
    console.write("home/.terraform.d/mirrors.tfrc", "provider_installation {}\n");
    text += &told(&console, &[&write]);
    insta::assert_snapshot!("install_mirror_refused", text);
    assert!(!console.folder.path().join("home/.terraform.d/mirror").exists());
}

#[test]
fn the_provider_is_found_beside_supctl() {
    let console = console();
    let folder = console.folder.path();
    let supctl = folder.join("supctl");
    let built = assert_cmd::cargo::cargo_bin("supctl");
    fs::hard_link(&built, &supctl).or_else(|_| fs::copy(&built, &supctl).map(drop)).unwrap();
    let run = || {
        let output = std::process::Command::new(&supctl)
            .args(["install-mirror", "--folder", "mirror"])
            .current_dir(folder)
            .output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(), (Some(0), String::new()));
    fs::remove_file(folder.join(PROVIDER)).unwrap();
    let (code, message) = run();
    assert_eq!(code, Some(1));
    assert!(message.contains("there is no terraform-provider-configmgr in"), "{message}");
}
