//! Merges the documents of the areas, `functions/<area>/openapi.json`, into the one that the portal serves.

#[path = "build/merge.rs"]
mod merge;
#[path = "build/preamble.rs"]
mod preamble;

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = variable("CARGO_MANIFEST_DIR")?;
    // A new area is a new package of the workspace.
    println!("cargo::rerun-if-changed={}", folder.join("../../Cargo.lock").display());
    println!("cargo::rerun-if-changed={}", folder.join("build").display());
    let mut documents = Vec::new();
    for (area, path) in areas(&folder.join(".."))? {
        println!("cargo::rerun-if-changed={}", path.display());
        documents.push((area, serde_json::from_str(&std::fs::read_to_string(&path)?)?));
    }
    let pages = folder.join("src/problems/register");
    println!("cargo::rerun-if-changed={}", pages.display());
    let document = preamble::describe(merge::merge(documents), &codes(&pages)?);
    let text = serde_json::to_string_pretty(&document)? + "\n";
    std::fs::write(variable("OUT_DIR")?.join("openapi.json"), text)?;
    Ok(())
}

/// What cargo tells a build script.
fn variable(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    Ok(std::env::var_os(name).ok_or_else(|| format!("cargo sets {name}"))?.into())
}

/// The codes that have a page, in the order of the alphabet.
fn codes(pages: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(pages)? {
        let text = std::fs::read_to_string(entry?.path())?;
        let codes = text.split("code: \"").skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(codes.map(str::to_owned));
    }
    found.sort();
    Ok(found)
}

/// The areas that have a document, by name.
fn areas(folder: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let document = entry.path().join("openapi.json");
        if document.is_file() {
            found.push((entry.file_name().to_string_lossy().into_owned(), document));
        }
    }
    found.sort();
    Ok(found)
}
