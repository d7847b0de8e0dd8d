//! The protocol's description, where other people look for it.

use crate::artifact::Artifact;

/// Our `.proto` files, as the plugin is built from them.
pub(crate) fn artifacts() -> Vec<Artifact> {
    vec![
        Artifact::new("schemas/proto/tfplugin6.proto", include_str!("../../tfplugin/proto/tfplugin6.proto")),
        Artifact::new("schemas/proto/goplugin.proto", include_str!("../../tfplugin/proto/goplugin.proto")),
    ]
}
