//! The names editors rely on exist, and our own queries compile and capture.

mod common;

use common::{SNIPPETS, language, nodes, parse};
use tree_sitter::{Query, QueryCursor, StreamingIterator};

const KEYWORDS: &[&str] = &[
    "FROM",
    "AS",
    "RUN",
    "CMD",
    "LABEL",
    "EXPOSE",
    "ENV",
    "ADD",
    "COPY",
    "ENTRYPOINT",
    "VOLUME",
    "USER",
    "WORKDIR",
    "ARG",
    "ONBUILD",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "NONE",
    "SHELL",
    "MAINTAINER",
    "CROSS_BUILD",
];

const PUNCTUATION: &[&str] = &[":", "@", "$", "{", "}", "=", ",", "[", "]", "--", "\"", "'", "\n"];

const NODES: &[&str] = &[
    "source_file",
    "from_instruction",
    "run_instruction",
    "cmd_instruction",
    "label_instruction",
    "expose_instruction",
    "env_instruction",
    "add_instruction",
    "copy_instruction",
    "entrypoint_instruction",
    "volume_instruction",
    "user_instruction",
    "workdir_instruction",
    "arg_instruction",
    "onbuild_instruction",
    "stopsignal_instruction",
    "healthcheck_instruction",
    "shell_instruction",
    "maintainer_instruction",
    "cross_build_instruction",
    "unknown_instruction",
    "unknown_keyword",
    "image_spec",
    "image_name",
    "image_tag",
    "image_digest",
    "image_alias",
    "param",
    "param_name",
    "param_value",
    "mount_param",
    "mount_param_param",
    "mount_key",
    "mount_value",
    "path",
    "json_string_array",
    "json_string",
    "shell_command",
    "shell_fragment",
    "heredoc_marker",
    "heredoc_block",
    "heredoc_line",
    "heredoc_end",
    "env_pair",
    "label_pair",
    "expose_port",
    "expansion",
    "expansion_operator",
    "expansion_word",
    "variable",
    "double_quoted_string",
    "single_quoted_string",
    "unquoted_string",
    "escape_sequence",
    "comment",
    "parser_directive",
    "directive_name",
    "directive_value",
    "line_continuation",
];

const FIELDS: &[&str] = &["name", "tag", "digest", "as", "value", "key", "default", "user", "group", "keyword", "operator", "word"];

/// Relations between nodes that queries of editors depend on, each with a text that must match.
const PATTERNS: &[(&str, &str)] = &[
    ("(image_spec (image_tag \":\" @a) (image_digest \"@\" @b))", "FROM a:b@c"),
    ("(from_instruction as: (image_alias) @a)", "FROM a AS b"),
    ("(arg_instruction . (unquoted_string) @a)", "ARG A=1"),
    ("(env_instruction (env_pair . (unquoted_string) @a))", "ENV A=1"),
    ("(env_pair name: (unquoted_string) @a value: (double_quoted_string) @b)", "ENV A=\"1\""),
    ("(label_pair key: (_) @a value: (_) @b)", "LABEL a=1"),
    ("(arg_instruction name: (_) @a default: (_) @b)", "ARG A=1"),
    ("(user_instruction user: (_) @a group: (_) @b)", "USER a:b"),
    ("(expansion [\"$\" \"{\" \"}\"] @a) @b", "WORKDIR ${A}"),
    ("(expose_instruction (expose_port) @a)", "EXPOSE 80"),
    ("(shell_command (shell_fragment) @a)", "RUN a"),
    ("(run_instruction (heredoc_block (heredoc_line) @a . \"\\n\" @b))", "RUN <<E\nx\nE"),
    ("(copy_instruction (path (heredoc_marker)) . (path) @a (heredoc_block (heredoc_line) @b . \"\\n\"))", "COPY <<E /a\nx\nE"),
    ("(run_instruction (heredoc_block) @a)", "RUN <<E\nx\nE"),
    ("(param name: (_) @a value: (_) @b)", "COPY --from=a b c"),
    ("(mount_param name: (_) @a value: (mount_param_param key: (_) @b value: (_) @c))", "RUN --mount=type=bind x"),
    ("(healthcheck_instruction (cmd_instruction \"CMD\" @a))", "HEALTHCHECK CMD x"),
    ("(unknown_instruction keyword: (_) @a)", "FOO x"),
    ("(run_instruction . keyword: \"RUN\" @a)", "run x"),
    ("(comment (parser_directive name: (_) @a value: (_) @b)) @c", "# escape=`"),
];

fn captures(query: &Query, text: &str) -> usize {
    let tree = parse(text);
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, tree.root_node(), text.as_bytes());
    let mut count = 0;
    while let Some(found) = matches.next() {
        count += found.captures().len();
    }
    count
}

#[test]
fn every_name_exists() {
    let language = language();
    for name in NODES {
        assert_ne!(language.id_for_node_kind(name, true), 0, "{name}");
    }
    for name in KEYWORDS.iter().chain(PUNCTUATION) {
        assert_ne!(language.id_for_node_kind(name, false), 0, "{name:?}");
    }
    for name in FIELDS {
        assert!(language.field_id_for_name(name).is_some(), "{name}");
    }
}

#[test]
fn the_lists_are_complete() {
    let language = language();
    for id in 0..language.node_kind_count() as u16 {
        if language.node_kind_is_visible(id) && language.node_kind_is_named(id) {
            let kind = language.node_kind_for_id(id).unwrap();
            assert!(kind == "ERROR" || NODES.contains(&kind), "{kind}");
        }
    }
    for id in 1..=language.field_count() as u16 {
        let field = language.field_name_for_id(id).unwrap();
        assert!(FIELDS.contains(&field), "{field}");
    }
}

#[test]
fn every_named_node_occurs_in_the_snippets() {
    let trees: Vec<_> = SNIPPETS.iter().map(parse).collect();
    let all: Vec<_> = trees.iter().flat_map(nodes).map(|n| n.kind()).collect();
    for name in NODES {
        assert!(all.contains(name), "{name}");
    }
}

#[test]
fn patterns_of_editors_match() {
    for (pattern, text) in PATTERNS {
        let query = Query::new(&language(), pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        assert!(captures(&query, text) >= query.capture_names().len(), "{pattern} {}", parse(text).root_node().to_sexp());
    }
}

#[test]
fn our_queries_compile_and_capture() {
    for (name, source) in [
        ("highlights", tree_sitter_dockerfile::HIGHLIGHTS_QUERY),
        ("injections", tree_sitter_dockerfile::INJECTIONS_QUERY),
        ("folds", tree_sitter_dockerfile::FOLDS_QUERY),
        ("locals", tree_sitter_dockerfile::LOCALS_QUERY),
    ] {
        let query = Query::new(&language(), source).unwrap_or_else(|error| panic!("{name}: {error}"));
        let count: usize = SNIPPETS.iter().map(|text| captures(&query, text)).sum();
        assert!(count > SNIPPETS.len(), "{name}");
    }
}

#[test]
fn node_types_are_json_text() {
    assert!(tree_sitter_dockerfile::NODE_TYPES.starts_with('['));
    assert!(tree_sitter_dockerfile::NODE_TYPES.contains("\"unknown_instruction\""));
}
