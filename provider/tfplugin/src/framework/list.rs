//! Lists of the objects that exist: `terraform query`, from Terraform 1.14 on.

use crate::framework::context::{Cancellation, Context};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::identity::IdentifiedResource;
use crate::framework::model::Model;

/// A resource whose objects can be listed: offered with
/// [`Registry::listed_resource`](crate::framework::provider::Registry::listed_resource). The list has the name of the resource.
///
/// ```
/// # use tfplugin::prelude::*;
/// # #[derive(Clone, Schema)]
/// # struct Model {
/// #     #[tf(computed, stable)]
/// #     id: Attr<String>,
/// #     #[tf(required, replace)]
/// #     name: String,
/// # }
/// # struct Host;
/// # impl Resource for Host {
/// #     type Client = Vec<String>;
/// #     type Model = Model;
/// #     const TYPE_NAME: &'static str = "hosts_host";
/// #     fn create(&self, _: &mut Context<'_, Vec<String>>, create: Create<Model>) -> Result<Model, Failure<Model>> {
/// #         Ok(create.planned)
/// #     }
/// #     fn read(&self, _: &mut Context<'_, Vec<String>>, state: Model) -> Result<Option<Model>, Diagnostics> { Ok(Some(state)) }
/// #     fn update(&self, _: &mut Context<'_, Vec<String>>, update: Update<Model>) -> Result<Model, Failure<Model>> {
/// #         Ok(update.planned)
/// #     }
/// #     fn delete(&self, _: &mut Context<'_, Vec<String>>, _: Model) -> Result<(), Diagnostics> { Ok(()) }
/// # }
/// # #[derive(Identity)]
/// # struct HostName {
/// #     /// The name of the host.
/// #     #[tf(required_for_import)]
/// #     name: String,
/// # }
/// # impl IdentifiedResource for Host {
/// #     type Identity = HostName;
/// #     fn identity(&self, host: &Model) -> Option<HostName> { Some(HostName { name: host.name.clone() }) }
/// # }
/// /// The hosts.
/// #[derive(Schema)]
/// struct Filter {
///     /// Only hosts whose names begin so.
///     #[tf(optional)]
///     prefix: Option<String>,
/// }
///
/// impl ListedResource for Host {
///     type Filter = Filter;
///
///     fn list(
///         &self,
///         context: &mut Context<'_, Vec<String>>,
///         filter: Filter,
///         list: &mut List<'_, Model>,
///     ) -> Result<(), Diagnostics> {
///         let prefix = filter.prefix.unwrap_or_default();
///         for name in context.client.iter().filter(|name| name.starts_with(&prefix)) {
///             list.add(name, Model { id: Attr::Known(name.clone()), name: name.clone() })?;
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait ListedResource: IdentifiedResource {
    /// The block `config` of a list: a struct whose fields are filters, optional where that is possible.
    type Filter: Model;

    /// What is wrong with filters on their own, beyond what the schema says. May run without a configured provider. It must
    /// not block.
    fn validate_filter(&self, _filter: &Self::Filter) -> Diagnostics {
        Diagnostics::new()
    }

    /// Adds every object that fits to the list, in a stable order. Objects are sent while this runs: what is wrong with one of
    /// them is a warning ([`List::warn`]), and Terraform forgets the whole list on an error.
    fn list(
        &self,
        context: &mut Context<'_, Self::Client>,
        filter: Self::Filter,
        list: &mut List<'_, Self::Model>,
    ) -> Result<(), Diagnostics>;
}

/// An entry of a list.
pub(crate) enum Entry<M> {
    Object { display_name: String, object: M },
    Warning(Diagnostic),
}

/// The objects that are found, on their way to the client.
pub struct List<'a, M> {
    send: &'a mut dyn FnMut(Entry<M>) -> Result<(), Diagnostics>,
    cancellation: &'a Cancellation,
    /// How many objects the client still wants.
    wanted: u64,
    is_over: bool,
}

impl<'a, M> List<'a, M> {
    pub(crate) fn new(
        limit: u64,
        cancellation: &'a Cancellation,
        send: &'a mut dyn FnMut(Entry<M>) -> Result<(), Diagnostics>,
    ) -> Self {
        Self { send, cancellation, wanted: limit, is_over: false }
    }

    /// Adds an object. `display_name` is what users recognize it by.
    ///
    /// # Errors
    /// When the client wants no more, because it has as many as it asked for or the user interrupts: the handler returns
    /// the error, and the list is complete.
    pub fn add(&mut self, display_name: impl Into<String>, object: M) -> Result<(), Diagnostics> {
        self.go_on()?;
        (self.send)(Entry::Object { display_name: display_name.into(), object })?;
        self.wanted = self.wanted.saturating_sub(1);
        self.go_on()
    }

    /// Warns of an object that cannot be listed.
    ///
    /// # Errors
    /// As [`List::add`].
    pub fn warn(&mut self, warning: Diagnostic) -> Result<(), Diagnostics> {
        self.go_on()?;
        (self.send)(Entry::Warning(warning))
    }

    fn go_on(&mut self) -> Result<(), Diagnostics> {
        self.is_over |= self.wanted == 0 || self.cancellation.is_requested();
        if self.is_over { Err(Diagnostics::new()) } else { Ok(()) }
    }

    /// What the handler returned, which is a success if the client wanted no more.
    pub(crate) fn outcome(&self, returned: Result<(), Diagnostics>) -> Result<(), Diagnostics> {
        if self.is_over { Ok(()) } else { returned }
    }
}

impl<M> std::fmt::Debug for List<'_, M> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("List").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}
