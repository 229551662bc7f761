# SPDX-License-Identifier: MIT
"""A whole push of 200 secrets over loopback TLS, from the start to the exit."""
import hashlib
import hmac
import json
import time

from .programs import Unavailable, interleaved
from .sandbox import ENVIRONMENT, PROJECT, Sandbox, key, state, value

SECRETS = 200
CHANGES = [0, 1, 10, 200]
LATENCIES = [0, 20, 80]
WEBHOOK_SECRET = "the webhook's key"


def delivery():
    """A body as Infisical sends it, and its signature."""
    stamp = time.time_ns() // 1_000_000
    body = json.dumps({
        "event": "secrets.modified",
        "project": {"workspaceId": PROJECT, "projectId": PROJECT, "environment": ENVIRONMENT, "secretPath": "/"},
        "timestamp": stamp,
    }).encode()
    return body, f"t={stamp};{hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()}"


class Case:
    """One number of changes at one latency: runs each program on the same state, and checks what it called."""

    def __init__(self, programs, sandbox, changes):
        self.programs, self.sandbox, self.changes = programs, sandbox, changes
        self.held = state(SECRETS, changes)
        self.wanted = {key(number): value(number) for number in range(SECRETS)}
        self.calls = {}

    def run(self, name, command, environment=None, body=b"", writes_all=True):
        self.sandbox.reset(self.held)
        full = {**self.sandbox.environment, **(environment or {})}
        run = self.programs.run(command, full, body)
        if writes_all and self.sandbox.values() != self.wanted:
            raise Unavailable(f"{name} left the service with other values than the source")
        requests = self.sandbox.requests()
        self.calls[name] = {
            "calls": len(requests),
            "writes": sum(request["method"] == "PUT" for request in requests),
            "connections": len({request["connection"] for request in requests}),
            "http2": sum(request["httpVersion"] == "HTTP/2" for request in requests),
        }
        return run

    def render_sync(self, bulk="never"):
        body, signature = delivery()
        name = "render-sync" if bulk == "never" else "render-sync, bulk"
        return self.run(
            name, [self.programs.program, "handle", "--signature", signature],
            {"INFISICAL_WEBHOOK_SECRET": WEBHOOK_SECRET, "RENDER_SYNC_BULK_WRITES": bulk}, body)

    def c(self):
        # It writes one value to every key, of the same length as the right ones.
        return self.run(
            "C, libcurl", [self.programs.push_c, str(self.changes)],
            {"BENCHMARK_BODY": json.dumps({"value": value(0)})}, writes_all=False)

    def bash(self):
        body, signature = delivery()
        return self.run(
            "bash, curl, jq, openssl", [self.programs.push_sh, signature],
            {"INFISICAL_WEBHOOK_SECRET": WEBHOOK_SECRET}, body)

    def measure(self, count, bash_count):
        programs = {"render-sync": self.render_sync, "C, libcurl": self.c}
        if self.changes > 20:
            programs["render-sync, bulk"] = lambda: self.render_sync("auto")
        measured = interleaved(count, programs)
        # The script takes so long that it gets fewer runs, between others of the program.
        slow = interleaved(bash_count, {"bash, curl, jq, openssl": self.bash, "render-sync": self.render_sync})
        measured["bash, curl, jq, openssl"] = slow["bash, curl, jq, openssl"]
        return {name: {**figures, **self.calls[name]} for name, figures in measured.items()}


def measure(programs, quick):
    results = []
    for latency in LATENCIES:
        with Sandbox(programs, latency) as sandbox:
            for changes in CHANGES:
                many = latency == 0
                count = (7 if many else 3) if quick else (41 if many else 11)
                bash_count = 1 if quick else (5 if many else 3)
                results.append({
                    "latencyMs": latency, "secrets": SECRETS, "changes": changes,
                    "programs": Case(programs, sandbox, changes).measure(count, bash_count),
                })
    return results
