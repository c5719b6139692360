//! Owns the facade: one analysed version of a document, with everything that an editor or the command line can ask of it.
//!
//! Answers are plain data in byte offsets. Configuration and suppressions are applied here.

mod actions;
pub mod config;
mod definition;
#[cfg(test)]
mod fixture;
mod hover;
mod names;
mod practices;
mod settings;
mod shell;
mod suppress;
mod suppressions;

use std::sync::{Arc, OnceLock};

pub use actions::{Action, ActionKind};
pub use config::{Config, Selector};
pub use definition::Definition;
pub use hover::Hover;
pub use settings::Settings;
pub use shell::{ShellComment, ShellScript, code, is_shellcheck, page};
pub use suppressions::BEYOND_COMMENTS;

use crate::model::{self, Model};
use crate::rules::{Check, Context, Finding, RULES, Severity};
use crate::syntax::{self, ParsedFile};
use crate::text::{Edit, Span};
use crate::workspace::Workspace;

/// One version of a document, analysed.
pub struct Analysis {
    file: Arc<ParsedFile>,
    model: Model,
    config: Arc<Config>,
    workspace: Arc<dyn Workspace>,
    /// Findings of local rules, instruction by instruction; those of instructions that an edit did not touch are shared.
    local: Vec<Arc<[Finding]>>,
    findings: OnceLock<Vec<Finding>>,
}

impl Analysis {
    /// Analyses a document.
    pub fn new(file: ParsedFile, config: Arc<Config>, workspace: Arc<dyn Workspace>) -> Self {
        Self::with_earlier(file, config, workspace, &[])
    }

    /// The analysis after an edit.
    pub fn edited(&self, edit: &Edit) -> Self {
        self.edited_many(std::slice::from_ref(edit))
    }

    /// The analysis after several edits, one after the other; the versions between are parsed, but not analysed.
    pub fn edited_many(&self, edits: &[Edit]) -> Self {
        let Some((first, rest)) = edits.split_first() else { return self.reconfigured(Arc::clone(&self.config), Arc::clone(&self.workspace)) };
        let mut file = self.file.edited(first);
        for edit in rest {
            let mut next = file.edited(edit);
            next.compose_reuse(&file);
            file = next;
        }
        Self::with_earlier(file, Arc::clone(&self.config), Arc::clone(&self.workspace), &self.local)
    }

    /// The same text under another configuration.
    pub fn reconfigured(&self, config: Arc<Config>, workspace: Arc<dyn Workspace>) -> Self {
        Self::with_earlier((*self.file).clone(), config, workspace, &[])
    }

    fn with_earlier(file: ParsedFile, config: Arc<Config>, workspace: Arc<dyn Workspace>, earlier: &[Arc<[Finding]>]) -> Self {
        let model = model::evaluate(&file, config.assumptions);
        let nothing: Arc<[Finding]> = Arc::new([]);
        let local_rules: Vec<_> = RULES
            .iter()
            .filter(|rule| config.runs(rule))
            .filter_map(|rule| match rule.check {
                Check::Local(check) => Some(check),
                Check::File(_) => None,
            })
            .collect();
        let local = file.items().iter().map(|item| {
            if let Some(known) = item.reused.and_then(|index| earlier.get(index)) {
                return Arc::clone(known);
            }
            let mut found = Vec::new();
            local_rules.iter().for_each(|check| check(&item.instruction, &mut found));
            if found.is_empty() { Arc::clone(&nothing) } else { found.into() }
        });
        let local = local.collect();
        Self { file: Arc::new(file), model, config, workspace, local, findings: OnceLock::new() }
    }

    /// The parsed file.
    pub fn file(&self) -> &ParsedFile {
        &self.file
    }

    /// Its meaning.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The configuration it was analysed with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// All findings, in the order of the text. Computed on first use.
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| self.compute())
    }

    fn compute(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (item, local) in self.file.items().iter().zip(&self.local) {
            found.extend(local.iter().map(|finding| finding.shifted(item.start)));
        }
        let context = Context::new(&self.file, &self.model, &*self.workspace, &self.config.options);
        for rule in RULES.iter().filter(|rule| self.config.runs(rule)) {
            if let Check::File(check) = rule.check {
                check(&context, &mut found);
            }
        }
        let suppressions = self.suppressions();
        let custom_frontend = self.file.directives().has_custom_frontend();
        let editable = !self.file.source().is_lossy();
        found.retain_mut(|finding| {
            let Some(severity) = self.config.judge(finding) else { return false };
            finding.severity = severity;
            finding.span = self.visible(finding.span);
            if custom_frontend && finding.depends_on_frontend {
                finding.severity = Severity::Hint;
                finding.refused = false;
            }
            if !editable {
                finding.fixes.clear();
            }
            let check = !finding.refused && finding.aliases.iter().any(|alias| alias.starts_with("buildkit/"));
            if suppressions.silence(&self.file, finding) {
                return false;
            }
            // `# check=error=true`: BuildKit fails the build over its own checks.
            if check && suppressions.options.error && finding.severity == Severity::Warning {
                finding.severity = Severity::Error;
            }
            true
        });
        self.leave_out_replaced(&mut found);
        found.sort_by(|a, b| (a.span, a.rule.id).cmp(&(b.span, b.rule.id)));
        found
    }

    /// Where a finding stands for others, those are not told as well.
    fn leave_out_replaced(&self, found: &mut Vec<Finding>) {
        let stage_of = |span: Span| self.file.item_at(span.start as usize).and_then(|item| self.model.stage_of[item]);
        let told: Vec<_> = found.iter().filter_map(|finding| Some((stage_of(finding.span), finding.replaces?))).collect();
        let is_replaced = |finding: &Finding| {
            told.iter().any(|(stage, replaced)| {
                let reaches = match replaced.place {
                    Some(place) => place == finding.span,
                    None => *stage == stage_of(finding.span),
                };
                replaced.rules.contains(&finding.rule.id) && reaches
            })
        };
        if !told.is_empty() {
            found.retain(|finding| !is_replaced(finding));
        }
    }

    fn suppressions(&self) -> suppressions::Suppressions {
        suppressions::Suppressions::read(&self.file, &self.model, !self.config.no_hadolint_comments)
    }

    /// A span that can be seen: where the text leaves nothing to point at, such as a missing name, the instruction stands for it.
    fn visible(&self, span: Span) -> Span {
        if !span.is_empty() {
            return span;
        }
        let item = self.file.item_at(span.start as usize).map(|index| &self.file.items()[index]);
        let source = self.file.source();
        match item.map(|item| item.absolute(item.instruction.header_span())).filter(|span| !span.is_empty()) {
            Some(header) => header,
            None => item.map_or_else(|| Span::new(0, source.line_end(0).max(1).min(source.len())), syntax::Item::span),
        }
    }
}
