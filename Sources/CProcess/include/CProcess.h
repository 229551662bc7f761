// SPDX-License-Identifier: MIT

#pragma once

// A header that Swift's module of the C library does not name.
#include <malloc.h>

// The process's arguments, the program's name first, up to a null pointer. Swift finds its own by way of /proc, which takes
// time, and a container may lack.
char *const *rs_arguments(void);

// Opens each of the standard streams that the parent has closed: another file would take its number otherwise, and be
// read or written in its place.
void rs_open_standard_streams(void);

// The commit that the program was built from; null where the build did not know.
const char *rs_commit(void);

// No core dump of this process, and no look into its memory or environment for others than root.
void rs_forbid_dumps(void);

// From now on SIGTERM and SIGINT write a byte to a pipe instead of ending the process. Returns the descriptor to read
// from, or -1 with errno set and nothing changed.
int rs_catch_end_signals(void);
