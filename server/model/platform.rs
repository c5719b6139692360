//! Owns platforms: `os`, `arch`, `os/arch` and `os/arch/variant`, read as containerd's platforms package does.

const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const ARCHITECTURES: [&str; 37] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "aarch64",
    "x86_64",
    "x86-64",
    "i386",
    "i486",
    "i586",
    "i686",
    "armhf",
    "armel",
    "armv6l",
    "armv7l",
    "armv8l",
    "macos",
];

/// A platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// Operating system, lower case.
    pub os: String,
    /// Architecture under its usual name.
    pub architecture: String,
}

impl Platform {
    /// Reads a platform; none when BuildKit could not.
    pub fn parse(text: &str) -> Option<Self> {
        let component =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'(' | b')'));
        let parts: Vec<&str> = text.split('/').collect();
        if parts.len() > 3 || !parts.iter().all(|part| component(part)) {
            return None;
        }
        let first = parts[0].to_lowercase();
        let os = first.split('(').next().unwrap_or_default().to_owned();
        let platform = |os: &str, architecture: &str| Self { os: os.to_owned(), architecture: usual_name(architecture) };
        match parts.len() {
            1 if SYSTEMS.contains(&os.as_str()) || os == "macos" => Some(platform(&os, "amd64")),
            1 if ARCHITECTURES.contains(&first.as_str()) => Some(platform("linux", &first)),
            1 => None,
            _ => Some(platform(&os, &parts[1].to_lowercase())),
        }
    }
}

fn usual_name(architecture: &str) -> String {
    match architecture {
        "x86_64" | "x86-64" => "amd64",
        "aarch64" | "armv8l" => "arm64",
        "i386" | "i486" | "i586" | "i686" => "386",
        "armhf" | "armel" | "armv6l" | "armv7l" => "arm",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_must_be_known_two_may_be_anything() {
        for text in ["linux", "amd64", "linux/amd64", "linux/arm/v7", "foo/bar", "windows(10.0.17763)/amd64"] {
            assert!(Platform::parse(text).is_some(), "{text}");
        }
        for text in ["foo", "a/b/c/d", "linux/", "", "li nux/amd64"] {
            assert!(Platform::parse(text).is_none(), "{text}");
        }
        assert_eq!(Platform::parse("linux/x86_64").expect("sound").architecture, "amd64");
    }
}
