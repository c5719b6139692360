//! Owns go-to-definition: stages from everywhere that names them, variables, heredocs.

use super::Analysis;
use super::names::Name;
use crate::model::stage::Stage;
use crate::model::variable::DefinitionKind;
use crate::text::Span;

/// Where a name is defined. Spans are absolute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name under the caret.
    pub origin: Span,
    /// The whole defining instruction.
    pub target: Span,
    /// The name in it.
    pub selection: Span,
}

impl Analysis {
    /// The definition of what stands at a byte offset.
    pub fn definition(&self, offset: usize) -> Option<Definition> {
        match self.name_at(offset)? {
            Name::Reference(reference, origin) => Some(self.stage_definition(self.stage_of(reference)?, origin)),
            Name::Stage(stage, origin) => Some(self.stage_definition(stage, origin)),
            Name::Use(found) => Some(self.variable_definition(self.definition_of(&found)?, found.span)),
            Name::Definition(index, origin) => {
                // An ARG in a stage that takes its value from before the first FROM leads there.
                let definition = &self.model.definitions[index];
                let item = &self.file.items()[definition.item];
                let has_own_value = item.instruction.text.get(definition.span.end as usize..).is_some_and(|rest| rest.starts_with('='));
                let global = self.global_definition(&definition.name).filter(|_| definition.kind == DefinitionKind::Arg && !has_own_value);
                Some(self.variable_definition(global.unwrap_or(index), origin))
            }
            Name::HeredocEnd(item, index) => {
                let heredoc = &item.instruction.heredocs[index];
                let selection = item.absolute(heredoc.marker);
                Some(Definition { origin: item.absolute(heredoc.end?), target: selection, selection })
            }
            Name::Flag(..) | Name::Keyword(_) => None,
        }
    }

    fn stage_definition(&self, stage: &Stage, origin: Span) -> Definition {
        let item = &self.file.items()[stage.from];
        let name = stage.name.as_ref().map(|name| name.span).or_else(|| item.instruction.words().first().map(|word| word.span));
        let selection = item.absolute(name.unwrap_or(item.instruction.keyword_span));
        Definition { origin, target: item.absolute(item.instruction.header_span()), selection }
    }

    fn variable_definition(&self, index: usize, origin: Span) -> Definition {
        let definition = &self.model.definitions[index];
        let item = &self.file.items()[definition.item];
        Definition { origin, target: item.absolute(item.instruction.header_span()), selection: item.absolute(definition.span) }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::at_caret;

    /// The definition's selection with its line, as `line:text`.
    fn goto(text: &str) -> Option<String> {
        let (analysis, offset) = at_caret(text);
        let found = analysis.definition(offset)?;
        let source = analysis.file().source();
        Some(format!("{}:{}", source.newlines_before(found.selection.start as usize) + 1, source.slice(found.selection)))
    }

    #[test]
    fn a_stage_is_found_from_every_place_that_names_it() {
        for text in [
            "FROM a AS base\nFROM b\nCOPY --from=ba<|>se / /\n",
            "FROM a AS base\nFROM <|>base\n",
            "FROM a AS base\nFROM b\nRUN --mount=type=bind,from=base<|>,target=/x true\n",
            "FROM a AS base\nFROM b\nCOPY --from=<|>0 / /\n",
            "FROM a AS <|>base\n",
        ] {
            assert_eq!(goto(text).as_deref(), Some("1:base"), "{text}");
        }
        assert_eq!(goto("FROM a\nCOPY --from=la<|>ter / /\nFROM b AS later\n").as_deref(), Some("3:later"));
        assert_eq!(goto("FROM a\nCOPY --from=ngi<|>nx / /\n"), None);
    }

    #[test]
    fn a_variable_leads_to_the_arg_or_env_that_sets_it() {
        for (text, place) in [
            ("FROM a\nARG V=1\nENV W=$<|>V\n", "2:V"),
            ("FROM a\nARG V=1\nENV V=2\nRUN echo ${<|>V}\n", "3:V"),
            ("ARG V=1\nFROM a:$V<|>\n", "1:V"),
            ("ARG V=1\nFROM a\nENV W=<|>$V\n", "1:V"),
            ("ARG V=1\nFROM a\nARG <|>V\n", "1:V"),
            ("FROM a AS b\nENV V=1\nFROM b\nRUN <<E\necho \"$V<|>\"\nE\n", "2:V"),
            ("FROM a\nENV A=1 \\\n  # note\n  漢=2\nLABEL x=${漢<|>}\n", "4:漢"),
        ] {
            assert_eq!(goto(text).as_deref(), Some(place), "{text}");
        }
        assert_eq!(goto("FROM alpine\nRUN for f in a; do echo $<|>f; done\n"), None);
    }

    #[test]
    fn the_end_of_a_heredoc_leads_to_its_start() {
        assert_eq!(goto("FROM a\nRUN cat <<EOF >x\nhi\nE<|>OF\n").as_deref(), Some("2:<<EOF"));
    }
}
