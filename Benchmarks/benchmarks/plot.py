# SPDX-License-Identifier: MIT
"""The results as a picture: bars of wall time, each group on a scale of its own."""
from html import escape

WIDTH, MARGIN, LABEL, BAR, GAP = 760, 16, 200, 18, 6
LONGEST = WIDTH - LABEL - MARGIN - 80
SCRIPT = "bash, curl, jq, openssl"
TITLE = "How long render-sync takes, beside what it is measured against"
READING = "Wall time in milliseconds: shorter is better. Every group has a scale of its own, from 0 to its longest bar."
STYLE = """
.page { fill: #ffffff } text { fill: #1f2328 } .quiet { fill: #59636e }
.own { fill: #0969da } .other { fill: #afb8c1 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 }
.own { fill: #4493f8 } .other { fill: #57606a }
}
"""


def groups(results):
    """The title of each group, and the milliseconds of each bar in it."""
    yield "A delivery with a wrong signature, from start to exit", wall_times(results["start"])
    if "lambda" in results:
        yield "An AWS Lambda function, up to its first request for an invocation", {
            name: time for name, time in wall_times(results["lambda"]).items() if "refused" not in name}
    shown = ((0, 0), (0, 1), (0, 200), (20, 1), (80, 1))
    cases = [case for case in results["push"] if (case["latencyMs"], case["changes"]) in shown]
    for case in cases:
        times = wall_times(case["programs"])
        # Its bar would leave the others no width.
        times.pop(SCRIPT, None)
        yield push_title(case), times
    for case in cases:
        if (case["latencyMs"], case["changes"]) == (0, 1):
            times = wall_times(case["programs"])
            yield f"{push_title(case)}, beside a script", {one: times[one] for one in ("render-sync", SCRIPT)}


def push_title(case):
    where = f"{case['latencyMs']} ms a response" if case["latencyMs"] else "loopback"
    return f"A push of {case['secrets']} secrets, {case['changes']} changed, {where}"


def wall_times(programs):
    return {name: one["milliseconds"] for name, one in programs.items()}


def shown(time):
    return f"{time:.1f} ms" if time < 100 else f"{time:.0f} ms"


def sentence(title, times):
    return f"{title}: " + ", ".join(f"{name} {shown(time)}" for name, time in times.items()) + "."


def description(results):
    """The picture in words, for those who do not see it."""
    return " ".join([READING, *(sentence(title, times) for title, times in groups(results))])


def svg(results):
    marks, top = [], 58
    for title, times in groups(results):
        longest = max(times.values())
        marks.append(f'<text x="{MARGIN}" y="{top + 14}" font-weight="bold">{escape(title)}</text>')
        marks.append(f'<text class="quiet" x="{WIDTH - MARGIN}" y="{top + 14}" text-anchor="end">0 to {shown(longest)}</text>')
        top += 24
        for name, time in times.items():
            length = max(1, round(LONGEST * time / longest))
            kind = "own" if name.startswith("render-sync") else "other"
            marks.append(f'<text x="{LABEL - 8}" y="{top + 14}" text-anchor="end">{escape(name)}</text>')
            marks.append(f'<rect class="{kind}" x="{LABEL}" y="{top}" width="{length}" height="{BAR}" rx="2"/>')
            marks.append(f'<text x="{LABEL + length + 6}" y="{top + 14}">{shown(time)}</text>')
            top += BAR + GAP
        top += 14
    body = "\n".join(marks)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}" \
font-family="sans-serif" font-size="13" role="img" aria-labelledby="title description">
<title id="title">{escape(TITLE)}</title>
<desc id="description">{escape(description(results))}</desc>
<style>{STYLE}</style>
<rect class="page" width="{WIDTH}" height="{top}"/>
<text x="{MARGIN}" y="26" font-size="16" font-weight="bold">{escape(TITLE)}</text>
<text class="quiet" x="{MARGIN}" y="46" font-size="12">{escape(READING)}</text>
{body}
</svg>
"""
