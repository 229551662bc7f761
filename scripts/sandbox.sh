# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
# For scripts that try the program on the sandbox, in a folder of their own: $work.

# start_sandbox PROGRAM [OPTION...]: returns when it listens. $sandbox is its process.
start_sandbox() {
    "$@" >"$work/sandbox.json" &
    sandbox=$!
    for _ in $(seq 100); do [ ! -s "$work/sandbox.json" ] || return 0; sleep 0.1; done
    echo "the sandbox does not come up" >&2
    return 1
}

# address infisical|render|admin|chat: where it listens.
address() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$work/sandbox.json" "$1"; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
