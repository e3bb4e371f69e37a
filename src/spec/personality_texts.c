/* What the programs that baton stands in for print. Lines that scripts look for are theirs to the
 * letter: they are an interface. The rest says the same in other words. */
#include "personality.h"
#include "texts.h"

const char personality_tini_version[] = SPEC_TINI_VERSION;

const char personality_tini_usage[] =
    "% (" SPEC_TINI_VERSION_TEXT ")\n"
    "Usage: % [OPTIONS] [--] PROGRAM [ARGS] | --version\n"
    "\n"
    "Puts PROGRAM under the supervision of a valid init process (this one).\n"
    "\n"
    "  -s         be a subreaper where it is not PID 1\n"
    "  -g         signals go to PROGRAM's process group\n"
    "  -p SIGNAL  get SIGNAL, such as SIGTERM, when the parent ends\n"
    "  -e CODE    exit with 0 where PROGRAM exits with CODE (0 to 255); repeatable\n"
    "  -w         say which zombies are reaped\n"
    "  -v         be more verbose; repeatable\n"
    "  -l, -h     print the license; print this\n"
    "\n"
    "Environment: TINI_SUBREAPER (as -s), TINI_KILL_PROCESS_GROUP (as -g),\n"
    "TINI_VERBOSITY (0 to 3, in place of -v; default: 1)\n";

const char personality_dumb_init_version[] = "dumb-init v1.2.5\n";

const char personality_dumb_init_usage[] = "Usage: % [option] program [args]\n"
                                           "Try % --help for full usage.\n";

const char personality_dumb_init_rewrite[] =
    "Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.\n"
    "This option can be specified multiple times.\n"
    "Use --help for full usage.\n";

const char personality_dumb_init_help[] =
    "dumb-init v1.2.5\n"
    "Usage: % [option] program [args]\n"
    "\n"
    "Runs the program in a session of its own, hands it signals, reaps orphans.\n"
    "\n"
    "  -c, --single-child  no session: signals are for the program alone\n"
    "  -r, --rewrite s:r   signal r is sent where s has come; 0: nothing is. Repeatable\n"
    "  -v, --verbose       say on stderr what happens\n"
    "  -V, --version       print the version\n"
    "  -h, --help          print this\n"
    "\n"
    "Environment: DUMB_INIT_SETSID=0 (as -c), DUMB_INIT_DEBUG=1 (as -v)\n";

#define CATATONIT_USAGE "usage: % [-ghLPV] [--] PROGRAM [ARGS]\n"

const char personality_catatonit_version[] = "tini version 0.2.1_catatonit\n";
const char personality_catatonit_usage[] = CATATONIT_USAGE;

const char personality_catatonit_help[] =
    CATATONIT_USAGE "\n"
                    "  -g             signals go to PROGRAM's process group\n"
                    "  -P             no program: pause until TERM or INT\n"
                    "  -L, -h         print the license; print this\n"
                    "  -V, --version  print the version\n";
