//! The book in `docs`: what is generated in it is up to date, its links lead somewhere, and its examples are what the text says.
//!
//! `STAGEWRIGHT_REWRITE=1 cargo test --test book` writes the generated pages anew.

mod coverage;
mod examples;
mod links;
mod pages;

use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn read(name: &str) -> String {
    let path = docs().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Checks a generated page, or writes it if that is asked for.
fn generated(name: &str, expected: &str) {
    if std::env::var_os("STAGEWRIGHT_REWRITE").is_some() {
        std::fs::write(docs().join(name), expected).expect("writable");
    }
    let found = std::fs::read_to_string(docs().join(name)).unwrap_or_default();
    assert!(found == expected, "docs/{name} is out of date; write it anew with STAGEWRIGHT_REWRITE=1 cargo test --test book");
}

/// Pages of the book, by their path below `docs`.
fn all_pages() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["", "rules/"] {
        for entry in std::fs::read_dir(docs().join(folder)).expect("a folder") {
            let name = entry.expect("readable").file_name().into_string().expect("UTF-8");
            if name.ends_with(".md") {
                found.push(format!("{folder}{name}"));
            }
        }
    }
    found.sort();
    found
}

/// Fenced blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("```") {
        let (kind, body) = rest[start + 3..].split_once('\n').expect("a fence ends its line");
        let end = body.find("```").expect("a fence is closed");
        found.push((kind, &body[..end]));
        rest = &body[end + 3..];
    }
    found
}
