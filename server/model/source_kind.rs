//! Owns the kinds of sources that COPY and ADD can name.

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A path in the build context, or in the stage that is copied from.
    Path,
    /// Something to download.
    Url,
    /// A Git repository.
    Git,
}

/// Tells them apart as BuildKit does (dfgitutil.ParseGitRef, isHTTPSource). A bare `github.com/…` counts as a path, since it cannot be told from one.
pub fn source_kind(source: &str) -> SourceKind {
    let path = source.split(['#', '?']).next().unwrap_or_default();
    if source.starts_with("git://") || source.starts_with("ssh://") || is_scp_like(path) {
        return SourceKind::Git;
    }
    let lower = source.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return if path.ends_with(".git") { SourceKind::Git } else { SourceKind::Url };
    }
    SourceKind::Path
}

/// `git@host:path`.
fn is_scp_like(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else { return false };
    let Some((host, path)) = rest.split_once(':') else { return false };
    let word = |text: &str, more: &[char]| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || more.contains(&c));
    word(user, &['_']) && word(host, &['.']) && !path.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_urls_end_in_git() {
        for (text, kind) in [
            ("a/b", SourceKind::Path),
            ("https://x/y.tar.gz", SourceKind::Url),
            ("https://github.com/a/b.git#v1", SourceKind::Git),
            ("git@github.com:a/b", SourceKind::Git),
            ("github.com/a/b", SourceKind::Path),
        ] {
            assert_eq!(source_kind(text), kind, "{text}");
        }
    }
}
