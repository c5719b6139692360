//! Owns the list of instruction keywords and of the flags that each accepts.

/// A keyword that BuildKit's front end knows. `docs`: Dockerfile reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the instruction of that name")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// Anything else: misspelt, half typed, or meant for another front end.
    Unknown,
}

/// All known keywords with their canonical spelling.
pub const KEYWORDS: [(&str, Keyword); 18] = [
    ("ADD", Keyword::Add),
    ("ARG", Keyword::Arg),
    ("CMD", Keyword::Cmd),
    ("COPY", Keyword::Copy),
    ("ENTRYPOINT", Keyword::Entrypoint),
    ("ENV", Keyword::Env),
    ("EXPOSE", Keyword::Expose),
    ("FROM", Keyword::From),
    ("HEALTHCHECK", Keyword::Healthcheck),
    ("LABEL", Keyword::Label),
    ("MAINTAINER", Keyword::Maintainer),
    ("ONBUILD", Keyword::Onbuild),
    ("RUN", Keyword::Run),
    ("SHELL", Keyword::Shell),
    ("STOPSIGNAL", Keyword::Stopsignal),
    ("USER", Keyword::User),
    ("VOLUME", Keyword::Volume),
    ("WORKDIR", Keyword::Workdir),
];

impl Keyword {
    /// Recognises a word in any case.
    pub fn parse(word: &str) -> Self {
        KEYWORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map_or(Self::Unknown, |(_, keyword)| *keyword)
    }

    /// Upper-case spelling; empty for an unknown keyword.
    pub fn name(self) -> &'static str {
        KEYWORDS.iter().find(|(_, keyword)| *keyword == self).map_or("", |(name, _)| name)
    }

    /// The flags that the instruction accepts (BuildKit front end of August 2026, instructions/parse.go).
    pub fn flags(self) -> &'static [FlagSpec] {
        match self {
            Self::From => FROM_FLAGS,
            Self::Run => RUN_FLAGS,
            Self::Copy => COPY_FLAGS,
            Self::Add => ADD_FLAGS,
            Self::Healthcheck => HEALTHCHECK_FLAGS,
            _ => &[],
        }
    }
}

/// What kind of value a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// `--name=value`, once.
    Value,
    /// `--name` or `--name=true`, once.
    Switch,
    /// `--name=value`, any number of times.
    List,
}

/// One flag of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagSpec {
    /// Name without the dashes; case matters.
    pub name: &'static str,
    /// What it takes.
    pub kind: FlagKind,
}

impl FlagSpec {
    const fn value(name: &'static str) -> Self {
        Self { name, kind: FlagKind::Value }
    }
    const fn switch(name: &'static str) -> Self {
        Self { name, kind: FlagKind::Switch }
    }
    const fn list(name: &'static str) -> Self {
        Self { name, kind: FlagKind::List }
    }
}

const FROM_FLAGS: &[FlagSpec] = &[FlagSpec::value("platform")];

const RUN_FLAGS: &[FlagSpec] = &[FlagSpec::list("mount"), FlagSpec::value("network"), FlagSpec::value("security"), FlagSpec::list("device")];

const COPY_FLAGS: &[FlagSpec] = &[
    FlagSpec::value("chown"),
    FlagSpec::value("from"),
    FlagSpec::value("chmod"),
    FlagSpec::switch("link"),
    FlagSpec::switch("parents"),
    FlagSpec::list("exclude"),
];

const ADD_FLAGS: &[FlagSpec] = &[
    FlagSpec::value("chown"),
    FlagSpec::value("chmod"),
    FlagSpec::switch("link"),
    FlagSpec::switch("keep-git-dir"),
    FlagSpec::value("checksum"),
    FlagSpec::switch("unpack"),
    FlagSpec::list("exclude"),
];

const HEALTHCHECK_FLAGS: &[FlagSpec] = &[
    FlagSpec::value("interval"),
    FlagSpec::value("timeout"),
    FlagSpec::value("start-period"),
    FlagSpec::value("start-interval"),
    FlagSpec::value("retries"),
];
