//! Owns `ImageReference`: the parts of an image name, and whether it is one at all.
//!
//! The rules are those of the distribution reference package that BuildKit uses (ParseNormalizedNamed).

use std::ops::Range;

/// The parts of a valid image reference, as ranges of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference {
    text: Box<str>,
    name: Range<usize>,
    tag: Option<Range<usize>>,
    digest: Option<Range<usize>>,
}

/// Why a text is no image reference; worded to stand behind "it ...".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    /// Upper-case letters in the repository.
    NotLowercase,
    /// 64 hexadecimal digits, which would be an image id.
    LooksLikeId,
    /// A digest that is none.
    BadDigest,
    /// Anything else.
    Malformed,
}

impl ReferenceError {
    /// What is wrong, to be put behind "it".
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotLowercase => "must be lower case",
            Self::LooksLikeId => "looks like an image id, which cannot be a base",
            Self::BadDigest => "has a malformed digest",
            Self::Malformed => "is not a valid image name",
        }
    }
}

impl ImageReference {
    /// Reads a reference.
    ///
    /// # Errors
    /// When BuildKit could not read it either.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ReferenceError::LooksLikeId);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(rest.len() + 1..rest.len() + 1 + digest.len())),
            None => (text, None),
        };
        let last_slash = rest.rfind('/').map_or(0, |at| at + 1);
        let tag_colon = rest[last_slash..].find(':').map(|at| last_slash + at);
        let name = 0..tag_colon.unwrap_or(rest.len());
        let tag = tag_colon.map(|colon| colon + 1..rest.len());
        let (host, path) = split_host(&text[name.clone()]);
        if path.chars().any(char::is_uppercase) {
            return Err(ReferenceError::NotLowercase);
        }
        let sound = host.is_none_or(is_host) && !path.is_empty() && path.split('/').all(is_path_component) && text[name.clone()].len() <= 255;
        if !sound || !tag.clone().is_none_or(|tag| is_tag(&text[tag])) {
            return Err(ReferenceError::Malformed);
        }
        if !digest.clone().is_none_or(|digest| is_digest(&text[digest])) {
            return Err(ReferenceError::BadDigest);
        }
        Ok(Self { text: text.into(), name, tag, digest })
    }

    /// The whole reference, as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Everything before tag and digest, as written.
    pub fn name(&self) -> &str {
        &self.text[self.name.clone()]
    }

    /// The name as the registry's users know it: without Docker Hub's host and its `library` folder.
    pub fn familiar_name(&self) -> &str {
        let name = self.name();
        let name = ["docker.io/", "index.docker.io/", "registry-1.docker.io/"].iter().find_map(|host| name.strip_prefix(host)).unwrap_or(name);
        name.strip_prefix("library/").unwrap_or(name)
    }

    /// Text behind the colon.
    pub fn tag(&self) -> Option<&str> {
        self.tag.clone().map(|tag| &self.text[tag])
    }

    /// Text behind the at sign.
    pub fn digest(&self) -> Option<&str> {
        self.digest.clone().map(|digest| &self.text[digest])
    }
}

/// The part before the first slash is a host only when it looks like one.
fn split_host(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" || host.chars().any(char::is_uppercase) => (Some(host), path),
        _ => (None, name),
    }
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let sound = address.map_or_else(|| name.split('.').all(label), |address| address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':'));
    sound && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// Lower-case letters and digits, parted by a dot, one or two underscores, or dashes.
fn is_path_component(component: &str) -> bool {
    let bytes = component.as_bytes();
    let alphanumeric = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if !bytes.first().is_some_and(alphanumeric) || !bytes.last().is_some_and(alphanumeric) {
        return false;
    }
    bytes.split(|b| alphanumeric(b)).all(|separator| matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|b| *b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128 && tag.bytes().next().is_some_and(word) && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_names_are_read() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (text, name, tag) in [
            ("alpine", "alpine", None),
            ("docker.io/library/golang:1.24-alpine", "golang", Some("1.24-alpine")),
            ("localhost:5000/a/b", "localhost:5000/a/b", None),
            ("gcr.io/distroless/static-debian12:nonroot", "gcr.io/distroless/static-debian12", Some("nonroot")),
            ("a__b/c-----d:x", "a__b/c-----d", Some("x")),
        ] {
            let image = ImageReference::parse(text).expect(text);
            assert_eq!((image.familiar_name(), image.tag()), (name, tag));
            assert_eq!(ImageReference::parse(&format!("{text}@{digest}")).expect(text).digest(), Some(digest.as_str()));
        }
    }

    #[test]
    fn what_buildkit_cannot_read_is_refused_with_the_reason() {
        for (text, error) in [
            ("Alpine", ReferenceError::NotLowercase),
            ("a:b:c", ReferenceError::Malformed),
            ("alpine:", ReferenceError::Malformed),
            ("{{x}}", ReferenceError::Malformed),
            ("a@sha256:abc", ReferenceError::BadDigest),
            ("a//b", ReferenceError::Malformed),
            ("", ReferenceError::Malformed),
        ] {
            assert_eq!(ImageReference::parse(text), Err(error), "{text}");
        }
        assert_eq!(ImageReference::parse(&"a".repeat(64)), Err(ReferenceError::LooksLikeId));
    }
}
