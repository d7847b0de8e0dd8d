//! The binary of [`supctl`].

use std::process::ExitCode;

fn main() -> ExitCode {
    supctl::main()
}
