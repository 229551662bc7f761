# SPDX-License-Identifier: MIT
"""A storm of signed deliveries through one `serve`, against the sandbox with its rate limits: what it calls, and how
long the answers take.

Every ten seconds one secret changes; the other deliveries tell of nothing new, as when a script saves secret after
secret. In the end the service must hold the newest values.
"""
import asyncio
import json
import time
from collections import Counter

from .programs import Unavailable
from .push import WEBHOOK_SECRET, delivery
from .sandbox import Sandbox, key, state
from .serve import Server, free_port

SECRETS = 200
DELIVERIES, SECONDS, PER_CHANGE = 1000, 60, 10
LATENCY = 80
# A push that is out of lists waits for the next minute.
PATIENCE = 130


async def send(port):
    """One delivery on a connection of its own: what the answer says, and the seconds until it came."""
    body, signature = delivery()
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
        f"x-infisical-signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = await reader.read()
    writer.close()
    head, _, content = answer.partition(b"\r\n\r\n")
    return f"{head.split()[1].decode()} {json.loads(content)['status']}", time.monotonic() - began


async def storm(port, sandbox, count, seconds):
    """Sends the deliveries evenly, and changes a secret now and then. The answers, and the values at the end."""
    began, answers, values = time.monotonic(), [], {}
    token = await asyncio.to_thread(sandbox.log_in)
    for number in range(count):
        await asyncio.sleep(began + number * seconds / count - time.monotonic())
        change = number * seconds // count // PER_CHANGE
        if change == len(values):
            values[key(change)] = f"changed in second {change * PER_CHANGE}"
            await asyncio.to_thread(sandbox.change, token, key(change), values[key(change)])
        answers.append(asyncio.create_task(send(port)))
    return await asyncio.gather(*answers), values


def settle(sandbox, values):
    """Waits until the service holds these, and gives the seconds that took."""
    began = time.monotonic()
    while not values.items() <= sandbox.values().items():
        if time.monotonic() > began + PATIENCE:
            raise Unavailable("serve did not bring the newest values to the service")
        time.sleep(0.1)
    return time.monotonic() - began


def calls(requests):
    """What was called, less the storm's own login and changes. One push runs at a time for a destination, and each
    reads the first page of the variables when it begins, and again after it has written."""
    counts, wrote = Counter(), False
    for request in requests:
        path, _, query = request["path"].partition("?")
        good = request["status"] == 200
        if request["service"] == "infisical" and request["method"] == "GET":
            counts["lists" if good else "lists refused"] += 1
        elif path.endswith("/login"):
            counts["logins"] += 1
        elif request["service"] == "render" and request["method"] == "GET":
            counts["pages read"] += 1
            if good and "cursor=" not in query:
                counts["pushes"] += not wrote
                wrote = False
        elif request["method"] == "PUT":
            counts["writes"] += 1
            wrote = True
    counts["logins"] -= 1
    return {name: counts[name] for name in ("logins", "lists", "lists refused", "pushes", "pages read", "writes")}


def measure(programs, quick):
    count, seconds = (DELIVERIES // 6, SECONDS // 6) if quick else (DELIVERIES, SECONDS)
    port = free_port()
    with Sandbox(programs, LATENCY, "--rate-limits", "documented") as sandbox:
        sandbox.reset(state(SECRETS, 0))
        own = {**sandbox.environment, "INFISICAL_WEBHOOK_SECRET": WEBHOOK_SECRET, "HOST": "127.0.0.1", "PORT": str(port)}
        with Server([programs.program, "serve"], own, port) as server:
            answers, values = asyncio.run(storm(port, sandbox, count, seconds))
            settled = settle(sandbox, values)
            memory = server.memory_mib()
        called = calls(sandbox.requests())
    times = sorted(seconds for _, seconds in answers)
    return {
        "deliveries": count, "seconds": seconds, "secrets": SECRETS, "latencyMs": LATENCY, "changes": len(values),
        "calls": called, "answers": dict(Counter(word for word, _ in answers).most_common()),
        "answerSeconds": {"median": round(times[len(times) // 2], 3), "ninetieth": round(times[len(times) * 9 // 10], 3),
                          "longest": round(times[-1], 3)},
        "settledSeconds": round(settled, 1), "memoryMiB": memory,
    }
