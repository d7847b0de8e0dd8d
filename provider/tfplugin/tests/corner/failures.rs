//! Handlers that fail, panic or are interrupted (cases 10, 15, 43 to 47, 53, 54).

use std::process::{Child, Command, Stdio};

use serde_json::json;
use tfplugin_testing::driver::run::Run;

use crate::workspace::{Workspace, assert_says, plain};

fn failing(fail: &str, attributes: &str) -> String {
    format!("resource \"corner_failing\" \"x\" {{\n  fail = \"{fail}\"\n  {attributes}\n}}\n")
}

#[test]
fn a_creation_that_fails_before_it_began_leaves_nothing() {
    let workspace = Workspace::new(&failing("before_create", "first = \"a\""));
    assert_says(&workspace.apply_fails(), &["Error: The creation failed", "with corner_failing.x"]);
    assert!(workspace.state("corner_failing.x").is_null());
    workspace.mend();
    workspace.apply();
    workspace.expect_no_changes();
}

#[test]
fn a_creation_that_fails_half_way_is_replaced() {
    let workspace = Workspace::new(&failing("after_create", "first = \"a\"\n  second = \"b\""));
    assert_says(&workspace.apply_fails(), &["Error: The second half of the creation failed"]);
    assert_eq!(workspace.instance("x")["status"], "tainted");
    let state = workspace.state("corner_failing.x");
    assert_eq!((&state["first"], &state["second"]), (&json!("a"), &json!(null)));
    workspace.mend();
    assert_eq!(workspace.planned_action(&[]), "delete+create");
    workspace.apply();
    workspace.expect_no_changes();
    assert_eq!(workspace.remote_objects().len(), 1);
}

#[test]
fn an_update_that_fails_half_way_goes_on_where_it_stopped() {
    let workspace = Workspace::new(&failing("update", "first = \"a\"\n  second = \"a\""));
    workspace.apply();
    workspace.configure(&failing("update", "first = \"b\"\n  second = \"b\""));
    assert_says(&workspace.apply_fails(), &["Error: The second half of the update failed"]);
    let state = workspace.state("corner_failing.x");
    assert_eq!((&state["first"], &state["second"]), (&json!("b"), &json!("a")));
    assert!(workspace.instance("x")["status"].is_null());
    for refresh in ["-refresh=true", "-refresh=false"] {
        assert_eq!(workspace.planned_action(&[refresh]), "update");
    }
    workspace.mend();
    workspace.apply();
    workspace.expect_no_changes();
}

#[test]
fn a_removal_that_fails_can_be_tried_again() {
    let workspace = Workspace::new(&failing("delete", ""));
    workspace.apply();
    assert_says(&workspace.fails(&["destroy", "-auto-approve"]), &["Error: The removal failed"]);
    assert_eq!(workspace.state("corner_failing.x")["fail"], "delete");
    workspace.mend();
    workspace.destroy();
}

#[test]
fn a_removal_after_its_replacement_that_fails_is_made_up_for() {
    let trigger = |input: u8| {
        let lifecycle =
            "lifecycle {\n    create_before_destroy = true\n    replace_triggered_by = [terraform_data.t]\n  }";
        format!("resource \"terraform_data\" \"t\" {{\n  input = {input}\n}}\n{}", failing("delete", lifecycle))
    };
    let workspace = Workspace::new(&trigger(1));
    workspace.apply();
    workspace.configure(&trigger(2));
    assert_says(&workspace.apply_fails(), &["Error: The removal failed", "deposed object"]);
    assert_eq!(workspace.remote_objects().len(), 2);
    workspace.mend();
    workspace.apply();
    assert_eq!(workspace.remote_objects().len(), 1);
    workspace.expect_no_changes();
}

#[test]
fn a_removal_can_be_refused_while_it_is_planned() {
    let workspace = Workspace::new(&failing("planned_removal", ""));
    workspace.apply();
    assert_says(&workspace.fails(&["plan", "-destroy"]), &["Error: The planned removal failed"]);
    workspace.mend();
    workspace.destroy();
}

#[test]
fn a_read_that_fails_forgets_nothing() {
    for (fail, said) in
        [("read", "Error: The read failed"), ("read_silently", "`read` of corner_failing failed without an error")]
    {
        let workspace = Workspace::new(&failing(fail, ""));
        workspace.apply();
        assert_says(&workspace.fails(&["plan"]), &[said, "with corner_failing.x"]);
        assert!(workspace.state("corner_failing.x").is_object());
        workspace.mend();
        workspace.expect_no_changes();
    }
}

#[test]
fn a_remote_side_out_of_reach_is_an_error_not_a_removal() {
    let workspace = Workspace::new(&failing("warn", ""));
    workspace.apply();
    let remote = workspace.read("remote.json");
    workspace.write("remote.json", "{ damaged");
    assert_says(&workspace.fails(&["plan"]), &["Error: The remote side is out of reach", "could not be read"]);
    workspace.write("remote.json", &remote);
    workspace.expect_no_changes();
}

/// The neighbour is created by the same process: it lives on.
#[test]
fn a_panic_is_a_message_and_the_process_lives_on() {
    let neighbour = "resource \"corner_blocks\" \"x\" {\n  depends_on = [terraform_data.after]\n}\n\
                     resource \"terraform_data\" \"after\" {}\n";
    for (fail, command, place) in [
        ("panic_in_plan", "plan", "`plan` of corner_failing: a bug in the plan"),
        ("panic_in_create", "apply", "`create` of corner_failing: a bug in the creation"),
    ] {
        let workspace = Workspace::new(&format!("{}{neighbour}", failing(fail, "")));
        let said = workspace.fails(if command == "plan" { &["plan"] } else { &["apply", "-auto-approve"] });
        assert_says(&said, &["Error: Internal provider error", "it panicked in", place, "Report it to"]);
        assert!(!said.contains("Plugin did not respond") && !said.contains("Stack trace"), "{said}");
        assert_eq!(workspace.state("corner_blocks.x").is_object(), command == "apply");
    }
    let workspace = Workspace::new(&failing("panic_in_read", ""));
    workspace.apply();
    assert_says(&workspace.fails(&["plan"]), &["it panicked in `read` of corner_failing: a bug in the read"]);
    assert!(workspace.state("corner_failing.x").is_object());
}

/// Applies a creation that waits; gives Terraform's process, and the provider's once it waits.
#[cfg(unix)]
fn start_waiting(workspace: &Workspace) -> (Child, String) {
    let mut command = workspace.command(&["apply", "-auto-approve"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while child.try_wait().unwrap().is_none() {
        let remote = workspace.remote();
        let events = remote["events"].as_array().into_iter().flatten();
        if let Some(provider) = events.filter_map(|event| event.as_str()?.strip_prefix("waiting in ")).next() {
            return (child, provider.to_owned());
        }
        std::thread::yield_now();
    }
    panic!("terraform ended early: {:?}", child.wait_with_output());
}

#[cfg(unix)]
fn signal(name: &str, process: &str) {
    let kill = format!("kill -{name} {process}");
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

const WAITING: &str = "resource \"corner_waiting\" \"x\" {\n  event = \"go\"\n}";

/// Ctrl-C while a creation waits: it ends early, and what is there is kept.
#[cfg(unix)]
#[test]
fn an_interrupted_creation_keeps_what_is_there() {
    let workspace = Workspace::new(WAITING);
    let (child, _) = start_waiting(&workspace);
    signal("INT", &child.id().to_string());
    let run = Run::from_output("terraform apply".to_owned(), &child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(1), "{}", run.transcript());
    assert_says(&plain(&run), &["Error: The creation was interrupted", "execution halted"]);
    assert_eq!(workspace.instance("x")["status"], "tainted");
    workspace.destroy();
}

#[cfg(unix)]
#[test]
fn a_provider_killed_while_it_creates_is_no_obstacle_to_the_next_run() {
    let workspace = Workspace::new(WAITING);
    let (child, provider) = start_waiting(&workspace);
    signal("KILL", &provider);
    let run = Run::from_output("terraform apply".to_owned(), &child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(1), "{}", run.transcript());
    // Which of the two depends on whether Terraform sees the connection or the call end first.
    let said = plain(&run);
    let is_told = ["Error: Plugin did not respond", "Error: Request cancelled"].iter().any(|text| said.contains(text));
    assert!(is_told, "{said}");
    assert!(workspace.state("corner_waiting.x").is_null());
    workspace.change_remote(|remote| remote["events"] = json!(["go"]));
    workspace.apply();
    workspace.expect_no_changes();
}
