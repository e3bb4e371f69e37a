/* Pieces that many texts have: of a packed text each byte from 0x80 on is one (util/text.h).
 *
 * Made by `scripts/pack --choose`, which needs no repeating when a text changes: pieces that were
 * chosen for others do nearly as well. */
#ifndef UTIL_PIECES_H
#define UTIL_PIECES_H

#define TEXT_FIRST_PIECE 0x80U

/* clang-format off */
#define TEXT_PIECES \
  "  \0" "    \0" "  -\0" " (\0" " O\0" " a\0" " a \0" " is \0" " s\0" " signal\0" " st\0" \
  " su\0" " to \0" "\042:\0" "+++\0" ", \0" ",\042\0" "--\0" "...\0" ": \0" "; \0" "AR\0" "ER\0" \
  "IN\0" "IT\0" "ON\0" "TH\0" "a \0" "able\0" "al\0" "all\0" "an\0" "an \0" "and\0" "and \0" \
  "ar\0" "as\0" "as \0" "at\0" "at \0" "au\0" "baton\0" "be\0" "ce\0" "ces\0" "ch \0" "child\0" \
  "child \0" "cl\0" "co\0" "comm\0" "d \0" "de\0" "e \0" "ed\0" "ed \0" "en\0" "end\0" "er\0" \
  "er \0" "es\0" "es \0" "ex\0" "for\0" "for \0" "ft\0" "ge\0" "has \0" "ic\0" "ignal\0" "il\0" \
  "in\0" "in \0" "ing \0" "ion\0" "ion \0" "ir\0" "is\0" "it\0" "it \0" "its \0" "le\0" "li\0" \
  "ll\0" "m \0" "mo\0" "nam\0" "ne\0" "no\0" "no \0" "not \0" "of\0" "of \0" "on\0" "one\0" \
  "op\0" "opt\0" "or\0" "or \0" "ow\0" "pe\0" "pr\0" "pro\0" "re\0" "rea\0" "ren\0" "res\0" \
  "ro\0" "s \0" "s, \0" "se\0" "st \0" "t \0" "ta\0" "th\0" "the \0" "um\0" "un\0" "up\0" \
  "upervis\0" "ut\0" "ver\0" "wa\0" "wh\0" "with\0" "with \0" "wor\0" "y \0"
/* clang-format on */

#endif
