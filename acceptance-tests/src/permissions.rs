//! Runs programs without the privileges of root.

use std::process::Command;

use tfplugin_testing::driver::run::through;

/// The command, held to the permissions of files: root alone would pass over them.
#[must_use]
pub fn held_to_permissions(command: Command) -> Command {
    if nix::unistd::geteuid().is_root() {
        through(&["setpriv", "--bounding-set", "-dac_override,-dac_read_search"], &command)
    } else {
        command
    }
}
