//! Files in one ZIP archive (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>), the same bytes for the same
//! contents.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use kernel::time::Timestamp;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::contents::File;

/// An archive that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// A file could not be put into it.
    #[error("the archive cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A file could not be written.
    #[error("the archive cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// A value has no JSON form.
    #[error("the archive cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// The archive that the shop `store` makes of `files` at `now`.
pub(super) fn of(store: &str, now: Timestamp, files: &[File]) -> Result<Vec<u8>, ArchiveFault> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // No time of their own: the same contents are the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    archive.start_file("README.txt", options)?;
    archive.write_all(explanation(store, now, files).as_bytes())?;
    for file in files {
        archive.start_file(format!("{}.json", file.name), options)?;
        serde_json::to_writer_pretty(&mut archive, &file.value)?;
        archive.write_all(b"\n")?;
    }
    Ok(archive.finish()?.into_inner())
}

/// What each file is.
fn explanation(store: &str, now: Timestamp, files: &[File]) -> String {
    let day = now.strftime("%-d %B %Y");
    let mut text = format!(
        "What {store} knows about you, as of {day}.\n\n\
         Each file is JSON, which any text editor shows. A file with [] in it means: nothing. Times are UTC; sums are in the\n\
         smallest unit of their currency, such as cents.\n\n"
    );
    for file in files {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}.json\n    {}", file.name, file.about);
    }
    text.push_str(
        "\nNot in here: your password, of which only a hash is kept that nobody can read it from, and the secrets of your\n\
         sessions.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use serde_json::json;
    use zip::ZipArchive;

    use super::*;

    fn files() -> Vec<File> {
        vec![
            File { name: "account", about: "Your account.", value: json!([{ "name": "Ana <Lee>" }]) },
            File { name: "refunds", about: "What came back.", value: json!([]) },
        ]
    }

    fn now() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_archive_holds_each_file_and_explains_it() {
        let bytes = of("Souk", now(), &files()).unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let account: serde_json::Value = serde_json::from_str(&read("account.json")).unwrap();
        assert_eq!(account, json!([{ "name": "Ana <Lee>" }]));
        let readme = read("README.txt");
        for part in ["Souk", "1 January 2026", "account.json\n    Your account.", "refunds.json"] {
            assert!(readme.contains(part), "{part} in {readme}");
        }
        assert_eq!(archive.len(), 3);
    }

    #[test]
    fn the_same_contents_are_the_same_bytes() {
        assert_eq!(of("Souk", now(), &files()).unwrap(), of("Souk", now(), &files()).unwrap());
    }
}
