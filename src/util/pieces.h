/* Pieces that many packed texts have (util/text.h), each of which is one byte in them: first come
 * those of the bytes from 0x80 on, then those of control characters but NUL and newline.
 *
 * Made by `scripts/pack --choose`, which needs no repeating when a text changes: pieces that were
 * chosen for others do nearly as well. */
#ifndef UTIL_PIECES_H
#define UTIL_PIECES_H

/* clang-format off */
#define TEXT_PIECES \
  "  \0" "    \0" "  -\0" " (\0" " O\0" " a\0" " a \0" " aft\0" " i\0" " is \0" " s\0" " st\0" \
  " su\0" " to \0" "\042:\0" "' \0" "+++\0" ", \0" ",\042\0" "--\0" ".\012\0" "...\0" ": \0" \
  "; \0" "AM\0" "AR\0" "D \0" "ER\0" "IN\0" "IT\0" "ON\0" "RO\0" "SIG\0" "TH\0" "a \0" "able\0" \
  "al\0" "all\0" "an\0" "an \0" "and\0" "and \0" "ap\0" "ar\0" "are \0" "art\0" "as\0" "as \0" \
  "at\0" "at \0" "au\0" "baton\0" "baton \0" "be\0" "be \0" "befor\0" "by \0" "ce\0" "ch \0" \
  "child\0" "child \0" "childr\0" "cl\0" "co\0" "comm\0" "d \0" "de\0" "di\0" "e \0" "ea\0" \
  "ed\0" "ed \0" "en\0" "en \0" "end\0" "ends \0" "er\0" "er \0" "es\0" "es \0" "ex\0" "fir\0" \
  "for\0" "for \0" "ft\0" "ge\0" "group\0" "has \0" "il\0" "in\0" "in \0" "ing \0" "is\0" \
  "is \0" "it\0" "it \0" "its \0" "iv\0" "le\0" "li\0" "lin\0" "ll\0" "m \0" "me\0" "mo\0" \
  "nam\0" "ne\0" "no\0" "no \0" "not \0" "o \0" "of \0" "off\0" "on\0" "on \0" "one\0" "one \0" \
  "op\0" "opti\0" "or\0" "or \0" "ou\0" "ow\0" "pe\0" "prin\0" "proces\0" "ra\0" "re\0" "\0" \
  "read\0" "rest\0" "ro\0" "s \0" "s, \0" "sa\0" "se\0" "se \0" "si\0" "\0" "signal\0" \
  "signal \0" "st\0" "st \0" "t \0" "ta\0" "th\0" "that \0" "the \0" "ti\0" "um\0" "un\0" \
  "upervis\0" "ut\0" "ver\0" "wa\0" "wh\0" "with\0" "with \0" "wor\0" "y \0"
/* clang-format on */

#endif
