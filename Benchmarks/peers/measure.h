// SPDX-License-Identifier: MIT
//
// What the measuring programs share. They are small C programs because the memory that Linux counts begins with that of
// the process that forks: under Python every program would seem to need as much as Python does.

#pragma once
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static inline long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// Starts a program that reads one file and writes another.
static inline pid_t start(const char *input, const char *output, char **command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child;
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0) {
        perror(command[0]);
        exit(71);
    }
    return child;
}

// Waits for its end, and takes what it used.
static inline int await(pid_t child, struct rusage *usage) {
    int status;
    if (wait4(child, &status, 0, usage) < 0) {
        perror("wait4");
        exit(71);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

// One line: wall time in ns, user and system time in us, most memory held in KiB, exit code.
static inline void report(long long nanoseconds, const struct rusage *usage, int code) {
    printf("%lld %lld %lld %ld %d\n", nanoseconds, microseconds(usage->ru_utime), microseconds(usage->ru_stime),
           usage->ru_maxrss, code);
}
