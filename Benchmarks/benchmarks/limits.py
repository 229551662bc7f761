# SPDX-License-Identifier: MIT
"""Calls and time under Render's documented limits, on a clock of its own: nothing waits.

The destination is an environment group, which has no bulk write, with one secret changed, and every value changed.
Render allows 30 writes and 400 reads a minute. The incumbent writes every variable one after the other and sleeps a
minute after a 429; render-sync writes what differs, in parallel, and waits for the reset that Render announces.
"""
WINDOW = 60.0
WRITES, READS = 30, 400
CALL = 0.08
SIZES = [10, 25, 50, 100, 200, 300, 400, 500]


class Render:
    """Render's limits: a fixed window for each kind of call, that begins with the first call in it."""

    def __init__(self):
        self.now = 0.0
        self.calls = 0
        self.windows = {}

    def call(self, kind):
        """Makes a call at `now`; false when it is turned away."""
        self.calls += 1
        limit = WRITES if kind == "write" else READS
        start, count = self.windows.get(kind, (self.now, 0))
        if self.now >= start + WINDOW:
            start, count = self.now, 0
        self.windows[kind] = (start, count + 1)
        return count < limit

    def writes_left(self):
        """How many writes the window has room for, and when it ends: what Render's headers say."""
        start, count = self.windows.get("write", (self.now, 0))
        if self.now >= start + WINDOW:
            return WRITES, self.now
        return max(0, WRITES - count), start + WINDOW


def incumbent(variables):
    """Infisical's Render Sync: list, the group, a PUT for every variable, a redeploy."""
    render = Render()
    infisical = 1
    render.now += CALL
    render.call("read")
    render.now += CALL
    for _ in range(variables):
        while not render.call("write"):
            render.now += CALL + 60.0
        render.now += CALL
    render.call("deploy")
    render.now += CALL
    return {"calls": infisical + render.calls, "seconds": round(render.now, 1)}


def render_sync(changes):
    """Login, list and the group at the same time, a PUT for every change in parallel, both again, a redeploy."""
    render = Render()
    render.call("read")
    render.now += 2 * CALL
    infisical = 2
    left = changes
    while left > 0:
        room, reset = render.writes_left()
        if room == 0:
            render.now = reset
            room = WRITES
        wave = min(left, room)
        for _ in range(wave):
            assert render.call("write")
        left -= wave
        render.now += CALL
    if changes > 0:
        infisical += 1
        render.call("read")
        render.now += CALL
        render.call("deploy")
        render.now += CALL
    return {"calls": infisical + render.calls, "seconds": round(render.now, 1)}


def measure(programs, quick):
    return [
        {
            "variables": size,
            "Infisical's Render Sync": incumbent(size),
            "render-sync, nothing changed": render_sync(0),
            "render-sync, 1 changed": render_sync(1),
            "render-sync, all changed": render_sync(size),
        }
        for size in SIZES
    ]
