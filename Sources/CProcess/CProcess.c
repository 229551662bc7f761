// SPDX-License-Identifier: MIT

#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

static char *const *given;

// glibc passes main's arguments to constructors.
__attribute__((constructor)) static void keep_arguments(int count, char **arguments) {
    (void)count;
    given = arguments;
}

char *const *rs_arguments(void) { return given; }

void rs_open_standard_streams(void) {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) >= 0) continue;
        // open() takes the lowest free number, this one. Read-only, so that writing a report fails instead of vanishing;
        // / serves where /dev is missing.
        int mode = stream == STDOUT_FILENO ? O_RDONLY : O_RDWR;
        if (open("/dev/null", mode) < 0 && open("/", O_RDONLY) < 0) _exit(71);
    }
}

#define TEXT_OF(token) #token
#define TEXT(macro) TEXT_OF(macro)

const char *rs_commit(void) {
#ifdef RENDER_SYNC_COMMIT
    return TEXT(RENDER_SYNC_COMMIT);
#else
    return NULL;
#endif
}

// Cannot fail with this argument.
void rs_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0); }

static int end_signals = -1;

// Async-signal-safe.
static void note_signal(int number) {
    int error = errno;
    char byte = (char)number;
    // A full pipe already holds a signal.
    if (write(end_signals, &byte, 1) < 0) {}
    errno = error;
}

int rs_catch_end_signals(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0) {
        int error = errno;
        close(ends[0]);
        close(ends[1]);
        errno = error;
        return -1;
    }
    end_signals = ends[1];
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    // Cannot fail for these two.
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    return ends[0];
}
