// SPDX-License-Identifier: MIT
//
// Runs one program to its end and says what it took: measure INPUT OUTPUT PROGRAM [ARGUMENT...]
// Prints one line: wall time in ns, user and system time in us, most memory held in KiB, exit code.
//
// A small C program does this because the memory that Linux counts begins with that of the process that forks: under
// Python every program would seem to need as much as Python does.

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: measure INPUT OUTPUT PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, argv[1], O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child;
    long long start = now();
    if (posix_spawnp(&child, argv[3], &actions, NULL, argv + 3, environ) != 0) {
        perror(argv[3]);
        return 71;
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0) {
        perror("wait4");
        return 71;
    }
    long long end = now();
    printf("%lld %lld %lld %ld %d\n", end - start, microseconds(usage.ru_utime), microseconds(usage.ru_stime),
           usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
