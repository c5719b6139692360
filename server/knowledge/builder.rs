//! Owns what the builder itself brings along: predefined arguments, the default PATH, reserved names.

/// Platform arguments that BuildKit predefines, with the values of a build on an ordinary machine (dockerfile2llb, defaultArgs).
pub const PLATFORM_ARGS: [(&str, &str); 11] = [
    ("BUILDPLATFORM", "linux/amd64"),
    ("BUILDOS", "linux"),
    ("BUILDOSVERSION", ""),
    ("BUILDARCH", "amd64"),
    ("BUILDVARIANT", ""),
    ("TARGETPLATFORM", "linux/amd64"),
    ("TARGETOS", "linux"),
    ("TARGETOSVERSION", ""),
    ("TARGETARCH", "amd64"),
    ("TARGETVARIANT", ""),
    ("TARGETSTAGE", "default"),
];

/// The PATH that BuildKit gives to an image which has none (util/system, Linux).
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// ARG names that BuildKit reads itself and never takes for undefined variables (dockerfile2llb, nonEnvArgs).
pub const BUILDER_ONLY_ARGS: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// Names that stages must not take (BuildKit, instructions/parse.go).
pub const RESERVED_STAGE_NAMES: [&str; 2] = ["scratch", "context"];
