// SPDX-License-Identifier: MIT
//
// Runs one program to its end and says what it took: measure INPUT OUTPUT PROGRAM [ARGUMENT...]

#include "measure.h"

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: measure INPUT OUTPUT PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    struct rusage usage;
    long long began = now();
    pid_t child = start(argv[1], argv[2], argv + 3);
    int code = await(child, &usage);
    report(now() - began, &usage, code);
    return 0;
}
