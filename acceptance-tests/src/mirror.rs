//! The provider in a mirror, as a registry would offer it.

use std::path::Path;

use anyhow::Result;
use tfplugin_testing::driver::mirror::Mirror;

/// The version in the mirror: that of this workspace.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The provider's address in a registry, without the registry's host.
pub const SOURCE: &str = "endpointops/configmgr";

/// Writes a mirror with `provider` below `folder`, and replaces an earlier one.
///
/// # Errors
/// When a file or folder cannot be written.
pub fn install(folder: &Path, provider: &Path) -> Result<Mirror> {
    Mirror::install(folder, SOURCE, VERSION, provider)
}
