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

// The C library hands them to what runs before main, too.
__attribute__((constructor)) static void keep_arguments(int count, char **arguments) {
    (void)count;
    given = arguments;
}

char *const *rs_arguments(void) { return given; }

void rs_open_standard_streams(void) {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) >= 0) continue;
        // The lowest free number is this one. A report that is written to it is not lost without a word: that fails, as
        // it does for a folder, which is there without /dev too.
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

void rs_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0); }

static int end_signals = -1;

// Calls nothing that a signal may not interrupt.
static void note_signal(int number) {
    int error = errno;
    char byte = (char)number;
    // A pipe that is full has said it already.
    if (write(end_signals, &byte, 1) < 0) {}
    errno = error;
}

int rs_catch_end_signals(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    end_signals = ends[1];
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    return ends[0];
}
