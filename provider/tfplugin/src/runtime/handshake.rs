//! The line on stdout with the address and the protocol of the plugin.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rustls::pki_types::CertificateDer;

use super::{error::Error, listener::Address};

/// The major version of Terraform's plugin protocol that is served.
pub(super) const PROTOCOL: u32 = 6;
/// The major version of go-plugin's protocol, which defines this line.
const CORE_PROTOCOL: u32 = 1;

/// Whether the client's list of major versions, such as `5,6`, contains ours. Entries that are not numbers
/// are ignored. A client without a list checks the version in the line.
pub(super) fn negotiate(offered: Option<&str>) -> Result<(), Error> {
    let mut majors =
        offered.unwrap_or_default().split(',').filter_map(|major| major.trim().parse::<u32>().ok()).peekable();
    if majors.peek().is_none() || majors.any(|major| major == PROTOCOL) {
        return Ok(());
    }
    Err(Error::Protocol { offered: offered.unwrap_or_default().to_owned() })
}

/// The content of the line.
pub(super) struct Handshake<'a> {
    pub(super) address: Address,
    /// The certificate of the server; `None` without TLS.
    pub(super) certificate: Option<&'a CertificateDer<'static>>,
    /// Whether to answer the question about broker multiplexing, with no. A client that did not ask would
    /// read the answer as a part of the certificate.
    pub(super) multiplex: bool,
}

impl fmt::Display for Handshake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (network, address) = (self.address.network(), &self.address);
        // The client rejects padding.
        let certificate = self.certificate.map(|der| STANDARD_NO_PAD.encode(der)).unwrap_or_default();
        write!(f, "{CORE_PROTOCOL}|{PROTOCOL}|{network}|{address}|grpc|{certificate}")?;
        if self.multiplex {
            f.write_str("|false")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiation() {
        for (offered, ours) in [
            (None, true),
            (Some("5,6"), true),
            (Some("6,5"), true),
            (Some(" 6 "), true),
            (Some("x,6"), true),
            (Some("x"), true),
            (Some(""), true),
            (Some("5"), false),
            (Some("x,5"), false),
            (Some("4,5,7"), false),
        ] {
            assert_eq!(negotiate(offered).is_ok(), ours, "{offered:?}");
        }
    }

    #[test]
    fn lines() {
        let certificate = CertificateDer::from(vec![0xfb, 0xff, 0xfe, 0x01]);
        let tcp = || Address::Tcp(([127, 0, 0, 1], 10000).into());
        let unix = || Address::Unix("/tmp/plugin1/socket".to_owned());
        for (address, certificate, multiplex, line) in [
            (tcp(), None, false, "1|6|tcp|127.0.0.1:10000|grpc|"),
            (unix(), None, false, "1|6|unix|/tmp/plugin1/socket|grpc|"),
            (unix(), Some(&certificate), false, "1|6|unix|/tmp/plugin1/socket|grpc|+//+AQ"),
            (unix(), Some(&certificate), true, "1|6|unix|/tmp/plugin1/socket|grpc|+//+AQ|false"),
            (tcp(), None, true, "1|6|tcp|127.0.0.1:10000|grpc||false"),
        ] {
            let handshake = Handshake { address, certificate, multiplex };
            assert_eq!(handshake.to_string(), line);
        }
    }
}
