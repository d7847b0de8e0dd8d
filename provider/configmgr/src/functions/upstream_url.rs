use hierarchy::rules::is_upstream_host;
use tfplugin::framework::function::{Function, FunctionError, Parameter, Signature};
use tfplugin::framework::value::{Type, Value};

use super::arguments::{text, whole, wrong};

/// The URL of a WSUS to synchronize from.
pub(super) struct UpstreamUrl;

impl Function for UpstreamUrl {
    const NAME: &'static str = "upstream_url";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Returns the URL of a WSUS to synchronize from".to_owned(),
            description: "Returns the URL of a WSUS outside the hierarchy, `https://host:port`, for `upstream_url` of \
                          `configmgr_sync_settings`."
                .to_owned(),
            parameters: vec![
                Parameter::new(
                    "fqdn",
                    Type::String,
                    "Name of the server, or its address; an IPv6 address in brackets.",
                ),
                Parameter::new("port", Type::Number, "Port of WSUS: by default 8531 with SSL, 8530 without."),
                Parameter::new("ssl", Type::Bool, "Whether that port uses HTTPS."),
            ],
            variadic: None,
            result: Type::String,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let host = text(&arguments, 0);
        if !is_upstream_host(host) {
            return Err(wrong(
                0,
                format!("\"{host}\" is not the name of a server. Write the name alone, such as \"wsus.contoso.com\""),
            ));
        }
        let port: u16 = whole(&arguments, 1, 1..=65535)?;
        let scheme = if matches!(arguments.get(2), Some(Value::Bool(true))) { "https" } else { "http" };
        Ok(format!("{scheme}://{host}:{port}").as_str().into())
    }
}
