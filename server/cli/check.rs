//! Owns `stagewright check`: which files are checked, with what configuration, and how the outcome becomes an exit code.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::Outcome;
use super::report::{self, FileReport};
use super::walk;
use crate::analysis::{Analysis, Config, Selector, Settings};
use crate::rules::{Finding, Severity};
use crate::shellcheck::ShellCheck;
use crate::syntax::ParsedFile;
use crate::text::Source;
use crate::workspace::{ConfigFile, Folders, NoWorkspace, Workspace};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and folders to check; `-` reads standard input [default: the current folder]
    paths: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Rules, aliases or profiles (recommended, strict, buildkit, hadolint) to use instead of the recommended profile
    #[arg(long, value_delimiter = ',', value_name = "ID|PROFILE")]
    select: Vec<String>,
    /// Rules, aliases or profiles to leave out
    #[arg(long, value_delimiter = ',', value_name = "ID|PROFILE")]
    ignore: Vec<String>,
    /// The least severity for which the exit code is 1 [default: warning, or what the configuration of hadolint says]
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Print how often each rule was found instead of the findings; as text or JSON
    #[arg(long)]
    statistics: bool,
    /// Apply the safe fixes to the files
    #[arg(long)]
    fix: bool,
    /// Treat base images as unknown: nothing is assumed of their environment
    #[arg(long)]
    no_image_facts: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One array for other programs
    Json,
    /// SARIF 2.1 for code scanning
    Sarif,
    /// Annotations of GitHub workflows
    Github,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl FailOn {
    /// The least severity that fails, if there is one.
    fn threshold(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Information),
            Self::Hint => Some(Severity::Hint),
            Self::Never => None,
        }
    }
}

/// Safe fixes can make room for further ones; more rounds than this would mean that two fixes undo each other.
const MOST_ROUNDS: usize = 10;

/// Runs the command.
///
/// # Errors
/// When an argument means nothing, a named path cannot be read, or the output cannot be written.
pub fn run(args: &CheckArgs, out: &mut dyn Write) -> Result<Outcome, String> {
    if args.fix && args.paths.iter().any(|path| path == Path::new("-")) {
        return Err("standard input cannot be fixed, as there is no file to write; name the file instead".to_owned());
    }
    if args.statistics && !matches!(args.format, Format::Text | Format::Json) {
        return Err("statistics are printed as text or JSON only; leave out --statistics or choose another --format".to_owned());
    }
    let overrides = Overrides::read(args)?;
    let shellcheck = ShellCheck::find();
    let folders = Folders::default();
    let here = [PathBuf::from(".")];
    let paths: &[PathBuf] = if args.paths.is_empty() { &here } else { &args.paths };
    let files = walk::dockerfiles(paths)?;
    let progress = Progress::new(files.len());
    let reports: Result<Vec<FileReport>, String> = files
        .par_iter()
        .map(|path| {
            let report = check_file(path, args, &overrides, &folders, &shellcheck);
            progress.step();
            report
        })
        .collect();
    progress.end();
    let reports = reports?;
    match args.format {
        Format::Text if args.statistics => report::statistics_text(&reports, out),
        Format::Json if args.statistics => report::statistics_json(&reports, out),
        Format::Text => report::text(&reports, out),
        Format::Json => report::json(&reports, out),
        Format::Sarif => report::sarif(&reports, out),
        Format::Github => report::github(&reports, out),
    }
    .map_err(|error| error.to_string())?;
    let failed = reports.iter().any(|report| {
        let asked = args.fail_on.map(FailOn::threshold).or(report.analysis.config().fail_on);
        let threshold = asked.unwrap_or(Some(Severity::Warning));
        threshold.is_some_and(|threshold| report.findings().any(|finding| finding.severity >= threshold))
    });
    Ok(if failed { Outcome::Found } else { Outcome::Clean })
}

/// What the command line itself asks for. It goes before what a file says, as it is the more deliberate.
struct Overrides {
    select: Vec<Selector>,
    ignore: Vec<Selector>,
    no_image_facts: bool,
}

impl Overrides {
    fn read(args: &CheckArgs) -> Result<Self, String> {
        let selectors = |names: &[String]| names.iter().map(|name| Selector::parse(name)).collect::<Result<Vec<_>, _>>();
        Ok(Self { select: selectors(&args.select)?, ignore: selectors(&args.ignore)?, no_image_facts: args.no_image_facts })
    }

    fn apply(&self, config: Config) -> Config {
        let mut config = config.overridden(self.select.clone(), self.ignore.clone());
        config.assumptions.no_image_facts |= self.no_image_facts;
        config
    }
}

fn check_file(path: &Path, args: &CheckArgs, overrides: &Overrides, folders: &Folders, shellcheck: &ShellCheck) -> Result<FileReport, String> {
    let stdin = path == Path::new("-");
    let bytes = if stdin {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|error| format!("{}: {error}", path.display()))?;
    // Standard input is taken for a file of the current folder.
    let config = Arc::new(overrides.apply(configuration_for(path)?));
    let workspace: Arc<dyn Workspace> = if stdin { Arc::new(NoWorkspace) } else { Arc::new(folders.beside(path)) };
    let mut analysis = Analysis::new(ParsedFile::new(Source::from_bytes(&bytes)), config, workspace);
    if args.fix {
        analysis = fix(path, analysis)?;
    }
    let shell = if analysis.config().shellcheck { ask(&analysis, shellcheck) } else { Vec::new() };
    Ok(FileReport::new(path, analysis, shell))
}

/// What ShellCheck says about a file. Without the program, or without an answer, that is nothing.
fn ask(analysis: &Analysis, shellcheck: &ShellCheck) -> Vec<Finding> {
    let scripts = analysis.shell_scripts();
    let answers: Vec<_> = scripts.iter().filter_map(|script| Some((script, shellcheck.ask(script, || false)?))).collect();
    analysis.shell_findings(answers.iter().map(|(script, comments)| (*script, &**comments)))
}

/// What the nearest configuration at or above the file says.
fn configuration_for(path: &Path) -> Result<Config, String> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(file) = ConfigFile::nearest(&absolute, None) else { return Ok(Config::default()) };
    let settings = Settings::from_file(&file).map_err(|error| format!("{}: {error}", file.path.display()))?;
    Ok(settings.config(file.relative(&absolute).as_deref()))
}

fn fix(path: &Path, mut analysis: Analysis) -> Result<Analysis, String> {
    let mut changed = false;
    for _ in 0..MOST_ROUNDS {
        let mut edits = analysis.safe_fixes();
        if edits.is_empty() {
            break;
        }
        // Applied from the end, each edit leaves the places of the others as they are.
        edits.reverse();
        analysis = analysis.edited_many(&edits);
        changed = true;
    }
    if changed {
        std::fs::write(path, analysis.file().source().to_string()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(analysis)
}

/// A line on the terminal while many files are checked.
struct Progress {
    done: std::sync::atomic::AtomicUsize,
    all: usize,
    shown: bool,
}

impl Progress {
    /// Fewer files than this are done before anybody could read the line.
    const FEW: usize = 500;

    fn new(all: usize) -> Self {
        Self { done: 0.into(), all, shown: all > Self::FEW && std::io::stderr().is_terminal() }
    }

    #[allow(clippy::print_stderr, reason = "progress goes to the terminal, never to stdout")]
    fn step(&self) {
        let done = self.done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if self.shown && done.is_multiple_of(100) {
            eprint!("\rchecked {done} of {} files", self.all);
        }
    }

    #[allow(clippy::print_stderr, reason = "takes the line off the terminal again")]
    fn end(&self) {
        if self.shown {
            eprint!("\r\x1b[2K");
        }
    }
}
