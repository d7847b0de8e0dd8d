//! What a provider is written with: `use tfplugin::prelude::*;`.

pub use crate::framework::action::{Action, Progress};
pub use crate::framework::context::{Cancellation, Context, DeferReason, Private};
pub use crate::framework::data_source::DataSource;
pub use crate::framework::diagnostics::{Diagnostic, Diagnostics};
pub use crate::framework::ephemeral::{EphemeralResource, Opened};
pub use crate::framework::function::{Function, FunctionError, Variadic};
pub use crate::framework::identity::{IdentifiedResource, Identity, OldIdentity};
pub use crate::framework::list::{List, ListedResource};
pub use crate::framework::path::{Path, Step};
pub use crate::framework::provider::{Provider, Registry};
pub use crate::framework::resource::{
    Create, Failure, GenerateConfig, MoveSource, OldState, Plan, Resource, Update, Validation, pass_through,
};
pub use crate::framework::server::ProviderServer;
pub use crate::framework::timeouts::Timeouts;
pub use crate::framework::value::{Attr, Dynamic, Number, Secret};
pub use crate::runtime::{Plugin, run};
pub use crate::{Identity, Schema};
