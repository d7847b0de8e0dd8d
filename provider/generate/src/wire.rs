//! The `.proto` files, in the folder where other developers look for them.

use crate::artifact::Artifact;

/// The `.proto` files that the plugin is built from.
pub(crate) fn artifacts() -> Vec<Artifact> {
    vec![
        Artifact::new("schemas/proto/tfplugin6.proto", include_str!("../../tfplugin/proto/tfplugin6.proto")),
        Artifact::new("schemas/proto/goplugin.proto", include_str!("../../tfplugin/proto/goplugin.proto")),
    ]
}
