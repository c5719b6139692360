/**
 * Dockerfile grammar.
 *
 * BuildKit reads a Dockerfile line by line, and what a line means depends on text that may stand far
 * to the right (a closing bracket, a heredoc word, the end of the line). Every token therefore comes
 * from the scanner in src/scanner.c, which looks ahead over the joined line as BuildKit does. The
 * rules below only give the tokens their shape. Blanks are tokens and not extras, because a blank
 * ends a word and a line continuation does not.
 */

const KEYWORDS = [
  'FROM', 'RUN', 'CMD', 'LABEL', 'EXPOSE', 'ENV', 'ADD', 'COPY', 'ENTRYPOINT', 'VOLUME', 'USER', 'WORKDIR',
  'ARG', 'ONBUILD', 'STOPSIGNAL', 'HEALTHCHECK', 'SHELL', 'MAINTAINER', 'CROSS_BUILD',
];

const is = ($, keyword) => $['_is_' + keyword.toLowerCase()];

const keyword_rule = keyword => '_keyword_' + keyword.toLowerCase();

const head = ($, keyword) => field('keyword', alias($[keyword_rule(keyword)], keyword));

// Several tokens where a line continuation stands between the blanks.
const gap = ($) => seq($._blank, repeat($._blank));

// Blanks that nothing follows are another token than blanks between words: one token of
// look-ahead would not be enough to tell the end of a word list from its next word.
const tail = ($) => seq(repeat($._trailing_blank), $._end);

const flags = ($, ...others) =>
  seq(repeat(seq(gap($), choice($.param, ...others))), optional(seq(gap($), alias($._flags_end, '--'))));

const words = ($, word) => seq(word, repeat(seq(gap($), word)));

// Text that runs to the end of the line and may hold blanks.
const line = ($, piece) => seq(piece, repeat(seq(optional(gap($)), piece)));

const json_or = ($, other) =>
  choice(seq($._json_ok, $.json_string_array), seq(optional($._json_bad), other));

const heredocs = ($) => repeat(seq($._heredoc_newline, $.heredoc_block));

const instruction = ($, keyword, args, ...others) =>
  seq(head($, keyword), flags($, ...others), optional(seq(gap($), args)), tail($));

const pairs = ($, pair, legacy) => choice(
  seq($._pairs, words($, choice(pair, $._bare_word))),
  seq($._legacy, legacy),
);

// A braced expansion exists once for each rule about what may end it: a blank, a quote or only the line.
const expansion = ($, pieces, unterminated) => seq(
  '$',
  choice(
    $.variable,
    seq(
      '{',
      $.variable,
      optional(seq(
        field('operator', $.expansion_operator),
        optional(field('word', alias(pieces, $.expansion_word))),
      )),
      choice('}', unterminated),
    ),
  ),
);

module.exports = grammar({
  name: 'dockerfile',

  // The order is that of enum Token in src/scanner.c.
  externals: $ => [
    $.line_continuation,
    $.comment,
    $._newline,
    $._end,
    $._blank,
    $._trailing_blank,
    $._directive_start,
    $.directive_name,
    $._directive_equals,
    $.directive_value,
    ...KEYWORDS.map(keyword => is($, keyword)),
    $._is_unknown,
    $._is_none,
    $._keyword_piece,
    'AS',
    '--',
    $._flags_end,
    $._param_name,
    $._mount_name,
    $._mount_text,
    $._json_ok,
    $._json_bad,
    $._json_text,
    $._pairs,
    $._legacy,
    $._key_text,
    $._word_text,
    $._plain_text,
    $._user_text,
    $._image_text,
    $._tag_text,
    $._double_text,
    $._inner_double_text,
    $._single_text,
    $._plain_brace_text,
    $._line_brace_text,
    $._word_brace_text,
    $._double_brace_text,
    $.variable,
    $.expansion_operator,
    $.escape_sequence,
    $._cut_by_blank,
    $._cut_by_line,
    $.shell_fragment,
    $._shell_text,
    $._fragment_end,
    $._line_text,
    $._marker_text,
    $._heredoc_newline,
    $.heredoc_line,
    $._heredoc_tabs,
    $.heredoc_end,
    $._heredoc_eof,
    '\n',
    '=',
    ',',
    ':',
    '@',
    '[',
    ']',
    '{',
    '}',
    '$',
    '"',
    "'",
    $._error_sentinel,
  ],

  extras: $ => [$.line_continuation, $.comment],

  rules: {
    source_file: $ => repeat(choice($._stage, $._stage_line)),

    // Stages are hidden, so that the tree is flat, but after an edit the parser can take over a whole one that the edit did not touch, instead of
    // every instruction behind it. A line goes with the stage above it; that the same lines are allowed behind a finished stage makes the scanner
    // see the same choice there, without which a stage that is taken over could not be followed by another one.
    _stage: $ => prec.right(seq($.from_instruction, repeat($._stage_line))),

    _stage_line: $ => choice(
      $._newline,
      ...KEYWORDS.filter(keyword => keyword !== 'FROM').map(keyword => $[keyword.toLowerCase() + '_instruction']),
      $.unknown_instruction,
      alias($._directive_comment, $.comment),
    ),

    _directive_comment: $ => seq($._directive_start, $.parser_directive),

    parser_directive: $ => seq(
      field('name', $.directive_name),
      alias($._directive_equals, '='),
      field('value', $.directive_value),
    ),

    _instruction: $ => choice(
      ...KEYWORDS.map(keyword => $[keyword.toLowerCase() + '_instruction']),
      $.unknown_instruction,
    ),

    // The scanner knows the whole keyword at its first piece; line continuations may split it.
    ...Object.fromEntries(KEYWORDS.map(keyword => [
      keyword_rule(keyword),
      $ => seq(is($, keyword), repeat($._keyword_piece)),
    ])),
    _keyword_none: $ => seq($._is_none, repeat($._keyword_piece)),
    _keyword_unknown: $ => seq($._is_unknown, repeat($._keyword_piece)),

    from_instruction: $ => instruction($, 'FROM', seq(
      $.image_spec,
      optional(choice(
        seq(gap($), 'AS', optional(seq(gap($), field('as', $.image_alias), optional($._more_words)))),
        $._more_words,
      )),
    )),

    _more_words: $ => repeat1(seq(gap($), alias($._plain_word, $.unquoted_string))),

    run_instruction: $ => seq(
      head($, 'RUN'),
      flags($, $.mount_param),
      optional(seq(gap($), json_or($, $.shell_command))),
      repeat($._trailing_blank),
      heredocs($),
      $._end,
    ),

    cmd_instruction: $ => instruction($, 'CMD', json_or($, $.shell_command)),

    entrypoint_instruction: $ => instruction($, 'ENTRYPOINT', json_or($, $.shell_command)),

    label_instruction: $ => instruction($, 'LABEL',
      pairs($, $.label_pair, alias($._legacy_label_pair, $.label_pair))),

    env_instruction: $ => instruction($, 'ENV',
      pairs($, $.env_pair, alias($._legacy_env_pair, $.env_pair))),

    arg_instruction: $ => instruction($, 'ARG', words($, seq(
      field('name', $._key_node),
      optional(seq('=', optional(field('default', $._value)))),
    ))),

    expose_instruction: $ => instruction($, 'EXPOSE', words($, choice(
      $.expose_port,
      alias($._plain_expansion, $.expansion),
    ))),

    add_instruction: $ => seq(
      head($, 'ADD'), flags($), optional(seq(gap($), json_or($, words($, $.path)))),
      repeat($._trailing_blank), heredocs($), $._end,
    ),

    copy_instruction: $ => seq(
      head($, 'COPY'), flags($), optional(seq(gap($), json_or($, words($, $.path)))),
      repeat($._trailing_blank), heredocs($), $._end,
    ),

    volume_instruction: $ => instruction($, 'VOLUME',
      json_or($, words($, alias($._plain_word, $.path)))),

    user_instruction: $ => instruction($, 'USER', choice(
      seq(field('user', alias($._user_name, $.unquoted_string)), optional($._group)),
      $._group,
    )),

    _group: $ => seq(
      ':',
      optional(seq(optional(gap($)), field('group', alias($._line_words, $.unquoted_string)))),
    ),

    workdir_instruction: $ => instruction($, 'WORKDIR', alias($._line_words, $.path)),

    onbuild_instruction: $ => seq(
      head($, 'ONBUILD'), flags($), choice(seq(gap($), $._instruction), tail($)),
    ),

    stopsignal_instruction: $ => instruction($, 'STOPSIGNAL', alias($._line_words, $.unquoted_string)),

    healthcheck_instruction: $ => seq(
      head($, 'HEALTHCHECK'),
      flags($),
      choice(
        seq(gap($), $.cmd_instruction),
        seq(
          gap($),
          choice(alias($._keyword_none, 'NONE'), alias($._keyword_unknown, $.unquoted_string)),
          optional(seq(gap($), alias($._line, $.unquoted_string))),
          tail($),
        ),
        tail($),
      ),
    ),

    shell_instruction: $ => instruction($, 'SHELL', json_or($, alias($._line, $.unquoted_string))),

    maintainer_instruction: $ => instruction($, 'MAINTAINER', alias($._line, $.unquoted_string)),

    cross_build_instruction: $ => instruction($, 'CROSS_BUILD', alias($._line, $.unquoted_string)),

    unknown_instruction: $ => seq(
      field('keyword', alias($._keyword_unknown, $.unknown_keyword)),
      optional(seq(gap($), alias($._line, $.unquoted_string))),
      tail($),
    ),

    param: $ => seq(
      '--',
      optional(field('name', alias($._param_names, $.param_name))),
      optional(seq('=', optional(field('value', alias($._param_value, $.param_value))))),
    ),

    _param_names: $ => repeat1($._param_name),

    _param_value: $ => repeat1($._word_piece),

    mount_param: $ => seq(
      '--',
      field('name', alias($._mount_name, $.param_name)),
      optional(seq('=', optional(field('value', $._mount_fields)))),
    ),

    _mount_fields: $ => choice(
      seq($.mount_param_param, repeat(seq(',', optional($.mount_param_param)))),
      repeat1(seq(',', optional($.mount_param_param))),
    ),

    mount_param_param: $ => choice(
      seq(
        field('key', alias($._mount_key, $.mount_key)),
        optional(seq('=', optional(field('value', alias($._mount_value, $.mount_value))))),
      ),
      seq('=', optional(field('value', alias($._mount_value, $.mount_value)))),
    ),

    _mount_key: $ => repeat1($._mount_piece),
    _mount_value: $ => repeat1($._mount_piece),

    _mount_piece: $ => choice(
      $._mount_text,
      alias($._word_expansion, $.expansion),
      $.double_quoted_string,
      $.single_quoted_string,
      $.escape_sequence,
    ),

    image_spec: $ => choice(
      seq($._quote, optional($._image), optional($._image_rest)),
      seq($._image, optional($._image_rest)),
    ),

    _image: $ => seq(
      field('name', $.image_name),
      optional(field('tag', $.image_tag)),
      optional(field('digest', $.image_digest)),
    ),

    _image_rest: $ => seq($._quote, repeat($._plain_piece)),

    _quote: _ => choice('"', "'"),

    image_name: $ => repeat1(choice($._image_text, alias($._plain_expansion, $.expansion))),

    image_tag: $ => seq(':', repeat(choice($._tag_text, alias($._plain_expansion, $.expansion)))),

    image_digest: $ => seq('@', repeat(choice($._tag_text, alias($._plain_expansion, $.expansion)))),

    image_alias: $ => repeat1($._plain_piece),

    // A heredoc word may end earlier than a path does, for instance at a no-break space.
    path: $ => choice(seq($.heredoc_marker, repeat($._plain_piece)), $._plain_word),

    expose_port: $ => choice(
      seq($._plain_text, repeat($._plain_piece)),
      seq(alias($._plain_expansion, $.expansion), repeat1($._plain_piece)),
    ),

    json_string_array: $ => seq(
      '[',
      optional(gap($)),
      optional(seq(
        $.json_string,
        optional(gap($)),
        repeat(seq(',', optional(gap($)), $.json_string, optional(gap($)))),
      )),
      ']',
    ),

    json_string: $ => seq('"', repeat(choice($._json_text, $.escape_sequence)), '"'),

    shell_command: $ => seq($._fragment, repeat(choice($._fragment, $._blank))),

    _fragment: $ => choice($.shell_fragment, alias($._marked_fragment, $.shell_fragment)),

    _marked_fragment: $ => seq(repeat1(choice($._shell_text, $.heredoc_marker)), $._fragment_end),

    // Two heredoc words are never adjacent: what stands together is one word, split over lines.
    heredoc_marker: $ => prec.right(repeat1($._marker_text)),

    heredoc_block: $ => seq(
      repeat(seq($.heredoc_line, '\n')),
      choice(
        seq(optional($._heredoc_tabs), $.heredoc_end),
        seq(optional($.heredoc_line), $._heredoc_eof),
      ),
    ),

    env_pair: $ => seq(field('name', $._key_node), '=', optional(field('value', $._value))),

    _legacy_env_pair: $ => seq(
      field('name', alias($._plain_word, $.unquoted_string)),
      optional(seq(gap($), field('value', $._line_value))),
    ),

    label_pair: $ => seq(field('key', $._key_node), '=', optional(field('value', $._value))),

    _legacy_label_pair: $ => seq(
      field('key', alias($._plain_word, $.unquoted_string)),
      optional(seq(gap($), field('value', $._line_value))),
    ),

    _key_node: $ => choice(
      alias($._key, $.unquoted_string),
      $.double_quoted_string,
      $.single_quoted_string,
    ),

    _bare_word: $ => alias($._key, $.unquoted_string),

    _key: $ => repeat1(choice($._key_text, alias($._word_expansion, $.expansion))),

    // A value that is one quoted string is that string; anything else is a word that may hold strings.
    _value: $ => choice(
      $.double_quoted_string,
      $.single_quoted_string,
      alias($._mixed_word, $.unquoted_string),
    ),

    _mixed_word: $ => choice(
      seq($._open_piece, repeat($._word_piece)),
      seq(choice($.double_quoted_string, $.single_quoted_string), repeat1($._word_piece)),
    ),

    _open_piece: $ => choice($._word_text, alias($._word_expansion, $.expansion), $.escape_sequence),

    _word_piece: $ => choice($._open_piece, $.double_quoted_string, $.single_quoted_string),

    _line_value: $ => choice(
      $.double_quoted_string,
      $.single_quoted_string,
      alias($._mixed_line, $.unquoted_string),
    ),

    _mixed_line: $ => choice(
      seq($._line_open_piece, repeat(seq(optional(gap($)), $._line_piece))),
      seq(
        choice($.double_quoted_string, $.single_quoted_string),
        repeat1(seq(optional(gap($)), $._line_piece)),
      ),
    ),

    _line_open_piece: $ => choice($._word_text, alias($._line_expansion, $.expansion), $.escape_sequence),

    _line_piece: $ => choice($._line_open_piece, $.double_quoted_string, $.single_quoted_string),

    _plain_word: $ => repeat1($._plain_piece),

    _plain_piece: $ => choice($._plain_text, alias($._plain_expansion, $.expansion)),

    _line_words: $ => line($, choice($._plain_text, alias($._line_expansion, $.expansion))),

    _user_name: $ => line($, choice($._user_text, alias($._line_expansion, $.expansion))),

    _line: $ => seq($._line_text, repeat(choice($._line_text, $._blank))),

    double_quoted_string: $ => seq(
      '"',
      repeat(choice($._double_text, alias($._double_expansion, $.expansion), $.escape_sequence)),
      choice('"', $._cut_by_line),
    ),

    // To BuildKit's word splitting this quote closes the string around it, so a blank ends the word.
    _inner_double_quoted_string: $ => seq(
      '"',
      repeat(choice($._inner_double_text, alias($._word_expansion, $.expansion), $.escape_sequence)),
      choice('"', $._cut_by_blank),
    ),

    single_quoted_string: $ => seq("'", repeat($._single_text), choice("'", $._cut_by_line)),

    _plain_expansion: $ => expansion($, $._plain_brace_word, $._cut_by_blank),
    _plain_brace_word: $ => repeat1(choice($._plain_brace_text, alias($._plain_expansion, $.expansion))),

    _line_expansion: $ => expansion($, $._line_brace_word, $._cut_by_line),
    _line_brace_word: $ => repeat1(choice($._line_brace_text, alias($._line_expansion, $.expansion))),

    _word_expansion: $ => expansion($, $._word_brace_word, $._cut_by_blank),
    _word_brace_word: $ => repeat1(choice(
      $._word_brace_text,
      alias($._word_expansion, $.expansion),
      $.double_quoted_string,
      $.single_quoted_string,
    )),

    _double_expansion: $ => expansion($, $._double_brace_word, $._cut_by_line),
    _double_brace_word: $ => repeat1(choice(
      $._double_brace_text,
      alias($._double_expansion, $.expansion),
      alias($._inner_double_quoted_string, $.double_quoted_string),
    )),
  },
});
