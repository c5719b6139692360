//! Owns the names of Semgrep's rules for Dockerfiles, each with the id of the same check in another tool.
//!
//! Source: the folder `dockerfile` of github.com/semgrep/semgrep-rules (August 2026); most of its rules cite the page of hadolint that they follow.

/// Semgrep's short name, and the other tool's id.
const RULES: [(&str, &str); 33] = [
    ("avoid-apk-upgrade", "DL3017"),
    ("avoid-apt-get-upgrade", "DL3005"),
    ("avoid-dnf-update", "DL3039"),
    ("avoid-latest-version", "DL3007"),
    ("avoid-platform-with-from", "DL3029"),
    ("avoid-yum-update", "DL3031"),
    ("avoid-zypper-update", "DL3035"),
    ("invalid-port", "DL3011"),
    ("last-user-is-root", "DL3002"),
    ("maintainer-is-deprecated", "DL4000"),
    ("missing-apk-no-cache", "DL3019"),
    ("missing-assume-yes-switch", "DL3014"),
    ("missing-dnf-assume-yes-switch", "DL3038"),
    ("missing-dnf-clean-all", "DL3040"),
    ("missing-image-version", "DL3006"),
    ("missing-no-install-recommends", "DL3015"),
    ("missing-pip-no-cache-dir", "DL3042"),
    ("missing-user", "DS-0002"),
    ("missing-user-entrypoint", "DS-0002"),
    ("missing-yum-assume-yes-switch", "DL3030"),
    ("missing-zypper-clean", "DL3036"),
    ("multiple-entrypoint-instructions", "DL4004"),
    ("no-sudo-in-dockerfile", "DL3004"),
    ("nonsensical-command", "DL3001"),
    ("prefer-apt-get", "DL3027"),
    ("prefer-copy-over-add", "DL3020"),
    ("prefer-json-notation", "DL3025"),
    ("remove-package-cache", "DL3009"),
    ("remove-package-lists", "DL3009"),
    ("secret-in-build-arg", "buildkit/SecretsUsedInArgOrEnv"),
    ("set-pipefail", "DL4006"),
    ("use-either-wget-or-curl", "DL4001"),
    ("use-workdir", "DL3003"),
];

/// Short names of Semgrep's rules that check the same as the other tool's id.
pub fn names(alias: &str) -> impl Iterator<Item = &'static str> {
    RULES.iter().filter(move |(_, id)| *id == alias).map(|(name, _)| *name)
}
