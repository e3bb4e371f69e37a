/* What several texts share. */
#ifndef SPEC_TEXTS_H
#define SPEC_TEXTS_H

#define SPEC_BATON_VERSION "0.1.0"

/* dockerd and podman ask an init for its version and expect tini's form on the first line. */
#define SPEC_TINI_VERSION_TEXT "tini version 0.19.0_baton-" SPEC_BATON_VERSION
#define SPEC_TINI_VERSION      SPEC_TINI_VERSION_TEXT "\n"

#endif
