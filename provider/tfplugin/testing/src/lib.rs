//! Tests Terraform providers that are written with [`tfplugin`].
//!
//! | what is tested | with |
//! | --- | --- |
//! | one handler | [`TestContext`] |
//! | the provider, its schemas and plans | [`TestServer`], in the process of the test |
//! | the binary, as users run it | [`driver`], with the real Terraform or OpenTofu |

pub mod conformance;
mod context;
pub mod driver;
mod server;

pub use context::TestContext;
pub use server::{
    Invoked, Listed, Listing, Open, Planned, PlannedPrivate, State, TestAction, TestEphemeralResource, TestResource,
    TestServer,
};
