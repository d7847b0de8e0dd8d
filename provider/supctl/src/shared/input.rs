//! Input files in any common encoding.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Whether a file name means standard input or output.
pub(crate) fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// The content of a file, or of standard input for `-`.
pub(crate) fn read(file: &Path) -> io::Result<Vec<u8>> {
    if !is_standard(file) {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Decodes UTF-8 and UTF-16, with or without a byte order mark; `None` for anything else. Windows PowerShell redirects output
/// as UTF-16.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (without_mark(bytes), 0));
    encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..)?)
}

/// JSON and HCL begin with an ASCII character: in UTF-16, one of the first two bytes is zero.
fn without_mark(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [0, 0, ..] => UTF_8,
        [_, 0, ..] => UTF_16LE,
        [0, _, ..] => UTF_16BE,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ \"ü\": \"😀\" }";

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{TEXT}");
            for bytes in
                [marked.clone().into_bytes(), utf_16(&marked, u16::to_le_bytes), utf_16(&marked, u16::to_be_bytes)]
            {
                assert_eq!(decoded(&bytes).as_deref(), Some(TEXT), "{bytes:x?}");
            }
        }
    }

    #[test]
    fn what_is_not_text_is_told_apart() {
        let unpaired = [[0xff, 0xfe].as_slice(), &0xd800_u16.to_le_bytes()].concat();
        let cut = utf_16(TEXT, u16::to_le_bytes).split_last().unwrap().1.to_vec();
        for bytes in [b"\x89PNG\xff".to_vec(), b"\xff\xfe\x00".to_vec(), b"\xef\xbb\xbf\xff".to_vec(), unpaired, cut] {
            assert_eq!(decoded(&bytes), None, "{bytes:x?}");
        }
        assert_eq!(decoded(b"").as_deref(), Some(""));
    }
}
