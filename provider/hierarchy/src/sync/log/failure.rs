//! What logs say of a failure.

use crate::facts::Failure;

/// What went wrong, as an exception of the product says it.
pub(super) struct Complaint {
    pub(super) text: String,
    /// The method it comes from, where it is known.
    pub(super) method: &'static str,
}

const CREATE_SERVER: &str = "Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer";
const SYNC_WSUS: &str =
    "Microsoft.SystemsManagementServer.SoftwareUpdatesManagement.WsusSyncAction.WSyncAction.SyncWSUS";
const GET_RESPONSE: &str =
    "Microsoft.UpdateServices.Internal.DatabaseAccess.ApiRemotingCompressionProxy.GetWebResponse";

/// What remains to be done where licence terms are missing; as a site of release 2012 R2 has logged it.
pub(super) const LICENCE_TERMS_PENDING: &str =
    "Sync partially completed due to pending EULAs.  No admin intervention required, will retry in 60 minutes.";

/// The line a failure of a server that synchronises with a source leaves in wsyncmgr.log.
pub(crate) fn failure_line(failure: Failure, server: &str, source: &str) -> String {
    match failure {
        // What the log says is not known; this is the text of status message 6707.
        Failure::ContentOutOfSync => {
            format!("Content of WSUS Server {server} is out of sync with upstream server {source}.")
        }
        Failure::LicenceTermsPending => LICENCE_TERMS_PENDING.to_owned(),
        _ => {
            let Complaint { text, method } = complaint(failure, source);
            let from = if method.is_empty() { String::new() } else { format!(". Source: {method}") };
            format!("Sync failed: {text}{from}")
        }
    }
}

/// What the synchronisation manager complains of.
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
        // Documented without the method it comes from.
        Failure::ConnectionAborted => ("0x80072EFE - The connection with the server was terminated abnormally", ""),
        _ => {
            ("WSUS server not configured. Please refer to WCM.log for configuration error details", "CWSyncMgr::DoSync")
        }
    };
    Complaint { text: text.to_owned(), method }
}

/// The name that does not resolve: Microsoft's, or that of the WSUS of a URL.
fn host(source: &str) -> &str {
    let Some((_, rest)) = source.split_once("://") else { return "sws.update.microsoft.com" };
    rest.split(['/', ':']).next().unwrap_or(rest)
}

/// What WSUS Configuration Manager says of a WSUS it cannot set up; none where that is not known.
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
