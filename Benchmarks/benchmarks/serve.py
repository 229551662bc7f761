# SPDX-License-Identifier: MIT
"""Requests a second in `serve`, on the same core as nginx, which answers the same from its configuration, and Debian's
`webhook`, which checks an HMAC as render-sync does.

render-sync and nginx write a line into a file for every delivery and none for a health check; `webhook` writes none.
"""
import json
import os
import re
import socket
import subprocess
import time

from .programs import Unavailable, find
from .start import BODY, ENVIRONMENT, SIGNATURE

CONNECTIONS = 32

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    access_log {folder}/nginx.log;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    default_type application/json;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location = /healthz {{ access_log off; return 200 '{{"status":"ok"}}'; }}
        location / {{ return 401 '{{"message":"the signature is not valid","status":"refused"}}'; }}
    }}
}}
"""

HOOKS = [{
    "id": "refused", "execute-command": "/bin/true", "trigger-rule-mismatch-http-response-code": 401,
    "trigger-rule": {"match": {
        "type": "payload-hmac-sha256", "secret": ENVIRONMENT["INFISICAL_WEBHOOK_SECRET"],
        "parameter": {"source": "header", "name": "x-infisical-signature"}}},
}]

REFUSED = """
wrk.method = "POST"
wrk.body = '{body}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["x-infisical-signature"] = "{signature}"
"""


class Server:
    """A server on one core, its standard error in a file; use it in a `with`."""

    def __init__(self, command, environment, port, log=os.devnull):
        self.port = port
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(server_core()), *map(str, command)],
                env={"PATH": os.environ["PATH"], **environment}, stderr=errors)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"{command[0]} does not listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def memory_mib(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return round(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024, 1)


def server_core():
    return min(os.sched_getaffinity(0))


def client_core():
    return max(os.sched_getaffinity(0))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def load(port, path, seconds, script=None):
    """What wrk reports: answers a second, and the middle and the 99th of their times."""
    command = ["taskset", "-c", str(client_core()), find("wrk", "wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s",
               "--latency"] + (["-s", str(script)] if script else []) + [f"http://127.0.0.1:{port}{path}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    failed = re.search(r"Socket errors: (.*)", text)
    return {
        "requests": int(re.search(r"(\d+) requests in", text)[1]),
        "perSecond": round(float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])),
        "median": re.search(r"^ +50% +(\S+)", text, re.MULTILINE)[1],
        "ninetyNinth": re.search(r"^ +99% +(\S+)", text, re.MULTILINE)[1],
        "socketErrors": failed[1] if failed else None,
    }


def check_log(log, kind, measured):
    """There is a line for each delivery; the file, of a hundred megabytes and more, begins anew."""
    if log is None:
        return
    lines = log.read_bytes().count(b"\n")
    if kind == "refused" and lines < measured["requests"]:
        raise Unavailable(f"{log.name} has {lines} lines for {measured['requests']} deliveries")
    os.truncate(log, 0)


def measure(programs, quick):
    # Many short rounds: for seconds at a time, a machine is a quarter faster for a server that sleeps often.
    seconds, rounds = (1, 1) if quick else (2, 7)
    script = programs.folder / "refused.lua"
    script.write_text(REFUSED.format(body=BODY.decode(), signature=SIGNATURE))
    names = ("render-sync", "nginx", "webhook")
    ports = {name: free_port() for name in names}
    configuration = programs.folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=programs.folder, port=ports["nginx"]))
    hooks = programs.folder / "hooks.json"
    hooks.write_text(json.dumps(HOOKS))
    nginx, webhook = find("nginx", "nginx-light"), find("webhook", "webhook")
    own = {**ENVIRONMENT, "PORT": str(ports["render-sync"]), "HOST": "127.0.0.1"}
    logs = {name: programs.folder / f"{name}.log" for name in ("render-sync", "nginx")}
    requests = {"refused": ("/", script), "healthy": ("/healthz", None)}
    paths = {("webhook", "refused"): "/hooks/refused", ("webhook", "healthy"): "/"}
    measured = {kind: {name: [] for name in names} for kind in requests}
    with Server([programs.program, "serve"], own, ports["render-sync"], logs["render-sync"]) as server, \
            Server([nginx, "-c", configuration, "-p", programs.folder], {}, ports["nginx"]), \
            Server([webhook, "-hooks", hooks, "-ip", "127.0.0.1", "-port", ports["webhook"]], {}, ports["webhook"]):
        for _ in range(rounds):
            for kind, (path, lua) in requests.items():
                for name in names:
                    measured[kind][name].append(load(ports[name], paths.get((name, kind), path), seconds, lua))
                    check_log(logs.get(name), kind, measured[kind][name][-1])
        memory = server.memory_mib()
    middle = {
        kind: {name: sorted(loads, key=lambda one: one["perSecond"])[len(loads) // 2] for name, loads in by.items()}
        for kind, by in measured.items()
    }
    return {"connections": CONNECTIONS, "seconds": seconds, "rounds": rounds, "memoryMiB": memory, **middle}
