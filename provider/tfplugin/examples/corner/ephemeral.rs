//! The ephemeral resource `corner_token`.

use std::time::{Duration, SystemTime};

use tfplugin::Schema;
use tfplugin::framework::context::{Context, Private};
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::ephemeral::{EphemeralResource, Opened};
use tfplugin::framework::value::Attr;

use crate::remote::Remote;

/// A token that lives for one run.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Model {
    /// Who it is for.
    #[tf(required, length(min = 1))]
    audience: Attr<String>,
    /// Whether it must be renewed as soon as it is opened.
    #[tf(optional)]
    renew: Attr<bool>,
    /// The token.
    #[tf(computed, sensitive)]
    token: Attr<String>,
}

pub(crate) struct Token;

fn note(remote: &Remote, event: String) -> Result<(), Diagnostics> {
    remote.change(|world| {
        world.events.push(event);
        Ok(())
    })
}

fn audience(private: &Private) -> Result<String, Diagnostics> {
    match std::str::from_utf8(private.bytes()) {
        Ok(audience) if !audience.is_empty() => Ok(audience.to_owned()),
        _ => Err(Diagnostic::error("The token is lost", "Its private data is not there.").into()),
    }
}

impl EphemeralResource for Token {
    type Client = Remote;
    type Model = Model;
    const TYPE_NAME: &'static str = "corner_token";

    fn open(&self, context: &mut Context<'_, Remote>, config: Model) -> Result<Opened<Model>, Diagnostics> {
        let audience = config.audience.known().cloned().unwrap_or_default();
        note(context.client, format!("opened for {audience}"))?;
        context.private.set_bytes(audience.as_bytes());
        let token = Attr::Known(format!("token-for-{audience}"));
        let renews = config.renew == Attr::Known(true);
        let opened = Opened::new(Model { token, ..config });
        Ok(if renews { opened.renew_at(SystemTime::now() + Duration::from_millis(10)) } else { opened })
    }

    fn renew(&self, context: &mut Context<'_, Remote>) -> Result<Option<SystemTime>, Diagnostics> {
        note(context.client, format!("renewed for {}", audience(&context.private)?))?;
        Ok(None)
    }

    fn close(&self, client: &Remote, private: Private) -> Result<(), Diagnostics> {
        note(client, format!("closed for {}", audience(&private)?))
    }
}
