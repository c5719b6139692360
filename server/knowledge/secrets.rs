//! Owns what secrets look like: names of variables, files that hold them, and formats of tokens.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::patterns::Patterns;

const SECRETS: &str = include_str!("secrets.toml");

#[derive(Default, Deserialize)]
struct Table {
    names: Names,
    values: Values,
    file: Vec<SecretFile>,
    format: Vec<Format>,
}

#[derive(Default, Deserialize)]
struct Names {
    words: HashSet<String>,
    pairs: HashSet<String>,
    last: HashSet<String>,
    endings: Vec<String>,
    harmless: HashSet<String>,
    harmless_last: HashSet<String>,
    exact: HashSet<String>,
}

#[derive(Default, Deserialize)]
struct Values {
    placeholders: HashSet<String>,
}

/// How sure it is that a file is a secret.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It only looks like one.
    None,
    /// It often is.
    Warning,
    /// It is one.
    Error,
}

/// Whether a value is the fingerprint of a public key.
pub fn is_fingerprint(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    value.len() == 40 && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
}

/// A kind of file that holds a secret.
#[derive(Debug, Deserialize)]
pub struct SecretFile {
    globs: Vec<String>,
    /// How sure it is without reading the file.
    pub level: Level,
    /// Texts of which one makes the file a secret; empty when its name says enough.
    #[serde(default)]
    pub telling: Vec<String>,
    /// What to call the secret.
    pub id: Option<String>,
    /// Where a secret mount would put it for root.
    pub target: Option<String>,
    /// True for what an SSH mount makes needless.
    #[serde(default)]
    pub ssh: bool,
}

#[derive(Deserialize)]
struct Format {
    name: String,
    begin: Vec<String>,
    set: String,
    min: usize,
    max: usize,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(SECRETS).unwrap_or_default());

/// The patterns for names and those for paths, each with the row that it belongs to.
static FILE_PATTERNS: LazyLock<[Patterns; 2]> = LazyLock::new(|| {
    let globs = || TABLE.file.iter().enumerate().flat_map(|(row, file)| file.globs.iter().map(move |glob| (glob.as_str(), row)));
    let anywhere: Vec<_> = globs().filter(|(glob, _)| glob.contains('/')).map(|(glob, row)| (format!("**/{glob}"), row)).collect();
    let paths = Patterns::new(anywhere.iter().map(|(glob, row)| (glob.as_str(), *row)));
    [Patterns::new(globs().filter(|(glob, _)| !glob.contains('/'))), paths]
});

/// The words of a name, in lower case: parted at anything but letters and digits, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (small && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        small = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            words.last_mut().expect("there is one").push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a variable of that name holds a secret, judged calmly: what only has to do with one is none.
pub fn is_secret_name(name: &str) -> bool {
    let names = &TABLE.names;
    if names.exact.contains(&name.to_ascii_uppercase()) {
        return true;
    }
    let words = words(name);
    if words.iter().any(|word| names.harmless.contains(word)) || words.last().is_some_and(|word| names.harmless_last.contains(word)) {
        return false;
    }
    let pair = words.windows(2).any(|pair| names.pairs.contains(&pair.join(" ")));
    let last = words.len() > 1 && words.last().is_some_and(|word| names.last.contains(word));
    let glued = |word: &String| names.words.contains(word) || names.endings.iter().any(|ending| word.ends_with(ending.as_str()));
    pair || last || words.iter().any(glued)
}

/// BuildKit's own idea of a secret's name (dockerfile2llb, validateNoSecretKey): one of these words between underscores, and none of the harmless ones.
pub fn is_secret_name_for_buildkit(name: &str) -> bool {
    const SECRET: [&str; 10] = ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
    const HARMLESS: [&str; 3] = ["public", "file", "version"];
    let has = |list: &[&str]| name.split('_').any(|word| list.iter().any(|known| known.eq_ignore_ascii_case(word)));
    has(&SECRET) && !has(&HARMLESS)
}

/// Whether a value cannot be a secret: empty, a placeholder, a number or switch, a path, another variable, or a URL without a password.
pub fn is_harmless_value(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']).trim();
    let lower = value.to_ascii_lowercase();
    let placeholder = lower.is_empty()
        || TABLE.values.placeholders.contains(&lower)
        || value.contains('$')
        || value.starts_with(['/', '.', '<', '{', '%'])
        || ["changeme", "your_", "your-", "replace", "example", "placeholder", "xxxx", "****"].iter().any(|part| lower.contains(part));
    let number = lower.len() < 6 && lower.bytes().all(|b| b.is_ascii_digit());
    let script = [".sh", ".py", ".json", ".txt"].iter().any(|ending| lower.ends_with(ending));
    placeholder || number || script || (lower.contains("://") && !lower.contains('@'))
}

impl SecretFile {
    /// True when the row gives the name as it is, without a pattern.
    pub fn names_whole_file(&self, path: &str) -> bool {
        let plain = |glob: &&String| !glob.contains('*') && (path == glob.as_str() || path.ends_with(&format!("/{glob}")));
        self.globs.iter().any(|glob| plain(&glob))
    }
}

/// What a path says of the file, if its name is that of a secret.
pub fn secret_file(path: &str) -> Option<&'static SecretFile> {
    let path = path.trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    let [names, paths] = &*FILE_PATTERNS;
    let index = [names.first(name), paths.first(path)].into_iter().flatten().min()?;
    TABLE.file.get(index)
}

/// A token in a text: where, and what it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Such as `a GitHub token`.
    pub kind: &'static str,
}

/// Tokens of well-known formats, and private keys.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for format in &TABLE.format {
        for (at, begin) in format.begin.iter().flat_map(|begin| text.match_indices(begin.as_str())) {
            let rest = &text[at + begin.len()..];
            let length = rest.find(|c: char| !format.has(c)).unwrap_or(rest.len());
            let inside_a_word = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            if !inside_a_word && (format.min..=format.max).contains(&length) && looks_random(&rest[..length]) {
                found.push(Token { range: at..at + begin.len() + length, kind: &format.name });
            }
        }
    }
    for (at, begin) in text.match_indices("-----BEGIN ") {
        let line = text[at + begin.len()..].split("-----").next().unwrap_or_default();
        // The head alone, as in a search for it, is no key.
        let body = &text[(at + begin.len() + line.len() + 5).min(text.len())..];
        let has_body =
            body.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\\' | 'n')).take(40).filter(char::is_ascii_alphanumeric).count() >= 36;
        if line.len() < 30 && line.ends_with("PRIVATE KEY") && has_body {
            found.push(Token { range: at..at + begin.len() + line.len() + 5, kind: "a private key" });
        }
    }
    found.sort_by_key(|token| token.range.start);
    found
}

impl Format {
    fn has(&self, c: char) -> bool {
        match self.set.as_str() {
            "upper" => c.is_ascii_uppercase() || c.is_ascii_digit(),
            "hex" => c.is_ascii_hexdigit(),
            "word" => c.is_ascii_alphanumeric() || matches!(c, '_' | '-'),
            "dotted" => c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'),
            _ => c.is_ascii_alphanumeric(),
        }
    }
}

/// Made-up tokens repeat themselves or say what they are.
fn looks_random(text: &str) -> bool {
    let different: HashSet<char> = text.chars().collect();
    let lower = text.to_ascii_lowercase();
    different.len() >= 8.min(text.len()) && !["exampl", "xxxx", "test", "fake", "0000", "1234567", "abcdefg"].iter().any(|word| lower.contains(word))
}

/// A password in a URL: the bytes of `user:password`.
pub fn url_passwords(text: &str) -> Vec<Range<usize>> {
    text.match_indices("://").filter_map(|(at, _)| url_password(text, at)).collect()
}

fn url_password(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at + 3;
    let rest = &text[start..];
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '\\' | '`' | '<' | '>' | '|' | ';' | ',' | '?' | '#'))
        .unwrap_or(rest.len());
    let authority = &rest[..end];
    let (login, host) = authority.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let host_name = host.split(':').next().unwrap_or_default();
    let local = matches!(host_name, "" | "localhost" | "127.0.0.1" | "example.com" | "example.org") || host_name.ends_with(".example.com");
    let scheme = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let real = scheme
        && !password.is_empty()
        && !login.contains(['$', '{', '%', '*', '(', '['])
        && password != user
        && !is_harmless_value(password)
        && password.len() > 2;
    let word = matches!(
        password.to_ascii_lowercase().as_str(),
        "pass" | "pw" | "passwd" | "pwd" | "postgres" | "root" | "mysql" | "admin" | "guest" | "user"
    );
    (real && !local && !word).then(|| start..start + login.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        let table: Table = toml::from_str(SECRETS).expect("valid TOML");
        assert!(!table.file.is_empty());
    }

    #[test]
    fn names_are_judged_word_by_word() {
        for name in
            ["NPM_TOKEN", "MYSQLPASSWORD", "dbPassword", "API_KEY", "AWS_SECRET_ACCESS_KEY", "DB_PASS", "SENTRY_DSN", "NPM_AUTH", "clientSecret"]
        {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "KMS_KEY_ALIAS",
            "GPG_KEY",
            "PUBLIC_KEY",
            "SESSION_SECRET_FILE",
            "TOKENIZERS_PARALLELISM",
            "USERNAME",
            "PWD",
            "KEY",
            "COMPASS",
            "OLDPWD",
            "AUTH",
            "SECRET_NAME",
            "TOKEN_URI",
            "KEYBOARD",
            "GPG_KEYS",
            "PASSENGER_APP_ENV",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn tokens_are_found_and_examples_are_not() {
        let kinds = |text: &str| tokens(text).into_iter().map(|token| token.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&format!("x=ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8")), ["a GitHub token"]);
        assert_eq!(kinds("AKIAIOSFODNN7EXAMPLE"), Vec::<&str>::new());
        assert_eq!(kinds(&format!("ghp_{}", "x".repeat(36))), Vec::<&str>::new());
        assert_eq!(kinds("grep '-----BEGIN RSA PRIVATE KEY-----' file"), Vec::<&str>::new());
    }

    #[test]
    fn passwords_in_urls_are_found_and_variables_are_not() {
        assert_eq!(url_passwords("git clone https://bob:s3cr3t@git.corp.net/x").first(), Some(&(18..28)));
        for text in [
            "https://$U:$P@x.net/a",
            "postgres://postgres:postgres@db:5432/a",
            "http://a:b3kfje@localhost/",
            "https://x.net:80/a@b ",
            "https://user:password@x.net/ ",
        ] {
            assert_eq!(url_passwords(text), Vec::<Range<usize>>::new(), "{text}");
        }
    }
}
