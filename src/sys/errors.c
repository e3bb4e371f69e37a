#include "errors.h"

#include "util/list.h"

#include <errno.h>

/* What a set-up, an exec or a boot can fail with. */
/* clang-format off */
#define NAMES(X) \
  X(E2BIG) X(EACCES) X(EAGAIN) X(EBADF) X(EBUSY) X(EDQUOT) X(EEXIST) X(EFAULT) X(EFBIG) \
  X(EINVAL) X(EIO) X(EISDIR) X(ELOOP) X(EMFILE) X(ENAMETOOLONG) X(ENFILE) X(ENODEV) X(ENOENT) \
  X(ENOEXEC) X(ENOMEM) X(ENOSPC) X(ENOSYS) X(ENOTDIR) X(ENXIO) X(EOPNOTSUPP) X(EPERM) \
  X(EROFS) X(ESRCH) X(ETXTBSY) X(EUSERS)
/* clang-format on */

#define WORDS(X)                                                                                   \
  X(ENOENT, "No such file or directory")                                                           \
  X(EACCES, "Permission denied")                                                                   \
  X(ENOTDIR, "Not a directory")                                                                    \
  X(ENOEXEC, "Exec format error")                                                                  \
  X(ENOTTY, "Inappropriate ioctl for device")                                                      \
  X(EPERM, "Operation not permitted")                                                              \
  X(ELOOP, "Too many levels of symbolic links")                                                    \
  X(E2BIG, "Argument list too long")                                                               \
  X(ETXTBSY, "Text file busy")                                                                     \
  X(ENOMEM, "Cannot allocate memory")                                                              \
  X(EAGAIN, "Resource temporarily unavailable")                                                    \
  X(EIO, "Input/output error")                                                                     \
  X(EISDIR, "Is a directory")                                                                      \
  X(EINVAL, "Invalid argument")                                                                    \
  X(EBADF, "Bad file descriptor")                                                                  \
  X(ENXIO, "No such device or address")                                                            \
  X(ENAMETOOLONG, "File name too long")

/* Appends the word that has the place of `error` in the list; false if it has none. */
static bool put_word_of(struct text *text, int error, const uint8_t *errors, size_t count,
                        const char *words)
{
  for (unsigned i = 0; i < count; i++) {
    if (errors[i] == error) {
      text_packed(text, list_word(words, i));
      return true;
    }
  }
  return false;
}

static void put_error_name(struct text *text, int error)
{
#define X(name) name,
  static const uint8_t errors[] = {NAMES(X)};
#undef X
#define X(name) #name "\0"
  static const char names[] = NAMES(X);
#undef X
  if (!put_word_of(text, error, errors, sizeof errors, names)) {
    text_signed(text, error);
  }
}

bool text_put_log_value(struct text *text, char placeholder, uint64_t number)
{
  switch (placeholder) {
  case '$': put_error_name(text, (int)number); return true;
  case '~': text_duration(text, number); return true;
  default: return false;
  }
}

bool text_put_words(struct text *text, char placeholder, uint64_t number)
{
#define X(name, words) name,
  static const uint8_t errors[] = {WORDS(X)};
#undef X
#define X(name, words) PACKED(words) "\0"
  static const char all_words[] = WORDS(X);
#undef X
  if (placeholder == '$' && !put_word_of(text, (int)number, errors, sizeof errors, all_words)) {
    put_error_name(text, (int)number);
  }
  return placeholder == '$';
}

uint8_t error_code(const struct baton_codes *codes, int error, bool of_command)
{
  if (!of_command) {
    return codes->start;
  }
  return error == ENOENT ? codes->missing : error == EACCES ? codes->denied : codes->exec;
}

enum core_failure error_failure(int error, bool of_command)
{
  switch (error) {
  case EAGAIN:
  case ENOMEM:
  case EMFILE:
  case ENFILE:
  case ETXTBSY:
  case EIO: return FAILURE_TRANSIENT;
  case ENOENT:
  case ENOTDIR: return of_command ? FAILURE_MISSING : FAILURE_CANNOT;
  default: return FAILURE_CANNOT;
  }
}
