//! The conditions that explain a difference, each on the instruction, its stage and the model.

use std::collections::BTreeSet;

use stagewright::knowledge::images;
use stagewright::knowledge::secrets::is_secret_name;
use stagewright::model::Shell;
use stagewright::model::stage::{Base, Stage, Target};
use stagewright::model::steps::{PackageAction, PackageCommand, package_command, step};
use stagewright::model::variable::Value;
use stagewright::rules::Context;
use stagewright::syntax::{Command, Instruction, Item, Joint, Keyword};

/// An id at an instruction.
pub type Place = (String, usize);

/// A difference: one of the two says something of an instruction, the other does not.
pub struct Case<'a> {
    /// The file and its meaning.
    pub context: &'a Context<'a>,
    /// What is said.
    pub id: &'a str,
    /// Index of the instruction.
    pub index: usize,
    /// The instruction.
    pub item: &'a Item,
    /// All that we say of the file.
    pub ours: &'a BTreeSet<Place>,
}

/// What hadolint says of caches and lists that stay.
const CACHES: [&str; 7] = ["DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060"];

type Condition = fn(&Case) -> bool;

/// The condition of a name.
pub fn holds(name: &str) -> Option<Condition> {
    CONDITIONS.iter().find(|(known, _)| *known == name).map(|(_, holds)| *holds)
}

const CONDITIONS: &[(&str, Condition)] = &[
    ("off by default", |_| true),
    ("in ONBUILD", |case| case.item.keyword == Keyword::Onbuild),
    ("no POSIX shell runs it", |case| !case.instruction().is_json() && !matches!(case.shell(), Shell::Posix(_))),
    ("the stage is not shipped", |case| case.stage().is_some_and(|stage| !case.context.is_shipped(stage))),
    ("the script is a heredoc", |case| !case.instruction().heredocs.is_empty()),
    ("behind another command or a path", |case| {
        let meant = |command: &&Command| package_command(command).is_some() || matches!(command.name(), "wget" | "curl" | "ln" | "service");
        let hidden = |command: &Command| {
            !command.wrappers().is_empty() || command.inside.is_some() || command.argv().first().is_some_and(|word| word.text.contains('/'))
        };
        case.commands().iter().filter(meant).any(hidden)
    }),
    ("another program of the same manager", |case| case.commands().iter().any(|command| matches!(command.name(), "apt" | "aptitude" | "dnf5"))),
    ("another verb for the same", |case| case.packages().iter().any(|found| !matches!(&*found.verb.text, "install" | "add" | "in"))),
    // Rows of RUN.
    ("told for the whole row", |case| case.earlier_in_row().any(|index| case.we_say(index)) || case.we_say(case.index + 1)),
    ("no row of three short RUN", |case| case.row() < 3),
    ("more than two commands in the pair", |case| {
        case.index > 0 && case.commands().len() + case.context.file.items()[case.index - 1].instruction.script().commands.len() > 2
    }),
    // cd
    ("the commands behind it need it", |case| case.commands().iter().any(|command| command.name() == "cd") && case.commands().len() > 1),
    // Told once.
    ("told once for the stage", |case| {
        case.context.model.stages.iter().any(|stage| stage.items.contains(&case.index) && stage.items.clone().any(|index| case.we_say(index)))
    }),
    ("told once for the file", |case| case.ours.iter().any(|(id, _)| id == case.id)),
    // Users.
    ("not the user of the image", |case| case.context.final_stage().is_none_or(|last| case.last_of_chain(last, Keyword::User) != Some(case.index))),
    ("nothing is fetched", |case| case.commands().iter().any(|command| command.name() == "apk" && command.has("--no-network"))),
    ("an image to work in", |case| {
        let Some(last) = case.context.final_stage() else { return false };
        let base = matches!(case.context.model.base_chain(last).1, Base::Image(image) if image.familiar_name().contains("devcontainer"));
        base || last.name().is_some_and(|name| name.split(['-', '_', '.']).any(|part| part.starts_with("dev")))
    }),
    ("the image has no USER", |case| case.item.keyword == Keyword::From),
    ("root is no name to check", |case| matches!(case.argument().split(':').next(), Some("root"))),
    ("the number or name is not known", |case| case.argument().contains('$')),
    ("a Windows account", |case| case.argument().contains('\\') || case.argument().starts_with("Container")),
    // Pipes.
    ("nothing in the pipe can fail", |case| pipes(case).next().is_some() && pipes(case).all(|(left, right)| harmless(left, right))),
    ("the script sets pipefail", |case| case.instruction().text.contains("pipefail")),
    // Package managers.
    ("the script cannot be read", |case| !case.instruction().script().understood),
    ("told where it is removed too late", |case| case.later_in_chain().any(|index| case.we_say(index))),
    ("removed by a later instruction", |case| {
        case.later_in_chain().any(|index| {
            let commands = &case.context.file.items()[index].instruction.script().commands;
            commands.iter().any(cleans)
        })
    }),
    ("ensurepip installs nothing from the network", |case| case.commands().iter().any(|command| command.has("ensurepip"))),
    ("a pattern of a version", |case| case.packages().iter().any(|found| found.packages.iter().any(|word| word.text.contains('*')))),
    ("yarn alone installs", |case| {
        case.commands().iter().any(|command| command.name() == "yarn" && command.arguments().iter().all(|word| word.text.starts_with('-')))
    }),
    ("an upgrade downloads as well", |case| {
        case.packages().iter().any(|found| matches!(found.action, PackageAction::Upgrade | PackageAction::Update))
    }),
    ("removed too late", |case| case.commands().iter().any(cleans)),
    ("told with another manager of the instruction", |case| CACHES.iter().any(|id| case.ours.contains(&((*id).to_owned(), case.index)))),
    ("removed in another spelling", |case| case.commands().iter().any(cleans)),
    ("a mount covers it", |case| case.instruction().mounts().next().is_some()),
    ("any rm -rf satisfies it", |case| case.commands().iter().any(|command| command.name() == "rm")),
    ("options stand before the verb", |case| {
        case.packages().iter().any(|found| found.options.iter().any(|option| option.span.start < found.verb.span.start))
    }),
    ("the lists come after they are removed", |case| {
        let position = |fits: &dyn Fn(&Command) -> bool| case.commands().iter().rposition(fits);
        let updates = position(&|command| package_command(command).is_some_and(|found| found.action == PackageAction::Update));
        updates > position(&|command| command.name() == "rm")
    }),
    ("the update leaves an index", |case| {
        case.packages().iter().any(|found| found.action == PackageAction::Update && !found.has_option("--no-cache"))
    }),
    ("the verb is not the first word", |case| {
        case.packages().iter().any(|found| found.action == PackageAction::Update && found.packages.iter().any(|word| word.is("add")))
    }),
    ("gem takes no value for it", |case| case.packages().iter().any(|found| found.options.iter().any(|option| option.text.starts_with("--no-doc")))),
    ("the name is a variable without a known value", |case| {
        case.packages().iter().any(|found| found.packages.iter().any(|word| word.literal().is_none()))
    }),
    ("no version is possible", |case| {
        case.packages().iter().any(|found| found.packages.iter().any(|word| word.text.contains(['@', '(', '/', ':']) || word.text.ends_with('-')))
    }),
    ("a file and not a package", |case| {
        case.packages().iter().any(|found| {
            found.packages.iter().any(|word| word.text.contains("://") || word.text.starts_with(['.', '/', '~']) || word.text.ends_with(".gem"))
        })
    }),
    ("it brings itself up to date", |case| {
        let own = |found: &PackageCommand| found.packages.iter().all(|word| matches!(&*word.text, "pip" | "setuptools" | "wheel"));
        case.packages().iter().any(|found| (found.has_option("-U") || found.has_option("--upgrade")) && own(found))
    }),
    ("nothing is installed", |case| case.packages().iter().any(|found| found.action == PackageAction::Install && found.packages.is_empty())),
    ("the option says yes", |case| case.packages().iter().any(PackageCommand::says_yes)),
    // Downloads.
    ("the wget of busybox", |case| is_busybox(case)),
    ("its messages go elsewhere", |case| {
        case.commands().iter().any(|command| command.name() == "wget" && command.redirects.iter().any(|redirect| redirect.operator.starts_with('2')))
    }),
    // Commands.
    ("a service for the commands behind it", |case| case.commands().len() > 1),
    // Copies.
    ("what is copied from is not known to be a whole system", |case| !case.copies_known_system()),
    ("the root is the working directory", |case| case.instruction().words().first().is_some_and(|word| word.text.starts_with('.'))),
    ("the image may set a working directory", |case| case.workdir().is_some_and(|workdir| workdir.known().is_none())),
    ("the image sets a working directory", |case| case.workdir().is_some_and(|workdir| workdir.known().is_some())),
    ("a download without a sum", |case| case.instruction().words().iter().any(|word| word.text.contains("://"))),
    ("the source is a variable", |case| case.instruction().words().iter().any(|word| word.text.contains('$'))),
    ("an image and not a stage", |case| case.instruction().flag("from").is_some()),
    ("ADD copies as well", |case| case.item.keyword == Keyword::Add),
    // FROM.
    ("the platform is a variable", |case| {
        case.instruction().flag("platform").and_then(|flag| flag.value.as_ref()).is_some_and(|value| value.text.contains('$'))
    }),
    ("the name of the stage says the platform", |case| {
        case.instruction().flag("platform").is_some() && case.stage_of_from().is_some_and(|stage| stage.name.is_some())
    }),
    ("the variable has a value by default", |case| case.instruction().text.contains('$') || case.item.keyword == Keyword::Arg),
    ("the image has no versions", |case| case.instruction().text.contains("distroless") || case.instruction().text.contains("chainguard")),
    ("silenced for another tool", |case| case.context.file.comments().iter().any(|span| case.context.file.source().slice(*span).contains("tally "))),
    ("no platform", |case| case.instruction().flag("platform").and_then(|flag| flag.value.as_ref()).is_some_and(|value| !value.text.contains('/'))),
    ("the tag is known although the name is not", |case| case.stage_of_from().is_some_and(|stage| stage.base == Base::Unknown)),
    ("the default platform", |case| case.instruction().text.contains("TARGETPLATFORM:-")),
    ("names are compared in small letters", |case| {
        case.stage_of_from().is_some_and(|stage| stage.name.as_ref().is_some_and(|name| *name.name != *name.written))
    }),
    ("a stage by a name with a variable", |case| case.instruction().words().first().is_some_and(|word| word.text.contains('$'))),
    ("no image name", |case| case.stage_of_from().is_some_and(|stage| !matches!(stage.base, Base::Image(_)))),
    // CMD, ENTRYPOINT, HEALTHCHECK.
    ("the one that is in force", |case| case.context.items().any(|(index, item)| index < case.index && item.keyword == case.item.keyword)),
    ("the one without effect", |case| case.context.items().any(|(index, item)| index > case.index && item.keyword == case.item.keyword)),
    ("a health check needs no signals", |case| case.item.keyword == Keyword::Healthcheck),
    ("no JSON array", |case| case.instruction().rest_text().starts_with('[')),
    ("SHELL is set", |case| case.context.items().any(|(_, item)| item.keyword == Keyword::Shell)),
    // WORKDIR and others.
    ("below an absolute directory", |case| case.workdir().is_some()),
    ("a blank is no part of the name", |case| case.instruction().text.ends_with(' ')),
    ("the name is of no secret", |case| !case.settings().any(is_secret_name)),
    ("the name is of a secret", |case| case.settings().any(is_secret_name)),
    ("PATH has a value before", |case| case.instruction().text.contains("$PATH")),
    ("a variable with a default is read", |case| case.instruction().text.contains(":-")),
    ("the key is a variable", |case| case.instruction().pairs().iter().any(|pair| pair.key.text.contains('$'))),
    ("the number is a variable", |case| {
        case.commands().iter().any(|command| command.name() == "useradd" && command.arguments().iter().any(|word| word.literal().is_none()))
    }),
];

impl<'a> Case<'a> {
    fn instruction(&self) -> &'a Instruction {
        &self.item.instruction
    }

    fn shell(&self) -> Shell<'a> {
        self.context.model.shell_at(self.context.file, self.index)
    }

    fn stage(&self) -> Option<&'a Stage> {
        self.context.model.stage_at(self.index)
    }

    fn stage_of_from(&self) -> Option<&'a Stage> {
        self.context.model.stages.iter().find(|stage| stage.from == self.index)
    }

    fn commands(&self) -> &'a [Command] {
        &self.instruction().script().commands
    }

    fn packages(&self) -> Vec<PackageCommand<'a>> {
        self.commands().iter().filter_map(package_command).collect()
    }

    fn workdir(&self) -> Option<&'a Value> {
        self.context.model.situation(self.index)?.workdir.as_ref()
    }

    fn argument(&self) -> &'a str {
        self.instruction().argument_text().map_or("", |word| &word.text)
    }

    fn we_say(&self, index: usize) -> bool {
        self.ours.contains(&(self.id.to_owned(), index))
    }

    /// Later instructions of the stages that this one ends up in.
    fn later_in_chain(&self) -> impl Iterator<Item = usize> {
        self.context.items().map(|(index, _)| index).filter(|index| *index > self.index)
    }

    /// The names that ARG or ENV sets.
    fn settings(&self) -> impl Iterator<Item = &'a str> {
        let instruction = self.instruction();
        let words = instruction.words().iter().map(|word| word.text.split('=').next().unwrap_or_default());
        instruction.pairs().iter().map(|pair| &*pair.key.text).chain(words)
    }

    /// Whether `--from` names an image that is known, or a stage in which something has been done on an image.
    fn copies_known_system(&self) -> bool {
        let model = self.context.model;
        let Some(reference) = model.references.iter().find(|reference| reference.item == self.index) else { return false };
        match reference.target {
            Target::Stage(index) => {
                let (chain, base) = model.base_chain(&model.stages[index]);
                let works = chain.iter().any(|stage| model.stage_items(self.context.file, stage).iter().any(|item| item.keyword == Keyword::Run));
                matches!(base, Base::Image(image) if works || images::family(image).is_some())
            }
            _ => false,
        }
    }

    fn last_of_chain(&self, stage: &Stage, keyword: Keyword) -> Option<usize> {
        let (chain, _) = self.context.model.base_chain(stage);
        chain.iter().flat_map(|stage| stage.items.clone().rev()).find(|index| self.context.file.items()[*index].keyword == keyword)
    }

    /// The RUN instructions that stand right above this one.
    fn earlier_in_row(&self) -> impl Iterator<Item = usize> {
        let items = self.context.file.items();
        (0..self.index).rev().take_while(|index| items[*index].keyword == Keyword::Run)
    }

    /// How many RUN instructions stand in a row with this one that could be one: short, with the same flags, none of them a step of its own.
    fn row(&self) -> usize {
        let items = self.context.file.items();
        let flags = |index: usize| items[index].instruction.flags.iter().map(|flag| flag.word.text.clone()).collect::<Vec<_>>();
        let belongs = |index: &usize| {
            let instruction = &*items[*index].instruction;
            let script = instruction.script();
            let short = script.understood && script.commands.len() <= 2 && !script.commands.iter().any(|command| step(command).is_some());
            items[*index].keyword == Keyword::Run
                && short
                && !instruction.is_json()
                && instruction.heredocs.is_empty()
                && flags(*index) == flags(self.index)
        };
        if !belongs(&self.index) {
            return 0;
        }
        let above = (0..self.index).rev().take_while(belongs).count();
        above + 1 + (self.index + 1..items.len()).take_while(belongs).count()
    }
}

/// Both ends of each pipe.
fn pipes<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a Command, &'a Command)> {
    let commands = case.commands();
    let left = |right: usize| commands[..right].iter().rfind(|command| command.inside == commands[right].inside);
    (1..commands.len()).filter(|index| commands[*index].joint == Joint::Pipe).filter_map(move |index| Some((left(index)?, &commands[index])))
}

fn harmless(left: &Command, right: &Command) -> bool {
    matches!(left.name(), "echo" | "printf" | "yes" | "true" | ":")
        || left.heredoc.is_some()
        || right.name() == "head"
        || (right.name() == "grep" && right.has("-q"))
}

/// Whether a command empties a cache or the lists, in whatever spelling.
fn cleans(command: &Command) -> bool {
    let places = ["/var/lib/apt", "/var/cache", "/root/.cache", ".cache/pip"];
    let removes =
        matches!(command.name(), "rm" | "find") && command.arguments().iter().any(|word| places.iter().any(|place| word.text.contains(place)));
    removes || command.has("clean") || command.has("cc") || command.has("purge")
}

fn is_busybox(case: &Case) -> bool {
    let Some(stage) = case.stage() else { return false };
    let (chain, base) = case.context.model.base_chain(stage);
    let alpine = matches!(base, Base::Image(image) if image.as_str().contains("alpine") || image.as_str().contains("busybox"));
    alpine
        || chain
            .iter()
            .flat_map(|stage| case.context.model.stage_items(case.context.file, stage))
            .any(|item| item.instruction.script().commands.iter().any(|command| command.name() == "apk"))
}
