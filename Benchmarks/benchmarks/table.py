# SPDX-License-Identifier: MIT
"""The results as text: each figure beside what it is to reach."""


def rows(titles, lines):
    widths = [max(len(str(line[column])) for line in [titles, *lines]) for column in range(len(titles))]
    parts = [titles, ["-" * width for width in widths], *lines]
    return ["| " + " | ".join(str(cell).ljust(width) for cell, width in zip(part, widths)) + " |" for part in parts]


def ratio(one, other):
    return f"{one / other:.2f}"


def budget(results):
    """The contract's figures."""
    lines = []
    if "start" in results:
        start = results["start"]
        own, curl = start["render-sync"], start["curl --version"]
        lines.append(["start to exit, refused signature, against curl --version", "at most 0.45",
                      ratio(own["milliseconds"], curl["milliseconds"])])
    if "lambda" in results:
        own = results["lambda"]["render-sync lambda"]
        lines.append(["start to the first request of lambda, ms", "at most 16", own["milliseconds"]])
        lines.append(["its peak memory until then, MiB", "at most 16", own["memoryMiB"]])
    if "push" in results:
        for latency, bound in ((0, "at most 1.35"), (20, "at most 0.9")):
            for case in results["push"]:
                if case["latencyMs"] == latency:
                    programs = case["programs"]
                    times = [programs[name]["milliseconds"] for name in ("render-sync", "C, libcurl")]
                    lines.append([f"push at {latency} ms, {case['changes']} of {case['secrets']} changed, against C",
                                  bound, ratio(*times)])
        for case in (case for case in results["push"] if case["latencyMs"] == 0):
            programs = case["programs"]
            own = programs["render-sync"]["milliseconds"]
            lines.append([f"bash + curl + jq + openssl against it, {case['changes']} changed", "at least 8",
                          ratio(programs["bash, curl, jq, openssl"]["milliseconds"], own)])
        most = max(case["programs"]["render-sync"]["memoryMiB"] for case in results["push"])
        lines.append(["peak memory of a push of 200, MiB", "at most 24", most])
    if "memory" in results:
        least, most = results["memory"][0], results["memory"][-1]
        lines.append([f"memory beyond that of one secret, {most['secrets']} secrets, against what is read", "at most 4",
                      ratio(most["memoryMiB"] - least["memoryMiB"], most["payloadMiB"])])
    if "size" in results:
        lines.append(["stripped program, MiB", "at most 20", results["size"]["MiB"]])
    if "serve" in results:
        refused = results["serve"]["refused"]
        lines.append(["refused deliveries a second in serve, against nginx, both with a log", "at least 0.5",
                      ratio(refused["render-sync"]["perSecond"], refused["nginx"]["perSecond"])])
    return rows(["what", "to reach", "measured"], lines) if lines else []


def start(figures, what="start to exit"):
    return rows(
        [what, "ms", "10th to 90th", "processor ms", "MiB"],
        [[name, one["milliseconds"], "{} to {}".format(*one["tenthToNinetieth"]), one["processorMilliseconds"],
          one["memoryMiB"]] for name, one in figures.items()])


def lambda_(figures):
    return start(figures, "start to the first request, or to the exit")


def push(cases):
    lines = []
    for case in cases:
        for name, one in case["programs"].items():
            lines.append([case["latencyMs"], case["changes"], name, one["milliseconds"], one["processorMilliseconds"],
                          one["memoryMiB"], one["calls"], one["connections"]])
    return rows(["latency ms", "changed", "push of 200", "ms", "processor ms", "MiB", "calls", "connections"], lines)


def serve(figures):
    lines = [[kind, name, load["perSecond"], load["median"], load["ninetyNinth"]]
             for kind in ("refused", "healthy") for name, load in figures[kind].items()]
    return rows(["requests", "server", "a second", "median", "99th"], lines)


def deliveries(figures):
    title = "{deliveries} deliveries in {seconds} s, {changes} changes, {latencyMs} ms latency".format(**figures)
    times = figures["answerSeconds"]
    return rows([title, ""], [
        *figures["calls"].items(),
        *((f"answered {word}", count) for word, count in figures["answers"].items()),
        *((f"answer, {name}, s", time) for name, time in times.items()),
        ("newest values at Render after the last delivery, s", figures["settledSeconds"]),
        ("MiB", figures["memoryMiB"]),
    ])


def memory(sizes):
    return rows(["push that changes nothing, secrets", "MiB", "MiB read", "ms"],
                [[one["secrets"], one["memoryMiB"], one["payloadMiB"], one["milliseconds"]] for one in sizes])


def limits(sizes):
    names = [name for name in sizes[0] if name != "variables"]
    return rows(
        ["calls and seconds for a group of"] + names,
        [[size["variables"]] + ["{calls} / {seconds} s".format(**size[name]) for name in names] for size in sizes])


def text(results):
    machine = results["machine"]
    blocks = [["{processor}, {cores} cores, load before {loadBefore}".format(**machine)], budget(results)]
    sections = {"start": start, "lambda": lambda_, "push": push, "memory": memory, "serve": serve,
                "deliveries": deliveries, "limits": limits}
    for name, block in sections.items():
        if name in results:
            blocks.append(block(results[name]))
    return "\n\n".join("\n".join(block) for block in blocks if block)
