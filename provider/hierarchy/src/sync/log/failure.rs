//! The log lines of a failure.

use crate::facts::Failure;

/// A failure, as an exception of the product reports it. Both parts are empty if they are unknown.
#[derive(Default)]
pub(super) struct Complaint {
    pub(super) text: String,
    /// The method it comes from.
    pub(super) method: &'static str,
}

const CREATE_SERVER: &str = "Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer";
const SYNC_WSUS: &str =
    "Microsoft.SystemsManagementServer.SoftwareUpdatesManagement.WsusSyncAction.WSyncAction.SyncWSUS";
const GET_RESPONSE: &str =
    "Microsoft.UpdateServices.Internal.DatabaseAccess.ApiRemotingCompressionProxy.GetWebResponse";

/// The line about missing license terms, as a site of release 2012 R2 logged it.
pub(super) const LICENSE_TERMS_PENDING: &str =
    "Sync partially completed due to pending EULAs.  No admin intervention required, will retry in 60 minutes.";

/// The line in wsyncmgr.log for a failure of a server that synchronizes with a source; `None` if it is unknown.
pub(crate) fn failure_line(failure: Failure, server: &str, source: &str) -> Option<String> {
    Some(match failure {
        // The log line is unknown; this is the text of status message 6707.
        Failure::ContentOutOfSync => {
            format!("Content of WSUS Server {server} is out of sync with upstream server {source}.")
        }
        Failure::LicenseTermsPending => LICENSE_TERMS_PENDING.to_owned(),
        _ => {
            let Complaint { text, method } = complaint(failure, source);
            if text.is_empty() {
                return None;
            }
            let from = if method.is_empty() { String::new() } else { format!(". Source: {method}") };
            format!("Sync failed: {text}{from}")
        }
    })
}

/// The failure, as the synchronization manager reports it.
pub(super) fn complaint(failure: Failure, source: &str) -> Complaint {
    let (text, method) = match failure {
        Failure::NoInternet => {
            let text = format!(
                "UssCommunicationError: WebException: The remote name could not be resolved: '{}'~~at \
                 System.Net.HttpWebRequest.GetRequestStream(TransportContext& context)",
                host(source)
            );
            return Complaint { text, method: SYNC_WSUS };
        }
        Failure::Unauthorized => ("Request for principal permission failed", CREATE_SERVER),
        Failure::ServiceUnavailable => ("The request failed with HTTP status 503: Service Unavailable", CREATE_SERVER),
        Failure::Timeout => ("The operation has timed out", GET_RESPONSE),
        // Documented without its method.
        Failure::ConnectionAborted => ("0x80072EFE - The connection with the server was terminated abnormally", ""),
        Failure::Canceled | Failure::UpdateFailed => return Complaint::default(),
        _ => {
            ("WSUS server not configured. Please refer to WCM.log for configuration error details", "CWSyncMgr::DoSync")
        }
    };
    Complaint { text: text.to_owned(), method }
}

/// The name that cannot be resolved: that of Microsoft Update, or of the WSUS in a URL.
fn host(source: &str) -> &str {
    let Some((_, rest)) = source.split_once("://") else { return "sws.update.microsoft.com" };
    rest.split(['/', ':']).next().unwrap_or(rest)
}

/// The line of WSUS Configuration Manager for a WSUS it cannot connect to; `None` if it is unknown.
pub(super) fn configuration_line(failure: Failure) -> Option<&'static str> {
    Some(match failure {
        Failure::Unauthorized => "System.Net.WebException: The request failed with HTTP status 401: Unauthorized.",
        Failure::Forbidden => "System.Net.WebException: The request failed with HTTP status 403: Forbidden.",
        Failure::ProxyAuthenticationRequired => {
            "System.Net.WebException: The request failed with HTTP status 407: Proxy Authentication Required."
        }
        Failure::InternalServerError => {
            "System.Net.WebException: The request failed with HTTP status 500: Internal Server Error."
        }
        Failure::BadGateway => "System.Net.WebException: The request failed with HTTP status 502: Proxy Error.",
        Failure::ServiceUnavailable => {
            "System.Net.WebException: The request failed with HTTP status 503: Service Unavailable."
        }
        Failure::WrongPort => "No connection could be made because the target machine actively refused it",
        Failure::ConnectionClosed => "Authentication failed because the remote party has closed the transport stream",
        _ => return None,
    })
}
