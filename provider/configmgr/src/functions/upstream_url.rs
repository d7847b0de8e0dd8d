use hierarchy::rules::is_upstream_host;
use tfplugin::framework::function::Function;
use tfplugin::framework::value::Number;

use super::arguments::{whole, wrong};

/// The URL of a WSUS to synchronize from.
pub(super) fn function() -> Function {
    let parameters = [
        ("fqdn", "Name of the server, or its address; an IPv6 address in brackets."),
        ("port", "Port of WSUS: by default 8531 with SSL, 8530 without."),
        ("ssl", "Whether that port uses HTTPS."),
    ];
    Function::new("upstream_url", parameters, |host: String, port: Number, ssl: bool| {
        if !is_upstream_host(&host) {
            let remedy = "Write the name alone, such as \"wsus.contoso.com\"";
            return Err(wrong(0, format!("\"{host}\" is not the name of a server. {remedy}")));
        }
        let port: u16 = whole(1, &port, 1..=65535)?;
        let scheme = if ssl { "https" } else { "http" };
        Ok(format!("{scheme}://{host}:{port}"))
    })
    .summary("Returns the URL of a WSUS to synchronize from")
    .description(
        "Returns the URL of a WSUS outside the hierarchy, `https://host:port`, for `upstream_url` of \
         `configmgr_sync_settings`.",
    )
}
