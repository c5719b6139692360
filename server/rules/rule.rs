//! Owns what a rule is, what it finds and how a finding is mended.

use super::context::Context;
use crate::syntax::Instruction;
use crate::text::{Edit, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Faded or invisible by default.
    Hint,
    /// Worth knowing.
    Information,
    /// Likely a mistake, or costly in production.
    Warning,
    /// BuildKit refuses the file, or the image is plainly wrong.
    Error,
}

impl Severity {
    /// Name as in reports and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Information => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A named choice of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// What is on unless something else is asked for.
    Recommended,
    /// Everything.
    Strict,
    /// What BuildKit refuses, and its own build checks.
    Buildkit,
    /// What hadolint has a rule for.
    Hadolint,
}

impl Profile {
    /// All profiles with their names.
    pub const ALL: [(&'static str, Self); 4] =
        [("recommended", Self::Recommended), ("strict", Self::Strict), ("buildkit", Self::Buildkit), ("hadolint", Self::Hadolint)];
}

/// One rule: metadata and check. Its prose is the page `docs/rules/<id>.md` alone.
#[derive(Debug)]
pub struct Rule {
    /// Identifier: file name, page name, diagnostic code and configuration key in one.
    pub id: &'static str,
    /// Severity of an ordinary finding.
    pub severity: Severity,
    /// Ids of the same rule in other tools.
    pub aliases: &'static [&'static str],
    /// Profiles that switch it on.
    pub profiles: &'static [Profile],
    /// The page.
    pub docs: &'static str,
    /// How it looks at a file.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Check {
    /// One instruction. Spans are relative to it, and the result is kept with it.
    Local(fn(&Instruction, &mut Vec<Finding>)),
    /// The whole file, on each change. Spans are absolute.
    File(fn(&Context, &mut Vec<Finding>)),
}

/// Something a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static Rule,
    /// What is meant, to the byte.
    pub span: Span,
    /// How bad.
    pub severity: Severity,
    /// True when BuildKit refuses the file because of this, as it stands: with the default values of its build arguments.
    pub refused: bool,
    /// What is wrong.
    pub message: String,
    /// Ids of other tools that fit this finding; a subset of the rule's.
    pub aliases: &'static [&'static str],
    /// Profiles that show this finding; a subset of the rule's.
    pub profiles: &'static [Profile],
    /// The other end of the matter.
    pub related: Vec<Related>,
    /// Ways to mend it, the best first.
    pub fixes: Vec<Fix>,
    /// How an editor may draw it.
    pub tag: Option<Tag>,
    /// True when another front end may well accept it.
    pub depends_on_frontend: bool,
    /// Findings that go away with this one, so that one cause is told once.
    pub replaces: Option<Replaced>,
}

/// A place that belongs to a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Findings that another one stands for.
#[derive(Clone, Copy, Debug)]
pub struct Replaced {
    /// Ids of their rules.
    pub rules: &'static [&'static str],
    /// Their place; none means everywhere in the stage.
    pub place: Option<Span>,
}

/// How an editor may draw a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Faded: it has no effect.
    Unnecessary,
    /// Struck through.
    Deprecated,
}

/// An edit that mends a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// True when no build that works today gives another image afterwards.
    pub safe: bool,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

impl Rule {
    /// A finding of the rule's ordinary severity.
    pub fn finding(&'static self, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            span,
            severity: self.severity,
            refused: false,
            message: message.into(),
            aliases: self.aliases,
            profiles: self.profiles,
            related: Vec::new(),
            fixes: Vec::new(),
            tag: None,
            depends_on_frontend: false,
            replaces: None,
        }
    }

    /// A finding for which BuildKit refuses the file.
    pub fn refusal(&'static self, span: Span, message: impl Into<String>) -> Finding {
        Finding { severity: Severity::Error, refused: true, ..self.finding(span, message) }
    }
}

impl Finding {
    /// The same with another severity.
    pub fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// The same with the aliases that fit.
    pub fn aliased(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The same for some profiles alone: what another tool reports and we hold for no fault, or what another rule of ours says better.
    pub fn only(self, profiles: &'static [Profile]) -> Self {
        Self { profiles, ..self }
    }

    /// True when only the profiles that follow another tool show it, so that somebody who asks for the rule does not mean it.
    pub fn is_for_others(&self) -> bool {
        self.profiles != self.rule.profiles && !self.profiles.contains(&Profile::Strict)
    }

    /// Says whose findings it stands for: at a place, or in the whole stage of this finding.
    pub fn replacing(self, rules: &'static [&'static str], place: Option<Span>) -> Self {
        Self { replaces: Some(Replaced { rules, place }), ..self }
    }

    /// Adds a place that belongs to it.
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Adds a fix.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Adds a fix if there is one.
    pub fn maybe_fix(self, fix: Option<Fix>) -> Self {
        match fix {
            Some(fix) => self.fix(fix),
            None => self,
        }
    }

    /// Sets how an editor may draw it.
    pub fn tagged(self, tag: Tag) -> Self {
        Self { tag: Some(tag), ..self }
    }

    /// Says that another front end may accept it.
    pub fn frontend_decides(self) -> Self {
        Self { depends_on_frontend: true, ..self }
    }

    /// The finding with all its places counted from `by` bytes earlier.
    pub fn shifted(&self, by: usize) -> Self {
        let mut moved = self.clone();
        moved.span = moved.span.shifted(by);
        for related in &mut moved.related {
            related.span = related.span.shifted(by);
        }
        for edit in moved.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = edit.span.shifted(by);
        }
        moved
    }
}

impl Fix {
    /// A fix that changes nothing of any build that works today.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), safe: true, edits }
    }

    /// A fix that somebody should look at.
    pub fn review(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), safe: false, edits }
    }
}

/// An edit that puts `text` in place of `span`.
pub fn replace(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}
