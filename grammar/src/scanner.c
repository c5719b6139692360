// The scanner of the Dockerfile grammar. It produces every token.
//
// BuildKit joins physical lines to a logical line before it looks at the text, so most questions
// ("is this JSON?", "is there a heredoc?") concern the joined line. The scanner answers them once, by
// looking ahead, and hands the answer to the parser as a token without width.

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include <stddef.h>
#include <string.h>

// The order is that of `externals` in grammar.js.
enum Token {
  LINE_CONTINUATION,
  COMMENT,
  NEWLINE,
  END,
  BLANK,
  TRAILING_BLANK,
  DIRECTIVE_START,
  DIRECTIVE_NAME,
  DIRECTIVE_EQUALS,
  DIRECTIVE_VALUE,
  IS_FROM,
  IS_RUN,
  IS_CMD,
  IS_LABEL,
  IS_EXPOSE,
  IS_ENV,
  IS_ADD,
  IS_COPY,
  IS_ENTRYPOINT,
  IS_VOLUME,
  IS_USER,
  IS_WORKDIR,
  IS_ARG,
  IS_ONBUILD,
  IS_STOPSIGNAL,
  IS_HEALTHCHECK,
  IS_SHELL,
  IS_MAINTAINER,
  IS_CROSS_BUILD,
  IS_UNKNOWN,
  IS_NONE,
  KEYWORD_PIECE,
  AS,
  FLAG_START,
  FLAGS_END,
  PARAM_NAME,
  MOUNT_NAME,
  MOUNT_TEXT,
  JSON_OK,
  JSON_BAD,
  JSON_TEXT,
  PAIRS,
  LEGACY,
  KEY_TEXT,
  WORD_TEXT,
  PLAIN_TEXT,
  USER_TEXT,
  IMAGE_TEXT,
  TAG_TEXT,
  DOUBLE_TEXT,
  INNER_DOUBLE_TEXT,
  SINGLE_TEXT,
  PLAIN_BRACE_TEXT,
  LINE_BRACE_TEXT,
  WORD_BRACE_TEXT,
  DOUBLE_BRACE_TEXT,
  VARIABLE,
  EXPANSION_OPERATOR,
  ESCAPE_SEQUENCE,
  CUT_BY_BLANK,
  CUT_BY_LINE,
  SHELL_FRAGMENT,
  SHELL_TEXT,
  FRAGMENT_END,
  LINE_TEXT,
  MARKER_TEXT,
  HEREDOC_NEWLINE,
  HEREDOC_LINE,
  HEREDOC_TABS,
  HEREDOC_END,
  HEREDOC_EOF,
  BODY_NEWLINE,
  EQUALS,
  COMMA,
  COLON,
  AT,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  OPEN_BRACE,
  CLOSE_BRACE,
  DOLLAR,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  ERROR_SENTINEL,
};

static const char *const KEYWORDS[] = {
    "FROM",    "RUN", "CMD",     "LABEL",      "EXPOSE",      "ENV",   "ADD",        "COPY",        "ENTRYPOINT", "VOLUME", "USER",
    "WORKDIR", "ARG", "ONBUILD", "STOPSIGNAL", "HEALTHCHECK", "SHELL", "MAINTAINER", "CROSS_BUILD",
};

enum {
  KEYWORD_COUNT = sizeof(KEYWORDS) / sizeof(KEYWORDS[0]),
  WORD_SIZE = 16,     // Longer than every keyword, with room to see that a word is longer.
  FIXED_SIZE = 7,     // Bytes of a saved state before the parts that vary in length.
  HEREDOC_SIZE = 6,   // Bytes of a heredoc in a saved state.
  MAX_HEREDOCS = 150, // The queue always fits into the 1,024 bytes of a saved state.
  MAX_NESTING = 12,   // Quotes and braces within each other in a line that has heredocs.
  MAX_ONBUILD = 6,    // Chained ONBUILD is an error for BuildKit; a limit keeps the tree flat.
  MAX_PEEK = 4096,    // A bound for look-ahead that could otherwise be repeated for each character.
  LENGTH_MASK = 0x7fff,
  LINE_END = -2,      // Not a character; -1 is what tree-sitter gives for invalid UTF-8.
};

// ---------------------------------------------------------------------------------------------
// State

// How shell words are split, as BuildKit's shell lexer does to find heredocs. The machine is fed one
// character at a time, so that it can stop at the end of a physical line and go on at the next one.
enum Mode { MODE_PLAIN, MODE_ESCAPED, MODE_DOLLAR, MODE_NAME_START, MODE_NAME, MODE_COLON, MODE_PATTERN, MODE_ANGLE, MODE_ANGLES };
enum Phase { PHASE_BETWEEN, PHASE_DIGITS, PHASE_MARK, PHASE_DELIMITER, PHASE_OTHER };
enum Context { CONTEXT_TOP, CONTEXT_SINGLE, CONTEXT_DOUBLE, CONTEXT_BRACE, CONTEXT_SLASH };

typedef struct {
  uint8_t mode;
  uint8_t phase;
  uint8_t nesting;
  uint8_t contexts[MAX_NESTING];
  bool swallowed; // There were blanks after "<<".
  bool strip;
  bool failed;
  bool found; // The word that just ended is a heredoc.
  uint32_t hash;
  uint32_t length;
} Words;

typedef struct {
  uint32_t hash;
  uint16_t length; // Its low 15 bits; hash and length together stand for the delimiter.
  bool strip;
} Heredoc;

enum Pending { PENDING_NOTHING, PENDING_COMMENT, PENDING_NEWLINE };
enum Ahead { AHEAD_UNKNOWN, AHEAD_TEXT, AHEAD_NOTHING };

typedef struct {
  int32_t escape;
  bool directives_done;
  bool after_directive;
  uint8_t pending; // A comment within a continuation, or the newline after it, comes next.
  uint8_t ahead;   // What follows the blanks at this point, once it is known.
  uint8_t onbuild_depth;
  bool flags_done;
  bool after_escape; // The character before this one is an escape character.
  uint8_t key_quote; // The quote that is open in a key which ends within quotes.
  uint8_t markers;   // Heredoc words of the header that are still to come.
  bool before_keyword; // The line starts with a continuation, and the keyword is still to come.
  bool in_marker;    // A heredoc word goes on after a line continuation.
  bool in_body;
  uint8_t count;
  Words words;
  Heredoc queue[MAX_HEREDOCS];
} Scanner;

// The queue comes last and is valid up to `count`, so that it need not be cleared for every token.
static void clear(Scanner *s) { memset(s, 0, offsetof(Scanner, queue)); }

static void reset_line(Scanner *s) {
  int32_t escape = s->escape;
  clear(s);
  s->escape = escape;
  s->directives_done = true;
}

// ---------------------------------------------------------------------------------------------
// Characters

static bool is_space(int32_t c) {
  switch (c) {
    case '\t': case '\n': case '\v': case '\f': case '\r': case ' ':
      return true;
    case 0x85: case 0xa0: case 0x1680: case 0x2028: case 0x2029: case 0x202f: case 0x205f: case 0x3000:
      return true;
    default:
      return c >= 0x2000 && c <= 0x200a;
  }
}

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; }
static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_name(int32_t c) { return is_letter(c) || is_digit(c) || c == '_'; }
static bool is_special_name(int32_t c) { return c > 0 && c < 128 && strchr("@*#?-$!", (int)c) != NULL; }
static bool is_hex(int32_t c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
static int32_t upper(int32_t c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; }
static bool one_of(int32_t c, const char *set) { return c > 0 && c < 128 && strchr(set, (int)c) != NULL; }

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }
static void skip(TSLexer *lexer) { lexer->advance(lexer, true); }
#define HASH_START 2166136261u
static uint32_t hash_add(uint32_t hash, int32_t c) { return (hash ^ (uint32_t)c) * 16777619u; }

// A NUL byte is text like any other; only eof() tells the end of the file.
static bool at_eof(TSLexer *lexer) { return lexer->lookahead == 0 && lexer->eof(lexer); }
static bool at_newline(TSLexer *lexer) { return lexer->lookahead == '\n' || at_eof(lexer); }

// Carriage returns belong to the newline only directly before it or before the end of the file.
static bool pass_returns(TSLexer *lexer) {
  while (lexer->lookahead == '\r') advance(lexer);
  return at_newline(lexer);
}

static bool emit(TSLexer *lexer, Scanner *s, enum Token token) {
  lexer->result_symbol = token;
  if (token != ESCAPE_SEQUENCE) s->after_escape = false;
  if (token != LINE_CONTINUATION && token != COMMENT && token != BLANK && token != TRAILING_BLANK) s->ahead = AHEAD_UNKNOWN;
  return true;
}

// ---------------------------------------------------------------------------------------------
// The joined line, for looking ahead

typedef struct {
  TSLexer *lexer;
  int32_t escape;
  int32_t c;         // The current character, or LINE_END.
  uint32_t escapes;  // Characters that were read to find out whether the line goes on, and that
  uint32_t blanks;   // still have to be given out: escape characters, then blanks, then returns.
  uint32_t returns;
  int32_t blank;
  bool joined; // A line continuation was passed.
  bool mark;   // Move the token's end along, up to the first line continuation.
} Line;

static void line_load(Line *line) {
  TSLexer *lexer = line->lexer;
  for (;;) {
    if (line->escapes > 0) {
      line->c = line->escape;
      return;
    }
    if (line->blanks > 0) {
      line->c = line->blank;
      return;
    }
    if (line->returns > 0) {
      line->c = '\r';
      return;
    }
    if (line->mark) lexer->mark_end(lexer);
    if (at_newline(lexer)) {
      line->c = LINE_END;
      return;
    }
    if (lexer->lookahead == '\r') {
      while (lexer->lookahead == '\r') {
        advance(lexer);
        line->returns++;
      }
      if (at_newline(lexer)) line->returns = 0;
      continue;
    }
    if (lexer->lookahead != line->escape) {
      line->c = lexer->lookahead;
      return;
    }
    while (lexer->lookahead == line->escape) {
      advance(lexer);
      line->escapes++;
    }
    if (line->escapes > 1) continue;
    line->blank = lexer->lookahead;
    while (lexer->lookahead == ' ' || lexer->lookahead == '\t') {
      if (lexer->lookahead == '\t') line->blank = '\t';
      advance(lexer);
      line->blanks++;
    }
    while (lexer->lookahead == '\r') {
      advance(lexer);
      line->returns++;
    }
    if (!at_newline(lexer)) continue;
    line->escapes = line->blanks = line->returns = 0;
    line->joined = true;
    line->mark = false;
    // Blank lines and comment lines within a continuation vanish.
    while (lexer->lookahead == '\n') {
      advance(lexer);
      line->blank = ' ';
      line->blanks = 0;
      while (is_space(lexer->lookahead) && !at_newline(lexer)) {
        // The unusual ones are blanks for a line's emptiness, but not between words.
        if (line->blank == ' ' || !is_blank(lexer->lookahead)) line->blank = lexer->lookahead;
        advance(lexer);
        line->blanks++;
      }
      if (at_newline(lexer)) {
        line->blanks = 0;
      } else if (lexer->lookahead == '#') {
        line->blanks = 0;
        while (!at_newline(lexer)) advance(lexer);
      }
    }
  }
}

static Line line_start(TSLexer *lexer, const Scanner *s) {
  Line line = {.lexer = lexer, .escape = s->escape};
  line_load(&line);
  return line;
}

static void line_next(Line *line) {
  if (line->c == LINE_END) return;
  if (line->escapes + line->blanks + line->returns == 0) {
    advance(line->lexer);
  } else if (line->escapes > 0) {
    line->escapes--;
  } else if (line->blanks > 0) {
    line->blanks--;
  } else {
    line->returns--;
  }
  line_load(line);
}

static void line_skip_blanks(Line *line) {
  while (is_blank(line->c)) line_next(line);
}

static bool line_at_word_end(const Line *line) { return line->c == LINE_END || is_blank(line->c); }

// ---------------------------------------------------------------------------------------------
// Heredoc words

static void words_add(Words *w, int32_t c) {
  switch (w->phase) {
    case PHASE_BETWEEN:
    case PHASE_DIGITS:
      w->phase = is_digit(c) ? PHASE_DIGITS : PHASE_OTHER;
      break;
    case PHASE_DELIMITER:
      if (c == '<') {
        w->phase = PHASE_OTHER;
      } else {
        w->hash = hash_add(w->hash, c);
        w->length++;
      }
      break;
    default:
      break;
  }
}

static void words_push(Words *w, enum Context context) {
  if (w->nesting == MAX_NESTING) {
    w->failed = true;
  } else {
    w->contexts[w->nesting++] = (uint8_t)context;
  }
}

static void words_finish(Words *w) {
  w->found = w->phase == PHASE_DELIMITER && w->length > 0;
  w->phase = PHASE_BETWEEN;
}

static void words_feed(Words *w, int32_t c) {
  w->found = false;
  switch (w->mode) {
    case MODE_ESCAPED:
      w->mode = MODE_PLAIN;
      if (w->nesting > 0 && w->contexts[w->nesting - 1] == CONTEXT_DOUBLE) {
        if (!one_of(c, "\"$\\")) {
          words_add(w, '\\');
          break;
        }
      } else if (w->phase != PHASE_DELIMITER) {
        w->phase = PHASE_OTHER;
      }
      words_add(w, c);
      return;
    case MODE_DOLLAR:
      w->mode = c == '{' ? MODE_NAME_START : MODE_PLAIN;
      if (c != '{' && c != '$') break;
      words_add(w, c);
      return;
    case MODE_NAME_START:
      if (one_of(c, "{}:")) {
        w->failed = true;
        return;
      }
      w->mode = MODE_NAME;
      if (!is_special_name(c)) break;
      words_add(w, c);
      return;
    case MODE_NAME:
      words_add(w, c);
      if (is_name(c)) return;
      w->mode = MODE_PLAIN;
      if (c == '}') return;
      if (c == ':') {
        w->mode = MODE_COLON;
      } else if (one_of(c, "+-?#%")) {
        words_push(w, CONTEXT_BRACE);
      } else if (c == '/') {
        words_push(w, CONTEXT_BRACE);
        words_push(w, CONTEXT_SLASH);
        w->mode = MODE_PATTERN;
      } else {
        w->failed = true;
      }
      return;
    case MODE_COLON:
      if (one_of(c, "#%")) w->failed = true;
      words_add(w, c);
      words_push(w, CONTEXT_BRACE);
      w->mode = MODE_PLAIN;
      return;
    case MODE_PATTERN:
      w->mode = MODE_PLAIN;
      if (c != '/') break;
      words_add(w, c);
      return;
    case MODE_ANGLE:
      if (c == '<') {
        w->mode = MODE_ANGLES;
        w->swallowed = w->strip = false;
        w->phase = w->phase == PHASE_BETWEEN || w->phase == PHASE_DIGITS ? PHASE_MARK : PHASE_OTHER;
        return;
      }
      w->mode = MODE_PLAIN;
      w->phase = PHASE_OTHER;
      break;
    case MODE_ANGLES:
      if (is_space(c)) {
        w->swallowed = true;
        return;
      }
      w->mode = MODE_PLAIN;
      if (w->phase != PHASE_MARK) break;
      w->phase = PHASE_DELIMITER;
      w->hash = HASH_START;
      w->length = 0;
      if (c != '-' || w->swallowed) break;
      w->strip = true;
      return;
    default:
      break;
  }
  enum Context context = w->nesting == 0 ? CONTEXT_TOP : (enum Context)w->contexts[w->nesting - 1];
  if (context == CONTEXT_SINGLE) {
    if (c == '\'') {
      w->nesting--;
    } else {
      words_add(w, c);
    }
    return;
  }
  if (c == '\\') {
    w->mode = MODE_ESCAPED;
  } else if (c == '$') {
    words_add(w, c);
    w->mode = MODE_DOLLAR;
  } else if (context == CONTEXT_DOUBLE) {
    if (c == '"') {
      w->nesting--;
    } else {
      words_add(w, c);
    }
  } else if (c == '"' || c == '\'') {
    if (w->phase != PHASE_DELIMITER) w->phase = PHASE_OTHER;
    words_push(w, c == '"' ? CONTEXT_DOUBLE : CONTEXT_SINGLE);
  } else if ((context == CONTEXT_BRACE && c == '}') || (context == CONTEXT_SLASH && c == '/')) {
    words_add(w, c);
    w->nesting--;
  } else if (context != CONTEXT_TOP) {
    words_add(w, c);
  } else if (is_space(c)) {
    words_finish(w);
  } else if (c == '<') {
    if (w->phase == PHASE_DELIMITER) w->phase = PHASE_OTHER;
    w->mode = MODE_ANGLE;
  } else {
    words_add(w, c);
  }
}

static void words_end(Words *w) {
  if (w->nesting > 0 || (w->mode >= MODE_NAME_START && w->mode <= MODE_PATTERN)) w->failed = true;
  if (w->mode == MODE_ANGLE) w->phase = PHASE_OTHER;
  words_finish(w);
}

// An error anywhere in the line means that BuildKit sees no heredoc in it at all.
static void find_heredocs(Line *line, Scanner *s) {
  Words words = {0};
  s->count = 0;
  while (!words.failed) {
    if (line->c == LINE_END) {
      words_end(&words);
    } else {
      // Most characters are letters within a word that is no heredoc; they change nothing.
      while (words.phase == PHASE_OTHER && words.mode == MODE_PLAIN && is_letter(line->c)) line_next(line);
      if (line->c == LINE_END) continue;
      words_feed(&words, line->c);
    }
    if (words.found && s->count < MAX_HEREDOCS) {
      s->queue[s->count++] = (Heredoc){.hash = words.hash, .length = words.length & LENGTH_MASK, .strip = words.strip};
    }
    if (line->c == LINE_END) break;
    line_next(line);
  }
  if (words.failed) s->count = 0;
  s->markers = s->count;
}

// ---------------------------------------------------------------------------------------------
// Questions about the joined line

static bool json_array_of_strings(Line *line) {
  line_next(line);
  for (bool first = true;; first = false) {
    while (one_of(line->c, " \t\r")) line_next(line);
    if (first && line->c == ']') break;
    if (line->c != '"') return false;
    line_next(line);
    while (line->c != '"') {
      if (line->c >= 0 && line->c < 0x20) return false;
      if (line->c == LINE_END) return false;
      if (line->c == '\\') {
        line_next(line);
        if (line->c == 'u') {
          for (int i = 0; i < 4; i++) {
            line_next(line);
            if (!is_hex(line->c)) return false;
          }
        } else if (!one_of(line->c, "\"\\/bfnrt")) {
          return false;
        }
      }
      line_next(line);
    }
    line_next(line);
    while (one_of(line->c, " \t\r")) line_next(line);
    if (line->c == ']') break;
    if (line->c != ',') return false;
    line_next(line);
  }
  line_next(line);
  line_skip_blanks(line);
  return line->c == LINE_END;
}

// ENV and LABEL take pairs if there is an equals sign in the first word, quotes respected.
static bool first_word_has_equals(Line *line) {
  int32_t quote = 0;
  while (line->c != LINE_END) {
    if (line->c == '=') return true;
    if (quote == 0 && is_space(line->c)) return false;
    if (quote == 0 && one_of(line->c, "\"'")) {
      quote = line->c;
    } else if (line->c == quote) {
      quote = 0;
    } else if (line->c == line->escape && quote != '\'') {
      line_next(line);
      if (line->c == LINE_END) return false;
      if (line->c == '=') return true;
    }
    line_next(line);
  }
  return false;
}

// A colon in an image name belongs to a registry's port if a slash follows.
static bool slash_follows(Line *line) {
  uint32_t braces = 0;
  for (int i = 0; i < MAX_PEEK && !line_at_word_end(line) && line->c != '@'; i++) {
    if (line->c == '{') braces++;
    if (line->c == '}' && braces > 0) braces--;
    if (line->c == '/' && braces == 0) return true;
    line_next(line);
  }
  return false;
}

// The token ends with the keyword, or at the first line continuation within it.
static enum Token keyword_at(Line *line) {
  char word[WORD_SIZE] = {0};
  uint32_t length = 0;
  for (; !line_at_word_end(line); line_next(line)) {
    if (length < WORD_SIZE - 1) word[length++] = line->c > 0 && line->c < 128 ? (char)upper(line->c) : '?';
  }
  line->mark = false;
  for (int i = 0; i < KEYWORD_COUNT; i++) {
    if (strcmp(word, KEYWORDS[i]) == 0) return (enum Token)(IS_FROM + i);
  }
  return strcmp(word, "NONE") == 0 ? IS_NONE : IS_UNKNOWN;
}

// ---------------------------------------------------------------------------------------------
// Lines

// Takes the blank lines that follow a newline within a continuation. The last newline of the file is
// left alone: it ends the instruction.
static bool scan_joined_lines(TSLexer *lexer, Scanner *s) {
  s->pending = PENDING_NOTHING;
  for (;;) {
    lexer->mark_end(lexer);
    while (is_space(lexer->lookahead) && !at_newline(lexer)) advance(lexer);
    if (at_eof(lexer)) {
      lexer->mark_end(lexer);
      break;
    }
    if (lexer->lookahead == '#') s->pending = PENDING_COMMENT;
    if (lexer->lookahead != '\n') break;
    lexer->mark_end(lexer);
    advance(lexer);
    if (at_eof(lexer)) break;
  }
  return emit(lexer, s, LINE_CONTINUATION);
}

// Called at the end of a line whose last character is an escape character.
static bool scan_continuation(TSLexer *lexer, Scanner *s) {
  lexer->mark_end(lexer);
  if (!at_eof(lexer)) advance(lexer);
  if (!at_eof(lexer)) return scan_joined_lines(lexer, s);
  return emit(lexer, s, LINE_CONTINUATION);
}

static bool scan_comment(TSLexer *lexer, Scanner *s) {
  while (!at_newline(lexer)) {
    if (lexer->lookahead == '\r') {
      if (pass_returns(lexer)) break;
    } else {
      advance(lexer);
    }
    lexer->mark_end(lexer);
  }
  return emit(lexer, s, COMMENT);
}

static void pass_directive_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead) && lexer->lookahead != '\r') advance(lexer);
}

// Decides whether a comment at the top of the file is a directive: a known key, an equals sign and
// a value. What a directive may repeat or contain is for others to judge.
static bool scan_first_comment(TSLexer *lexer, Scanner *s) {
  char name[WORD_SIZE] = {0};
  uint32_t length = 0;
  bool directive = false;
  advance(lexer);
  lexer->mark_end(lexer);
  pass_directive_blanks(lexer);
  while (is_letter(lexer->lookahead) || (length > 0 && is_digit(lexer->lookahead))) {
    if (length < WORD_SIZE - 1) name[length++] = (char)upper(lexer->lookahead);
    advance(lexer);
  }
  pass_directive_blanks(lexer);
  if (lexer->lookahead == '=' && (strcmp(name, "SYNTAX") == 0 || strcmp(name, "ESCAPE") == 0 || strcmp(name, "CHECK") == 0)) {
    advance(lexer);
    pass_directive_blanks(lexer);
    directive = lexer->lookahead != '\r' && !at_newline(lexer);
  }
  if (!directive) {
    lexer->mark_end(lexer);
    s->directives_done = true;
    return scan_comment(lexer, s);
  }
  if (strcmp(name, "ESCAPE") == 0) {
    int32_t escape = lexer->lookahead;
    advance(lexer);
    while (is_blank(lexer->lookahead)) advance(lexer);
    if (at_newline(lexer) && (escape == '`' || escape == '\\')) s->escape = escape;
  }
  return emit(lexer, s, DIRECTIVE_START);
}

static bool scan_directive_part(TSLexer *lexer, Scanner *s, const bool *valid) {
  while (is_blank(lexer->lookahead)) skip(lexer);
  if (valid[DIRECTIVE_EQUALS]) {
    advance(lexer);
    lexer->mark_end(lexer);
    return emit(lexer, s, DIRECTIVE_EQUALS);
  }
  if (valid[DIRECTIVE_NAME]) {
    while (is_letter(lexer->lookahead) || is_digit(lexer->lookahead)) advance(lexer);
    lexer->mark_end(lexer);
    return emit(lexer, s, DIRECTIVE_NAME);
  }
  while (!at_newline(lexer)) {
    bool blank = is_blank(lexer->lookahead);
    advance(lexer);
    if (!blank) lexer->mark_end(lexer);
  }
  s->after_directive = true;
  return emit(lexer, s, DIRECTIVE_VALUE);
}

static bool scan_keyword_start(TSLexer *lexer, Scanner *s) {
  Line line = {.lexer = lexer, .escape = s->escape, .mark = true};
  line_load(&line);
  s->before_keyword = line.joined;
  while (is_space(line.c)) line_next(&line);
  enum Token token = keyword_at(&line);
  if (token == IS_NONE) token = IS_UNKNOWN;
  if (token == IS_ONBUILD && s->onbuild_depth++ == MAX_ONBUILD) token = IS_UNKNOWN;
  if ((token == IS_RUN || token == IS_COPY || token == IS_ADD) && s->onbuild_depth <= 1) find_heredocs(&line, s);
  return emit(lexer, s, token);
}

static bool scan_line_start(TSLexer *lexer, Scanner *s) {
  bool skipped = false;
  while (is_space(lexer->lookahead) && !at_newline(lexer)) {
    skip(lexer);
    skipped = true;
  }
  lexer->mark_end(lexer);
  if (at_newline(lexer)) {
    if (at_eof(lexer)) {
      // Blanks without a newline still need a token, or the parser would meet them as an error.
      return skipped && emit(lexer, s, NEWLINE);
    }
    uint32_t newlines = 0;
    while (lexer->lookahead == '\n') {
      advance(lexer);
      lexer->mark_end(lexer);
      newlines++;
      while (is_space(lexer->lookahead) && !at_newline(lexer)) advance(lexer);
    }
    bool directives = s->after_directive && newlines == 1;
    reset_line(s);
    s->directives_done = !directives;
    return emit(lexer, s, NEWLINE);
  }
  if (lexer->lookahead == '#') {
    if (!s->directives_done) return scan_first_comment(lexer, s);
    return scan_comment(lexer, s);
  }
  reset_line(s);
  return scan_keyword_start(lexer, s);
}

// Everything that can stand at the end of a logical line, innermost first.
static bool scan_line_end(TSLexer *lexer, Scanner *s, const bool *valid) {
  if (valid[CUT_BY_BLANK]) return emit(lexer, s, CUT_BY_BLANK);
  if (valid[CUT_BY_LINE]) return emit(lexer, s, CUT_BY_LINE);
  if (valid[FRAGMENT_END]) return emit(lexer, s, FRAGMENT_END);
  if (valid[HEREDOC_NEWLINE] && s->count > 0) {
    pass_returns(lexer);
    if (!at_eof(lexer)) advance(lexer);
    if (at_eof(lexer)) {
      // The newline that ends the file stays outside, so the bodies have no text at all.
      s->count = 0;
    } else {
      lexer->mark_end(lexer);
    }
    s->in_body = true;
    s->pending = PENDING_NOTHING;
    return emit(lexer, s, HEREDOC_NEWLINE);
  }
  if (!valid[END]) return false;
  s->pending = PENDING_NOTHING;
  return emit(lexer, s, END);
}

static bool scan_missing_heredoc_end(TSLexer *lexer, Scanner *s) {
  s->in_body = false;
  s->count = 0;
  return emit(lexer, s, HEREDOC_EOF);
}

static bool scan_body(TSLexer *lexer, Scanner *s, const bool *valid) {
  if (valid[BODY_NEWLINE]) {
    pass_returns(lexer);
    if (!at_eof(lexer)) advance(lexer);
    if (at_eof(lexer)) return scan_missing_heredoc_end(lexer, s);
    lexer->mark_end(lexer);
    return emit(lexer, s, BODY_NEWLINE);
  }
  if (at_eof(lexer) || s->count == 0) return scan_missing_heredoc_end(lexer, s);
  const Heredoc wanted = s->queue[0];
  uint32_t tabs = 0;
  for (; wanted.strip && lexer->lookahead == '\t'; tabs++) advance(lexer);
  // As long as this may be the end line, the token is the tabs before the delimiter, if any.
  if (tabs > 0) lexer->mark_end(lexer);
  uint32_t hash = HASH_START;
  uint32_t length = 0;
  uint32_t returns = 0;
  while (!at_newline(lexer)) {
    int32_t c = lexer->lookahead;
    advance(lexer);
    if (c == '\r') {
      returns++;
      continue;
    }
    for (; returns > 0; returns--, length++) hash = hash_add(hash, '\r');
    hash = hash_add(hash, c);
    length++;
    if (tabs == 0) lexer->mark_end(lexer);
  }
  if (hash == wanted.hash && (length & LENGTH_MASK) == wanted.length) {
    if (tabs > 0) return emit(lexer, s, HEREDOC_TABS);
    s->in_body = false;
    s->count--;
    memmove(s->queue, s->queue + 1, s->count * sizeof(Heredoc));
    return emit(lexer, s, HEREDOC_END);
  }
  if (tabs > 0) lexer->mark_end(lexer);
  return emit(lexer, s, HEREDOC_LINE);
}

// ---------------------------------------------------------------------------------------------
// Text

// What ends a piece of text besides the escape character and the end of the line.
typedef struct {
  enum Token token;
  const char *stops;
  bool blanks;  // Blanks are part of the text.
  bool escapes; // An escape character and what follows it become an escape_sequence.
} Text;

static const Text TEXTS[] = {
    {KEY_TEXT, "=", false, false},
    {JSON_TEXT, "\"\\", true, false},
    {MOUNT_TEXT, "\"',$=", false, true},
    {WORD_TEXT, "\"'$", false, true},
    {PLAIN_TEXT, "$", false, false},
    {USER_TEXT, "$:", false, false},
    {IMAGE_TEXT, "$:@\"'", false, false},
    {TAG_TEXT, "$@\"'", false, false},
    {DOUBLE_TEXT, "\"$", true, true},
    {INNER_DOUBLE_TEXT, "\"$", false, true},
    {SINGLE_TEXT, "'", true, false},
    {PLAIN_BRACE_TEXT, "}$", false, false},
    {LINE_BRACE_TEXT, "}$", true, false},
    {WORD_BRACE_TEXT, "}$\"'", false, false},
    {DOUBLE_BRACE_TEXT, "}$\"", true, false},
};

static const Text *valid_text(const bool *valid) {
  for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
    if (valid[TEXTS[i].token]) return &TEXTS[i];
  }
  return NULL;
}

// Tells, after a dollar sign, whether it starts an expansion.
static bool expansion_follows(TSLexer *lexer) {
  if (lexer->lookahead == '{') advance(lexer);
  return is_name(lexer->lookahead) || is_special_name(lexer->lookahead);
}

// `any` says that the token already holds text, up to the current character.
static bool scan_text(TSLexer *lexer, Scanner *s, const bool *valid, const Text *text, bool any) {
  for (;;) {
    int32_t c = lexer->lookahead;
    if (c == '\r' && text->blanks) {
      lexer->mark_end(lexer);
      if (pass_returns(lexer)) break;
    } else if (c == '$') {
      lexer->mark_end(lexer);
      advance(lexer);
      if (valid[DOLLAR] && expansion_follows(lexer)) break;
    } else if (c == s->escape || (is_blank(c) && !text->blanks) || one_of(c, text->stops) || at_newline(lexer)) {
      lexer->mark_end(lexer);
      break;
    } else {
      advance(lexer);
    }
    any = true;
  }
  return any && emit(lexer, s, text->token);
}

// A key runs to the first equals sign, even one within quotes; within quotes blanks belong to it.
static bool scan_key(TSLexer *lexer, Scanner *s, bool any) {
  if (any) lexer->mark_end(lexer);
  while (!at_newline(lexer)) {
    int32_t c = lexer->lookahead;
    if (c == '=' || c == s->escape) break;
    if (is_blank(c) && s->key_quote == 0) break;
    if (c == '\r') {
      if (pass_returns(lexer)) break;
    } else {
      advance(lexer);
      if (c == '$' && s->key_quote != '\'' && expansion_follows(lexer)) break;
      if (s->key_quote == 0 && one_of(c, "\"'")) {
        s->key_quote = (uint8_t)c;
      } else if (c == s->key_quote) {
        s->key_quote = 0;
      }
    }
    lexer->mark_end(lexer);
    any = true;
  }
  return any && emit(lexer, s, KEY_TEXT);
}

// The rest of a quoted word whose equals sign stands within the quotes.
static bool scan_rest_of_quotes(TSLexer *lexer, Scanner *s, bool any) {
  while (s->key_quote != 0 && !at_newline(lexer) && lexer->lookahead != s->escape) {
    int32_t c = lexer->lookahead;
    if (c == '\r') {
      if (pass_returns(lexer)) break;
    } else {
      advance(lexer);
    }
    if (c == s->key_quote) s->key_quote = 0;
    lexer->mark_end(lexer);
    any = true;
  }
  return any && emit(lexer, s, WORD_TEXT);
}

// After a quote that starts a key: is the key one quoted string, so that it gets a node of its own?
static bool quoted_key_follows(TSLexer *lexer, const Scanner *s, int32_t quote) {
  Line line = line_start(lexer, s);
  while (line.c != quote) {
    if (line.c == LINE_END || line.c == '=') return false;
    if (line.c == line.escape && quote == '"') line_next(&line);
    line_next(&line);
  }
  line_next(&line);
  return line.c == '=';
}

// Follows a word to its end and tells whether it is a heredoc word. The token ends with the word or at
// the first line continuation within it, and the state is left as it is at the token's end. A path ends
// at a blank even within quotes.
static bool scan_heredoc_word(TSLexer *lexer, Scanner *s, bool path, bool *any) {
  Line line = {.lexer = lexer, .escape = s->escape, .mark = true};
  Words here = s->words;
  Words at_break = here;
  bool started = here.phase != PHASE_BETWEEN || here.mode != MODE_PLAIN;
  bool broken = false;
  bool frozen = false;
  *any = false;
  line_load(&line);
  while (line.c != LINE_END) {
    words_feed(&here, line.c);
    if (started && here.phase == PHASE_BETWEEN && here.mode == MODE_PLAIN) break;
    started = true;
    if (path && is_blank(line.c) && here.mode != MODE_ANGLES) {
      line.mark = false;
      frozen = true;
    }
    line_next(&line);
    if (!broken && !frozen && line.joined) {
      broken = true;
      at_break = here;
    }
    *any = true;
  }
  if (line.c == LINE_END) words_end(&here);
  s->words = broken ? at_break : here;
  s->in_marker = broken && here.found;
  return here.found;
}

// Shell text of one physical line. In a line with heredocs it stops before each heredoc word.
static bool scan_shell(TSLexer *lexer, Scanner *s, const bool *valid, enum Token token, bool any) {
  bool marked = token == SHELL_TEXT;
  bool blanks_only = false;
  bool text = any;
  Words *words = &s->words;
  while (!at_newline(lexer)) {
    int32_t c = lexer->lookahead;
    if (c == s->escape) {
      uint32_t escapes = 0;
      uint32_t blanks = 0;
      if (any || blanks_only) lexer->mark_end(lexer);
      for (; lexer->lookahead == s->escape; escapes++) advance(lexer);
      if (escapes == 1) {
        for (; lexer->lookahead == ' ' || lexer->lookahead == '\t'; blanks++) advance(lexer);
        bool returns = lexer->lookahead == '\r';
        if (pass_returns(lexer)) {
          if (any || (blanks_only && valid[FRAGMENT_END])) return emit(lexer, s, token);
          if (valid[FRAGMENT_END] && !s->in_marker) return emit(lexer, s, FRAGMENT_END);
          return scan_continuation(lexer, s);
        }
        if (returns) blanks++;
      }
      for (; marked && escapes > 0; escapes--) words_feed(words, s->escape);
      for (; marked && blanks > 0; blanks--) words_feed(words, ' ');
      any = text = true;
      continue;
    }
    if (marked && s->markers > 0 && words->phase == PHASE_BETWEEN && words->mode == MODE_PLAIN && words->nesting == 0 &&
        (c == '<' || is_digit(c))) {
      if (any || blanks_only) {
        lexer->mark_end(lexer);
        return emit(lexer, s, token);
      }
      if (!scan_heredoc_word(lexer, s, false, &any)) return emit(lexer, s, token);
      s->markers--;
      return emit(lexer, s, MARKER_TEXT);
    }
    // Blanks at the end of the line are left out, so the token's end moves on after each word.
    if (is_blank(c)) {
      if (text) lexer->mark_end(lexer);
      text = false;
      blanks_only = true;
    } else {
      any = text = true;
    }
    if (c == '\r') {
      if (pass_returns(lexer)) break;
    } else {
      advance(lexer);
    }
    if (marked) words_feed(words, c);
  }
  if (text) lexer->mark_end(lexer);
  if (any) return emit(lexer, s, token);
  return scan_line_end(lexer, s, valid);
}

static bool scan_one(TSLexer *lexer, Scanner *s, enum Token token) {
  advance(lexer);
  lexer->mark_end(lexer);
  return emit(lexer, s, token);
}

// After a backslash in a JSON string.
static bool scan_json_escape(TSLexer *lexer, Scanner *s) {
  bool unicode = lexer->lookahead == 'u';
  advance(lexer);
  for (int i = 0; unicode && i < 4 && is_hex(lexer->lookahead); i++) advance(lexer);
  lexer->mark_end(lexer);
  return emit(lexer, s, ESCAPE_SEQUENCE);
}

static bool scan_operator(TSLexer *lexer, Scanner *s) {
  int32_t c = lexer->lookahead;
  advance(lexer);
  if ((c == ':' && one_of(lexer->lookahead, "-+?")) || (one_of(c, "#%/") && lexer->lookahead == c)) advance(lexer);
  lexer->mark_end(lexer);
  return emit(lexer, s, EXPANSION_OPERATOR);
}

static bool scan_variable(TSLexer *lexer, Scanner *s) {
  if (is_special_name(lexer->lookahead)) return scan_one(lexer, s, VARIABLE);
  bool number = is_digit(lexer->lookahead);
  while (number ? is_digit(lexer->lookahead) : is_name(lexer->lookahead)) advance(lexer);
  lexer->mark_end(lexer);
  return emit(lexer, s, VARIABLE);
}

static bool scan_keyword_piece(TSLexer *lexer, Scanner *s, enum Token token) {
  while (!at_newline(lexer) && !is_blank(lexer->lookahead) && lexer->lookahead != s->escape) advance(lexer);
  lexer->mark_end(lexer);
  s->before_keyword = false;
  return emit(lexer, s, token);
}

static bool scan_param_name(TSLexer *lexer, Scanner *s, const bool *valid) {
  char name[WORD_SIZE] = {0};
  uint32_t length = 0;
  while (!at_newline(lexer) && !is_blank(lexer->lookahead) && lexer->lookahead != '=' && lexer->lookahead != s->escape) {
    if (length < WORD_SIZE - 1) name[length++] = lexer->lookahead > 0 && lexer->lookahead < 128 ? (char)lexer->lookahead : '?';
    advance(lexer);
  }
  lexer->mark_end(lexer);
  bool mount = valid[MOUNT_NAME] && strcmp(name, "mount") == 0 && lexer->lookahead != s->escape;
  return emit(lexer, s, mount ? MOUNT_NAME : PARAM_NAME);
}

// ---------------------------------------------------------------------------------------------
// Within an instruction

static bool shell_valid(const bool *valid) { return valid[SHELL_FRAGMENT] || valid[SHELL_TEXT] || valid[LINE_TEXT]; }

static enum Token shell_token(const Scanner *s, const bool *valid) {
  if (valid[LINE_TEXT]) return LINE_TEXT;
  return valid[FRAGMENT_END] || (valid[SHELL_TEXT] && s->markers > 0) ? SHELL_TEXT : SHELL_FRAGMENT;
}

// Blanks between words, after the last word, or at the start of a further line of shell text.
static bool scan_blank(TSLexer *lexer, Scanner *s, const bool *valid) {
  bool in_shell = shell_valid(valid) && !valid[JSON_OK];
  enum Token token = shell_token(s, valid);
  if (in_shell && valid[FRAGMENT_END]) return scan_shell(lexer, s, valid, token, false);
  while (is_blank(lexer->lookahead)) {
    if (lexer->lookahead == '\r') {
      if (pass_returns(lexer)) break;
    } else {
      advance(lexer);
    }
    lexer->mark_end(lexer);
  }
  if (in_shell && token == SHELL_TEXT) words_feed(&s->words, ' ');
  Line line = line_start(lexer, s);
  if (in_shell && !line.joined && line.c != LINE_END) {
    for (; token == SHELL_TEXT && line.escapes > 0; line.escapes--) words_feed(&s->words, s->escape);
    return scan_shell(lexer, s, valid, token, true);
  }
  if (s->ahead == AHEAD_UNKNOWN) {
    line_skip_blanks(&line);
    s->ahead = line.c == LINE_END ? AHEAD_NOTHING : AHEAD_TEXT;
  }
  return emit(lexer, s, s->ahead == AHEAD_NOTHING ? TRAILING_BLANK : BLANK);
}

// What an ENV, LABEL or HEALTHCHECK means depends on the first word.
static bool scan_first_word(TSLexer *lexer, Scanner *s, const bool *valid) {
  Line line = {.lexer = lexer, .escape = s->escape, .mark = !valid[PAIRS]};
  line_load(&line);
  if (valid[PAIRS]) return emit(lexer, s, first_word_has_equals(&line) ? PAIRS : LEGACY);
  enum Token token = keyword_at(&line);
  if (token != IS_CMD && token != IS_NONE) token = IS_UNKNOWN;
  // After HEALTHCHECK CMD everything is the command, dashes or not.
  if (token == IS_CMD) s->flags_done = true;
  return emit(lexer, s, token);
}

// An escape character always starts a token, so that a continuation can be told apart.
static bool scan_escape(TSLexer *lexer, Scanner *s, const bool *valid) {
  if (shell_valid(valid)) return scan_shell(lexer, s, valid, shell_token(s, valid), false);
  bool after_escape = s->after_escape;
  const Text *text = valid_text(valid);
  bool literal = text == NULL || !text->escapes;
  enum Token token = text != NULL                ? text->token
                     : valid[PAIRS]              ? PAIRS
                     : valid[IS_UNKNOWN]         ? IS_UNKNOWN
                     : valid[KEYWORD_PIECE]      ? KEYWORD_PIECE
                     : valid[EXPANSION_OPERATOR] ? EXPANSION_OPERATOR
                                                 : PARAM_NAME;
  bool json = token == JSON_TEXT && s->escape == '\\';
  advance(lexer);
  if (token != PAIRS) lexer->mark_end(lexer);
  if (lexer->lookahead == s->escape && token != PAIRS) {
    // Two escape characters are never a continuation, whatever comes after them.
    advance(lexer);
    lexer->mark_end(lexer);
    emit(lexer, s, literal && !json ? token : ESCAPE_SEQUENCE);
    s->after_escape = true;
    return true;
  }
  bool blank = lexer->lookahead == ' ' || lexer->lookahead == '\t';
  if (blank || lexer->lookahead == '\r' || at_newline(lexer)) {
    bool escaped_blank = blank && !literal && token != DOUBLE_TEXT && token != INNER_DOUBLE_TEXT;
    bool first = true;
    for (; lexer->lookahead == ' ' || lexer->lookahead == '\t'; first = false) {
      advance(lexer);
      if (first && escaped_blank) lexer->mark_end(lexer);
    }
    if (pass_returns(lexer) && !after_escape) return scan_continuation(lexer, s);
    if (token != PAIRS) return emit(lexer, s, escaped_blank ? ESCAPE_SEQUENCE : token);
  }
  if (token == PAIRS) {
    // What the escape character escapes can only matter if it is the equals sign, which counts anyway.
    Line line = line_start(lexer, s);
    return emit(lexer, s, first_word_has_equals(&line) ? PAIRS : LEGACY);
  }
  if (json) return scan_json_escape(lexer, s);
  switch (token) {
    case KEYWORD_PIECE:
    case IS_UNKNOWN:
      return scan_keyword_piece(lexer, s, token);
    case PARAM_NAME:
      return valid[PARAM_NAME] && scan_param_name(lexer, s, valid);
    case EXPANSION_OPERATOR:
      return emit(lexer, s, EXPANSION_OPERATOR);
    case KEY_TEXT:
      if (lexer->lookahead != '=') advance(lexer);
      return scan_key(lexer, s, true);
    case JSON_TEXT:
    case SINGLE_TEXT:
      return scan_text(lexer, s, valid, text, true);
    case DOUBLE_TEXT:
    case INNER_DOUBLE_TEXT:
      if (!one_of(lexer->lookahead, "\"$")) return scan_text(lexer, s, valid, text, true);
      return scan_one(lexer, s, ESCAPE_SEQUENCE);
    default:
      if (!literal) return scan_one(lexer, s, ESCAPE_SEQUENCE);
      advance(lexer);
      return scan_text(lexer, s, valid, text, true);
  }
}

static bool scan_as(TSLexer *lexer, Scanner *s, const bool *valid, const Text *text) {
  advance(lexer);
  if (upper(lexer->lookahead) == 'S') {
    advance(lexer);
    lexer->mark_end(lexer);
    Line line = line_start(lexer, s);
    if (line_at_word_end(&line)) return emit(lexer, s, AS);
    if (line.joined || line.escapes > 0) return emit(lexer, s, text->token);
  }
  return scan_text(lexer, s, valid, text, true);
}

typedef struct {
  char character;
  enum Token token;
} Punctuation;

static const Punctuation PUNCTUATION[] = {
    {'=', EQUALS},     {',', COMMA},       {':', COLON},        {'@', AT},           {'[', OPEN_BRACKET}, {']', CLOSE_BRACKET},
    {'{', OPEN_BRACE}, {'}', CLOSE_BRACE}, {'"', DOUBLE_QUOTE}, {'\'', SINGLE_QUOTE},
};

static bool scan_instruction(TSLexer *lexer, Scanner *s, const bool *valid) {
  const Text *text = valid_text(valid);
  int32_t c = lexer->lookahead;
  bool shell = shell_valid(valid);

  if (s->in_marker && c != s->escape && valid[MARKER_TEXT]) {
    bool any;
    scan_heredoc_word(lexer, s, !valid[SHELL_TEXT], &any);
    if (any) return emit(lexer, s, MARKER_TEXT);
    s->in_marker = false;
  }
  if (c == s->escape) return scan_escape(lexer, s, valid);
  if (s->key_quote != 0 && valid[WORD_TEXT] && !valid[KEY_TEXT]) return scan_rest_of_quotes(lexer, s, false);
  if (is_blank(c)) {
    if (valid[KEY_TEXT] && s->key_quote != 0) return scan_key(lexer, s, false);
    if (text != NULL && text->blanks) return scan_text(lexer, s, valid, text, false);
    if (valid[CUT_BY_BLANK]) return emit(lexer, s, CUT_BY_BLANK);
    if (valid[EXPANSION_OPERATOR]) return scan_operator(lexer, s);
    return scan_blank(lexer, s, valid);
  }

  bool dash = c == '-' && valid[FLAG_START] && !s->flags_done;
  if (dash) {
    advance(lexer);
    if (lexer->lookahead == '-') {
      advance(lexer);
      lexer->mark_end(lexer);
      Line line = line_start(lexer, s);
      return emit(lexer, s, line_at_word_end(&line) ? FLAGS_END : FLAG_START);
    }
  }
  if (valid[IS_UNKNOWN] && dash) return scan_keyword_piece(lexer, s, IS_UNKNOWN);
  if (valid[IS_FROM]) return scan_keyword_start(lexer, s);
  if (valid[PAIRS] || valid[IS_UNKNOWN]) return scan_first_word(lexer, s, valid);
  if (dash) {
    if (shell) return scan_shell(lexer, s, valid, shell_token(s, valid), true);
    return text != NULL && scan_text(lexer, s, valid, text, true);
  }
  if (valid[JSON_OK] && c == '[') {
    Line line = line_start(lexer, s);
    return emit(lexer, s, json_array_of_strings(&line) ? JSON_OK : JSON_BAD);
  }
  if (valid[KEYWORD_PIECE]) return scan_keyword_piece(lexer, s, KEYWORD_PIECE);
  if (shell) return scan_shell(lexer, s, valid, shell_token(s, valid), false);
  if (valid[AS] && upper(c) == 'A') return scan_as(lexer, s, valid, text);
  if (c == '{' && valid[OPEN_BRACE]) return scan_one(lexer, s, OPEN_BRACE);
  if (valid[VARIABLE]) return scan_variable(lexer, s);
  if (valid[PARAM_NAME] && c != '=') return scan_param_name(lexer, s, valid);
  if (valid[EXPANSION_OPERATOR] && c != '}') return scan_operator(lexer, s);
  if (valid[MARKER_TEXT] && s->markers > 0 && (c == '<' || is_digit(c))) {
    memset(&s->words, 0, sizeof s->words);
    while (is_digit(lexer->lookahead)) {
      words_feed(&s->words, lexer->lookahead);
      advance(lexer);
    }
    bool any = is_digit(c);
    if (any) lexer->mark_end(lexer);
    if (lexer->lookahead != '<') return scan_text(lexer, s, valid, text, any);
    bool found = scan_heredoc_word(lexer, s, true, &any);
    if (found) s->markers--;
    return emit(lexer, s, found ? MARKER_TEXT : PLAIN_TEXT);
  }
  if (c == '$' && valid[DOLLAR] && s->key_quote != '\'') {
    advance(lexer);
    lexer->mark_end(lexer);
    if (expansion_follows(lexer)) return emit(lexer, s, DOLLAR);
    if (text == NULL) return false;
    return text->token == KEY_TEXT ? scan_key(lexer, s, true) : scan_text(lexer, s, valid, text, true);
  }
  if (valid[KEY_TEXT] && c != '=') {
    if (!one_of(c, "\"'") || !valid[DOUBLE_QUOTE]) return scan_key(lexer, s, false);
    advance(lexer);
    lexer->mark_end(lexer);
    if (quoted_key_follows(lexer, s, c)) return emit(lexer, s, c == '"' ? DOUBLE_QUOTE : SINGLE_QUOTE);
    s->key_quote = (uint8_t)c;
    return emit(lexer, s, KEY_TEXT);
  }
  for (size_t i = 0; i < sizeof PUNCTUATION / sizeof PUNCTUATION[0]; i++) {
    if (c != PUNCTUATION[i].character || !valid[PUNCTUATION[i].token]) continue;
    advance(lexer);
    lexer->mark_end(lexer);
    if (c == ':' && valid[IMAGE_TEXT]) {
      Line line = line_start(lexer, s);
      if (slash_follows(&line)) return emit(lexer, s, IMAGE_TEXT);
    }
    return emit(lexer, s, PUNCTUATION[i].token);
  }
  if (text == NULL) return false;
  if (text->token == JSON_TEXT && c == '\\') {
    advance(lexer);
    return scan_json_escape(lexer, s);
  }
  // A character that would end the text but is no token here is text itself.
  bool any = one_of(c, text->stops);
  if (any) advance(lexer);
  return text->token == KEY_TEXT ? scan_key(lexer, s, any) : scan_text(lexer, s, valid, text, any);
}

static bool scan(TSLexer *lexer, Scanner *s, const bool *valid) {
  lexer->mark_end(lexer);
  if (valid[ERROR_SENTINEL]) {
    // In error recovery only the line structure can be trusted.
    if (lexer->lookahead != '\n' || at_eof(lexer)) return false;
    reset_line(s);
    return scan_one(lexer, s, NEWLINE);
  }
  if (s->pending == PENDING_COMMENT) {
    while (is_space(lexer->lookahead) && !at_newline(lexer)) skip(lexer);
    s->pending = PENDING_NEWLINE;
    return scan_comment(lexer, s);
  }
  if (s->pending == PENDING_NEWLINE) {
    pass_returns(lexer);
    if (!at_eof(lexer)) advance(lexer);
    return at_eof(lexer) ? scan_line_end(lexer, s, valid) : scan_joined_lines(lexer, s);
  }
  if (s->in_body) return scan_body(lexer, s, valid);
  if (valid[NEWLINE]) return scan_line_start(lexer, s);
  if (valid[DIRECTIVE_NAME] || valid[DIRECTIVE_EQUALS] || valid[DIRECTIVE_VALUE]) return scan_directive_part(lexer, s, valid);
  if (s->before_keyword && lexer->lookahead != s->escape) {
    while (is_space(lexer->lookahead) && !at_newline(lexer)) skip(lexer);
    lexer->mark_end(lexer);
  }
  if (at_newline(lexer)) return scan_line_end(lexer, s, valid);
  if (lexer->lookahead == '\r') {
    const Text *text = valid_text(valid);
    if (pass_returns(lexer)) return scan_line_end(lexer, s, valid);
    if (text != NULL && text->blanks) return scan_text(lexer, s, valid, text, true);
    if (valid[KEY_TEXT] && s->key_quote != 0) return scan_key(lexer, s, true);
    if (valid[CUT_BY_BLANK]) return emit(lexer, s, CUT_BY_BLANK);
    lexer->mark_end(lexer);
    if (valid[EXPANSION_OPERATOR]) return emit(lexer, s, EXPANSION_OPERATOR);
    if (valid[WORD_TEXT] && s->key_quote != 0) return scan_rest_of_quotes(lexer, s, true);
    return scan_blank(lexer, s, valid);
  }
  return scan_instruction(lexer, s, valid);
}

// ---------------------------------------------------------------------------------------------
// Interface

void *tree_sitter_dockerfile_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_dockerfile_external_scanner_destroy(void *payload) { ts_free(payload); }

bool tree_sitter_dockerfile_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  return scan(lexer, payload, valid);
}

// Trailing zero bytes are left out. Between instructions a single byte remains, which tree-sitter
// stores without an allocation and which makes unchanged instructions reusable.
unsigned tree_sitter_dockerfile_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *s = payload;
  const Words *w = &s->words;
  unsigned size = 0;
  buffer[size++] = (char)((s->escape == '`') | s->directives_done << 1 | s->after_directive << 2 | s->flags_done << 3 |
                          s->after_escape << 4 | s->in_marker << 5 | s->in_body << 6 | w->swallowed << 7);
  buffer[size++] = (char)(s->pending | s->ahead << 2 | s->onbuild_depth << 4 | s->before_keyword << 7);
  buffer[size++] = (char)s->key_quote;
  buffer[size++] = (char)s->markers;
  buffer[size++] = (char)s->count;
  buffer[size++] = (char)(w->mode | w->phase << 4);
  buffer[size++] = (char)w->nesting;
  for (unsigned i = 0; i < w->nesting; i++) buffer[size++] = (char)w->contexts[i];
  for (unsigned i = 0; i < s->count; i++) {
    uint16_t length = (uint16_t)(s->queue[i].length | (s->queue[i].strip ? LENGTH_MASK + 1 : 0));
    memcpy(buffer + size, &s->queue[i].hash, sizeof(uint32_t));
    memcpy(buffer + size + sizeof(uint32_t), &length, sizeof length);
    size += HEREDOC_SIZE;
  }
  while (size > 0 && buffer[size - 1] == 0) size--;
  return size;
}

void tree_sitter_dockerfile_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *s = payload;
  Words *w = &s->words;
  clear(s);
  uint8_t fixed[FIXED_SIZE] = {0};
  if (length > 0) memcpy(fixed, buffer, length < FIXED_SIZE ? length : FIXED_SIZE);
  s->escape = fixed[0] & 1 ? '`' : '\\';
  s->directives_done = fixed[0] >> 1 & 1;
  s->after_directive = fixed[0] >> 2 & 1;
  s->flags_done = fixed[0] >> 3 & 1;
  s->after_escape = fixed[0] >> 4 & 1;
  s->in_marker = fixed[0] >> 5 & 1;
  s->in_body = fixed[0] >> 6 & 1;
  w->swallowed = fixed[0] >> 7;
  s->pending = fixed[1] & 3;
  s->ahead = fixed[1] >> 2 & 3;
  s->onbuild_depth = fixed[1] >> 4 & 7;
  s->before_keyword = fixed[1] >> 7;
  s->key_quote = fixed[2];
  s->markers = fixed[3];
  s->count = fixed[4];
  w->mode = fixed[5] & 15;
  w->phase = fixed[5] >> 4;
  w->nesting = fixed[6];
  if (w->nesting == 0 && s->count == 0) return;
  uint8_t rest[MAX_NESTING + MAX_HEREDOCS * HEREDOC_SIZE] = {0};
  if (length > FIXED_SIZE) memcpy(rest, buffer + FIXED_SIZE, length - FIXED_SIZE);
  memcpy(w->contexts, rest, w->nesting);
  const uint8_t *at = rest + w->nesting;
  for (unsigned i = 0; i < s->count; i++, at += HEREDOC_SIZE) {
    uint16_t both;
    memcpy(&s->queue[i].hash, at, sizeof(uint32_t));
    memcpy(&both, at + sizeof(uint32_t), sizeof both);
    s->queue[i].length = both & LENGTH_MASK;
    s->queue[i].strip = both > LENGTH_MASK;
  }
}
