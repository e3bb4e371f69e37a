/* Exit codes of baton that are its own (command-line.md, "Exit codes"). 125 is the engine's. */
#ifndef BATON_STATUS_H
#define BATON_STATUS_H

enum baton_exit {
  BATON_EXIT_OK = 0,
  BATON_EXIT_USAGE = 2,     /* the command line is wrong; nothing was started */
  BATON_EXIT_TRIPPED = 120, /* a breaker or the intensity tripped on a success */
  BATON_EXIT_START = 121,   /* start timeout, or a dependency that never became ready */
  BATON_EXIT_KILLED = 122,  /* a stop was asked for and a child had to be killed */
  BATON_EXIT_SELF = 123,    /* baton itself gave up */
  BATON_EXIT_CANNOT = 126,  /* a command that cannot be run, or no process for it */
  BATON_EXIT_MISSING = 127, /* a command that was not found */
  BATON_EXIT_SIGNAL = 128,  /* plus the signal that ended the child */
};

#endif
