#include "errors.h"

#include <errno.h>

/* What a set-up, an exec or a boot can fail with. */
#define NAMES(X)                                                                                   \
  X(E2BIG)                                                                                         \
  X(EACCES)                                                                                        \
  X(EAGAIN)                                                                                        \
  X(EBADF)                                                                                         \
  X(EBUSY)                                                                                         \
  X(EDQUOT)                                                                                        \
  X(EEXIST)                                                                                        \
  X(EFAULT)                                                                                        \
  X(EFBIG)                                                                                         \
  X(EINVAL)                                                                                        \
  X(EIO)                                                                                           \
  X(EISDIR)                                                                                        \
  X(ELOOP)                                                                                         \
  X(EMFILE)                                                                                        \
  X(ENAMETOOLONG)                                                                                  \
  X(ENFILE)                                                                                        \
  X(ENODEV)                                                                                        \
  X(ENOENT)                                                                                        \
  X(ENOEXEC)                                                                                       \
  X(ENOMEM)                                                                                        \
  X(ENOSPC)                                                                                        \
  X(ENOSYS)                                                                                        \
  X(ENOTDIR)                                                                                       \
  X(ENXIO)                                                                                         \
  X(EOPNOTSUPP)                                                                                    \
  X(EPERM)                                                                                         \
  X(EROFS)                                                                                         \
  X(ESRCH)                                                                                         \
  X(ETXTBSY)                                                                                       \
  X(EUSERS)

void text_error(struct text *text, int error)
{
  static const struct {
    const char *name;
    int error;
  } table[] = {

#define X(name) {#name, name},
      NAMES(X)
#undef X
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    if (table[i].error == error) {
      text_put(text, table[i].name);
      return;
    }
  }
  text_signed(text, error);
}

void text_error_words(struct text *text, int error)
{
  static const struct {
    const char *words;
    int error;
  } table[] = {
      {"No such file or directory",         ENOENT      },
      {"Permission denied",                 EACCES      },
      {"Not a directory",                   ENOTDIR     },
      {"Exec format error",                 ENOEXEC     },
      {"Inappropriate ioctl for device",    ENOTTY      },
      {"Operation not permitted",           EPERM       },
      {"Too many levels of symbolic links", ELOOP       },
      {"Argument list too long",            E2BIG       },
      {"Text file busy",                    ETXTBSY     },
      {"Cannot allocate memory",            ENOMEM      },
      {"Resource temporarily unavailable",  EAGAIN      },
      {"Input/output error",                EIO         },
      {"Is a directory",                    EISDIR      },
      {"Invalid argument",                  EINVAL      },
      {"Bad file descriptor",               EBADF       },
      {"No such device or address",         ENXIO       },
      {"File name too long",                ENAMETOOLONG},
  };

  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    if (table[i].error == error) {
      text_put(text, table[i].words);
      return;
    }
  }
  text_error(text, error);
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
