// SPDX-License-Identifier: MIT
//
// A stub of Lambda's runtime API: starts a function, waits for its first request, ends it, and says what it took up to
// that request: measure_next INPUT OUTPUT PROGRAM [ARGUMENT...]
// The exit code is 0 when the request was the one for an invocation.

#include "measure.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE = 10000 };

static const char wanted[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n";

// Listens on a free port of loopback, and tells the function where.
static int listen_for_function(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("listen");
        exit(71);
    }
    char place[32];
    snprintf(place, sizeof place, "127.0.0.1:%d", ntohs(address.sin_port));
    setenv("AWS_LAMBDA_RUNTIME_API", place, 1);
    return listener;
}

static int can_read(int socket) { return poll(&(struct pollfd){.fd = socket, .events = POLLIN}, 1, PATIENCE) == 1; }

// Whether the function asks for an invocation. A request line comes in one piece on loopback.
static int is_asked(int listener) {
    char line[sizeof wanted];
    if (!can_read(listener)) return 0;
    int connection = accept(listener, NULL, NULL);
    if (!can_read(connection)) return 0;
    ssize_t count = read(connection, line, sizeof wanted - 1);
    return count == sizeof wanted - 1 && memcmp(line, wanted, count) == 0;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: measure_next INPUT OUTPUT PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    int listener = listen_for_function();
    long long began = now();
    pid_t child = start(argv[1], argv[2], argv + 3);
    int code = is_asked(listener) ? 0 : 1;
    long long took = now() - began;
    struct rusage usage;
    // It would wait for ever; how it ends is not measured.
    kill(child, SIGKILL);
    await(child, &usage);
    report(took, &usage, code);
    return 0;
}
