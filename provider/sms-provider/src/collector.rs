//! The script that collects what is read: `Export-CMHierarchy.ps1`.

use std::fmt::Write as _;

use crate::class::Class;

/// The format of what the script writes.
pub const FORMAT: u32 = 1;

/// The name that the script gives itself in what it writes.
pub const NAME: &str = "Export-CMHierarchy.ps1";

/// The script. It has the columns and properties of the table, and no others.
#[must_use]
pub fn script() -> String {
    let classes = Class::ALL.map(call).concat();
    let template = include_str!("collector.ps1").replace("\r\n", "\n");
    template.replace("@CLASSES@\n", &classes).replace("@FORMAT@", &FORMAT.to_string()).replace("@COLLECTOR@", NAME)
}

/// The call that reads a class, below what it is for.
fn call(class: Class) -> String {
    let mut call = format!("# {}\nRead-Class -Name '{}' `\n", class.purpose(), class.name());
    // Nothing fails when text is written into text.
    let _ = write!(call, "    -Columns {}", list(&class.columns()));
    let embedded = class.embedded();
    if !embedded.is_empty() {
        let _ = write!(call, " `\n    -Properties {}", list(&embedded));
    }
    if let Some(filter) = class.filter() {
        let _ = write!(call, " `\n    -Filter \"{filter}\"");
    }
    call + "\n\n"
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}
