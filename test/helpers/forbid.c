/* A seccomp filter that answers chosen system calls with an error: an older kernel (ENOSYS) or an
 * engine's profile (EPERM); or traps them (TRAP), as some profiles do. Written without the kernel's
 * headers, which musl-gcc does not see. */
#include "actor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/syscall.h>

#define FILTER_MODE   2
#define ANSWER_ALLOW  UINT32_C(0x7fff0000)
#define ANSWER_ERRNO  UINT32_C(0x00050000)
#define ANSWER_TRAP   UINT32_C(0x00030000)
#define LOAD_WORD     0x20 /* BPF_LD | BPF_W | BPF_ABS */
#define JUMP_EQUAL    0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define JUMP_SET      0x45 /* BPF_JMP | BPF_JSET | BPF_K */
#define ANSWER        0x06 /* BPF_RET | BPF_K */
#define OFFSET_NUMBER 0
#define OFFSET_FIRST  16               /* low word of the first argument, little-endian */
#define WITH_PIDFD    UINT32_C(0x1000) /* CLONE_PIDFD */
#define BY_PIDFD      UINT32_C(3)      /* P_PIDFD */
#define INSTRUCTIONS  128

struct instruction {
  uint16_t code;
  uint8_t if_true, if_false;
  uint32_t k;
};

struct filter {
  unsigned short length;
  struct instruction *instructions;
};

static const struct {
  const char *name;
  uint32_t number;
  uint16_t test; /* 0: any call; else a jump on the first argument */
  uint32_t value;
} calls[] = {
    {"pidfd_open",        SYS_pidfd_open,        0,          0         },
    {"pidfd_send_signal", SYS_pidfd_send_signal, 0,          0         },
    {"clone3",            SYS_clone3,            0,          0         },
    {"close_range",       436,                   0,          0         },
    {"clone-pidfd",       SYS_clone,             JUMP_SET,   WITH_PIDFD},
    {"waitid-pidfd",      SYS_waitid,            JUMP_EQUAL, BY_PIDFD  },
    {"memfd_create",      SYS_memfd_create,      0,          0         },
    {"epoll_pwait2",      441,                   0,          0         },
    {"execveat",          SYS_execveat,          0,          0         },
    {"getrandom",         SYS_getrandom,         0,          0         },
    {"prlimit64",         SYS_prlimit64,         0,          0         },
    {"prctl",             SYS_prctl,             0,          0         },
    {"kill",              SYS_kill,              0,          0         },
    {"signalfd4",         SYS_signalfd4,         0,          0         },
    {"fork",              SYS_clone,             0,          0         },
    {"fork",              SYS_clone3,            0,          0         },
#if defined(SYS_fork)
    {"fork",              SYS_fork,              0,          0         },
    {"fork",              SYS_vfork,             0,          0         },
#endif
};

static const struct {
  const char *name;
  uint32_t answer;
} answers[] = {
    {"ENOSYS", ANSWER_ERRNO | ENOSYS},
    {"EPERM",  ANSWER_ERRNO | EPERM },
    {"EINVAL", ANSWER_ERRNO | EINVAL},
    {"EAGAIN", ANSWER_ERRNO | EAGAIN},
    {"ENOMEM", ANSWER_ERRNO | ENOMEM},
    {"TRAP",   ANSWER_TRAP          },
};

static uint32_t answer_named(const char *list)
{
  const char *name = strchr(list, '=');
  for (size_t i = 0; name && i < sizeof(answers) / sizeof(answers[0]); i++) {
    if (!strcmp(answers[i].name, name + 1)) {
      return answers[i].answer;
    }
  }
  misspelt();
}

/* A word of the list, which is not terminated. */
struct name {
  const char *text;
  size_t length;
};

static void add(struct filter *filter, struct instruction instruction)
{
  filter->instructions[filter->length++] = instruction;
}

/* One call's part of the program: load the number, skip to the next part if it is another. */
static void add_call(struct filter *filter, size_t call, uint32_t answer)
{
  uint8_t skip = calls[call].test ? 3 : 1;
  add(filter, (struct instruction){LOAD_WORD, 0, 0, OFFSET_NUMBER});
  add(filter, (struct instruction){JUMP_EQUAL, 0, skip, calls[call].number});
  if (calls[call].test) {
    add(filter, (struct instruction){LOAD_WORD, 0, 0, OFFSET_FIRST});
    add(filter, (struct instruction){calls[call].test, 0, 1, calls[call].value});
  }
  add(filter, (struct instruction){ANSWER, 0, 0, answer});
}

/* Every call of that name; `fork` is all of the ways to make a process. */
static void add_calls(struct filter *filter, struct name name, uint32_t answer)
{
  unsigned short before = filter->length;
  for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
    if (strlen(calls[i].name) == name.length && !strncmp(calls[i].name, name.text, name.length)) {
      add_call(filter, i, answer);
    }
  }
  if (filter->length == before) {
    misspelt();
  }
}

void forbid_calls(const char *list)
{
  struct instruction program[INSTRUCTIONS];
  struct filter filter = {0, program};
  uint32_t answer = answer_named(list);
  for (const char *at = list; *at && *at != '=';) {
    size_t length = strcspn(at, ",=");
    add_calls(&filter, (struct name){at, length}, answer);
    at += length + (at[length] == ',');
  }
  add(&filter, (struct instruction){ANSWER, 0, 0, ANSWER_ALLOW});
  must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
       prctl(PR_SET_SECCOMP, FILTER_MODE, &filter, 0, 0) == 0);
}
