// SPDX-License-Identifier: MIT
// What Swift's module of the C library leaves out: a header that it does not name, and a variadic function.
#include <malloc.h>
#include <sys/prctl.h>

/// No core dump of this process, and no look into its memory or environment for others than root.
static inline void rs_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0); }
