//! Owns the search for Dockerfiles in folders.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// Files to check: a path given by name is taken as it is, a folder is searched. Sorted and without doubles, so that the output is the same each time.
///
/// # Errors
/// When a named path does not exist.
pub fn dockerfiles(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in paths {
        if path == Path::new("-") || path.is_file() {
            found.push(path.clone());
        } else if path.is_dir() {
            let walker = WalkBuilder::new(path).hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git").build();
            for entry in walker.filter_map(Result::ok) {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && entry.file_name().to_str().is_some_and(is_dockerfile_name) {
                    let path = entry.into_path();
                    found.push(path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path));
                }
            }
        } else if path.exists() {
            found.push(path.clone());
        } else {
            return Err(format!("{}: no such file or folder", path.display()));
        }
    }
    found.sort();
    // The same file under two names would be checked, and fixed, twice at a time.
    let mut seen = HashSet::new();
    found.retain(|path| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    Ok(found)
}

/// `Dockerfile`, `Dockerfile.<word>`, `<name>.dockerfile`, and whatever begins with `Containerfile`, in any case; no ignore files, notes, backups or
/// templates.
pub fn is_dockerfile_name(name: &str) -> bool {
    const OTHER_ENDINGS: [&str; 14] =
        [".dockerignore", ".containerignore", ".md", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".bak", ".orig", ".swp", "~"];
    let name = name.to_ascii_lowercase();
    if OTHER_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    let before = |word: &str| name.strip_suffix(word).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'));
    let dotted = |rest: &str| rest.is_empty() || (rest.starts_with('.') && rest.len() > 1);
    name.strip_prefix("dockerfile").is_some_and(dotted) || name.starts_with("containerfile") || before("dockerfile") || before("containerfile")
}

#[cfg(test)]
mod tests {
    use super::is_dockerfile_name;

    #[test]
    fn names_are_known_in_any_case_and_templates_are_left_out() {
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.dev",
            "DOCKERFILE.ALPINE",
            "app.dockerfile",
            "Containerfile",
            "containerfile.dev",
            "x.Containerfile",
            "Containerfile-arm64",
        ] {
            assert!(is_dockerfile_name(name), "{name}");
        }
        for name in [
            "Dockerfile.j2",
            "Dockerfile.tmpl",
            "Dockerfile~",
            "Dockerfile.dockerignore",
            "Dockerfile.md",
            "Dockerfiles",
            "mydockerfile",
            ".dockerfile",
            "Dockerfile.",
        ] {
            assert!(!is_dockerfile_name(name), "{name}");
        }
    }
}
