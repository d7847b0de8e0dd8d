use std::io;
use std::path::PathBuf;

use crate::class::Class;

/// Why a dump cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The file or folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file is larger than any hierarchy needs.
    #[error("{} has {} MiB, and a dump of the largest supported hierarchy has less than {} MiB", path.display(), bytes / MIB, limit / MIB)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        limit: u64,
    },
    /// The file is in an encoding other than UTF-8 and UTF-16.
    #[error("{} is neither UTF-8 nor UTF-16", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
    },
    /// The file ends before its JSON does.
    #[error("{} is not whole: it ends at line {line}, {}", path.display(), place(*class))]
    CutOff {
        /// The file.
        path: PathBuf,
        /// Its last line.
        line: usize,
        /// The class whose rows it ends in.
        class: Option<Class>,
    },
    /// The file has a second JSON document after the first.
    #[error("{} has more than one document: the second one begins at line {line}", path.display())]
    SeveralDocuments {
        /// The file.
        path: PathBuf,
        /// Where the second one begins.
        line: usize,
    },
    /// The file is not JSON.
    #[error("{} is not JSON: {reason}", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file is JSON of another kind.
    #[error("{} is not a dump of a site: {reason}", path.display())]
    NotADump {
        /// The file.
        path: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// The file has a format that a later version writes.
    #[error("{} has format {found}, and this version reads format {known}", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u64,
        /// The format that is read.
        known: u32,
    },
    /// An answer of a class is missing in the folder.
    #[error("{} has not all answers of {}: {what}", path.display(), class.name())]
    MissingPage {
        /// The folder.
        path: PathBuf,
        /// The class.
        class: Class,
        /// Which one.
        what: String,
    },
    /// The file has what can be a password or a key.
    #[error("{} has secrets: {what}", path.display())]
    Secret {
        /// The file.
        path: PathBuf,
        /// Which class and field.
        what: String,
    },
}

const MIB: u64 = 1 << 20;

fn place(class: Option<Class>) -> String {
    class.map_or_else(|| "before the first class".to_owned(), |class| format!("in the rows of {}", class.name()))
}

impl DumpError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Read { .. } => "Check the name and the permissions.",
            Self::TooLarge { .. } => {
                "Collect the hierarchy again with Export-CMHierarchy.ps1 (supctl collector prints it), which reads only what \
                 is needed."
            }
            Self::Encoding { .. } => {
                "Save it as UTF-8. Out-File and > of Windows PowerShell write UTF-16, which is read, too."
            }
            Self::CutOff { .. } => "Copy the file again, or collect the hierarchy again.",
            Self::SeveralDocuments { .. } => "Keep each dump in a file of its own.",
            Self::NotJson { .. } | Self::NotADump { .. } => {
                "Collect the hierarchy with Export-CMHierarchy.ps1, which supctl collector prints. Or name a folder of saved \
                 answers of the administration service, one file a class, such as SMS_Site.json."
            }
            Self::NewerFormat { .. } => {
                "Update supctl, or collect the hierarchy with the script that supctl collector prints."
            }
            Self::MissingPage { .. } => {
                "Save the missing answer, too: page with $top=1000 and $skip=1000, 2000 and so on, until an answer has less than \
                 1,000 rows."
            }
            Self::Secret { .. } => {
                "Nothing was imported. Delete the file. Collect the hierarchy with Export-CMHierarchy.ps1 (supctl collector \
                 prints it), which reads no secrets. For answers of the administration service, save SMS_SCI_Reserved with \
                 ?$filter=ItemType eq 'User'&$select=UserName, and SMS_SCI_SysResUse with the roles SMS Site System and SMS \
                 Software Update Point only."
            }
        }
    }
}
