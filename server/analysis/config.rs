//! Owns `Config`: which rules are on, and how bad their findings count.

use std::collections::BTreeMap;

use super::shell::is_code;
use crate::model::Assumptions;
use crate::rules::options::Options;
use crate::rules::{self, Finding, Profile, Rule, Severity, is_alias};

/// What a user has configured. Everything has a default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Rules and profiles that are on; empty means the recommended profile.
    pub select: Vec<Selector>,
    /// Rules and profiles that are off whatever `select` says.
    pub ignore: Vec<Selector>,
    /// Severity of single rules; none switches a rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Severity of findings that have an id of another tool.
    pub alias_severities: Vec<(String, Severity)>,
    /// Whether ShellCheck is asked about the scripts of RUN.
    pub shellcheck: bool,
    /// Whether hadolint's comments are without effect.
    pub no_hadolint_comments: bool,
    /// The least severity at which a check fails, or that none does, where the command line does not say it.
    pub fail_on: Option<Option<Severity>>,
    /// What the model may assume.
    pub assumptions: Assumptions,
    /// What rules may know of the project.
    pub options: Options,
}

/// A rule or a profile, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// All rules of a profile.
    Profile(Profile),
    /// One rule, by id.
    Rule(&'static str),
    /// Findings that carry this alias.
    Alias(String),
}

impl Selector {
    /// Reads a rule id, an alias or a profile name.
    ///
    /// # Errors
    /// With a message for the user when there is no such thing.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some((_, profile)) = Profile::ALL.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Profile(*profile));
        }
        match rules::find(text).first() {
            Some(rule) if rule.id == text => Ok(Self::Rule(rule.id)),
            Some(_) => Ok(Self::Alias(text.to_owned())),
            None if is_code(text) => Ok(Self::Alias(text.to_owned())),
            None => {
                let names = rules::RULES.iter().map(|rule| rule.id).chain(Profile::ALL.iter().map(|(name, _)| *name));
                let hint = rules::suggest::nearest(text, names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
                Err(format!("there is no rule or profile `{text}`{hint} (`stagewright rules` lists them)"))
            }
        }
    }

    fn covers_rule(&self, rule: &Rule) -> bool {
        match self {
            Self::Profile(profile) => rule.profiles.contains(profile),
            Self::Rule(id) => rule.id == *id,
            Self::Alias(alias) => rule.aliases.iter().any(|own| is_alias(own, alias)),
        }
    }

    fn covers_finding(&self, finding: &Finding) -> bool {
        match self {
            Self::Profile(profile) if !finding.profiles.contains(profile) => false,
            Self::Rule(_) if finding.is_for_others() => false,
            Self::Profile(Profile::Buildkit) => finding.refused || finding.aliases.iter().any(|alias| alias.starts_with("buildkit/")),
            Self::Alias(alias) => finding.aliases.iter().any(|own| is_alias(own, alias)),
            _ => self.covers_rule(finding.rule),
        }
    }
}

const RECOMMENDED: &[Selector] = &[Selector::Profile(Profile::Recommended)];

impl Config {
    /// This configuration with what somebody asks for here and now: a selection replaces the one of the file, and names a rule even if the file
    /// switches it off; what is to be left out is left out besides.
    pub fn overridden(mut self, select: Vec<Selector>, ignore: Vec<Selector>) -> Self {
        if !select.is_empty() {
            let named = |id: &str| select.iter().any(|selector| matches!(selector, Selector::Rule(name) if *name == id));
            let selected = |id: &str| rules::find(id).iter().any(|rule| select.iter().any(|selector| selector.covers_rule(rule)));
            self.severities.retain(|id, severity| selected(id) && (severity.is_some() || !named(id)));
            // What ShellCheck says is not among the rules that were asked for.
            self.shellcheck = false;
            self.select = select;
        }
        self.severities.retain(|id, _| !ignore.iter().any(|selector| matches!(selector, Selector::Rule(name) if name == id)));
        self.ignore.extend(ignore);
        self
    }

    fn selected(&self) -> &[Selector] {
        if self.select.is_empty() { RECOMMENDED } else { &self.select }
    }

    /// Whether a rule has to run at all.
    pub fn runs(&self, rule: &Rule) -> bool {
        let named = self.severities.get(rule.id);
        if let Some(severity) = named {
            return severity.is_some();
        }
        self.selected().iter().any(|selector| selector.covers_rule(rule))
            && !self.ignore.iter().any(|selector| !matches!(selector, Selector::Alias(_)) && selector.covers_rule(rule))
    }

    /// Gives a finding the severity that the configuration says, or none when it is not wanted.
    pub fn judge(&self, finding: &Finding) -> Option<Severity> {
        if let Some(severity) = self.severities.get(finding.rule.id) {
            let shown = !finding.is_for_others() || self.selected().iter().any(|selector| selector.covers_finding(finding));
            return severity.filter(|_| shown);
        }
        if self.ignore.iter().any(|selector| selector.covers_finding(finding)) {
            return None;
        }
        let mut chosen = None;
        for selector in self.selected().iter().filter(|selector| selector.covers_finding(finding)) {
            // In BuildKit's own profile an error is what it refuses, and each of its checks is a warning.
            let severity = match selector {
                Selector::Profile(Profile::Buildkit) => {
                    if finding.refused {
                        Severity::Error
                    } else {
                        Severity::Warning
                    }
                }
                _ => finding.severity,
            };
            chosen = chosen.max(Some(severity));
        }
        chosen.map(|severity| self.aliased(finding).unwrap_or(severity))
    }

    /// Gives a finding that another program has made its severity, or none when it is not wanted. Which rules are selected has no say in it.
    pub fn judge_foreign(&self, finding: &Finding) -> Option<Severity> {
        let ignored = self.ignore.iter().any(|selector| selector.covers_finding(finding));
        (!ignored).then(|| self.aliased(finding).unwrap_or(finding.severity))
    }

    fn aliased(&self, finding: &Finding) -> Option<Severity> {
        let aliased = |(id, _): &&(String, Severity)| finding.aliases.iter().any(|own| is_alias(own, id));
        self.alias_severities.iter().rev().find(aliased).filter(|_| !finding.refused).map(|(_, severity)| *severity)
    }
}
