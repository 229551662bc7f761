# SPDX-License-Identifier: MIT
"""The results as a picture: bars of wall time, each group on a scale of its own."""
from html import escape

WIDTH, LABEL, BAR, GAP = 760, 190, 20, 6
COLORS = {"render-sync": "#2f6feb", "render-sync, bulk": "#2f6feb"}
OTHER = "#9aa4b2"


def groups(results):
    yield "a delivery with a wrong signature, start to exit", {
        name: one["milliseconds"] for name, one in results["start"].items()}
    for case in results["push"]:
        if (case["latencyMs"], case["changes"]) in ((0, 0), (0, 1), (0, 200), (80, 1)):
            where = f"{case['latencyMs']} ms latency" if case["latencyMs"] else "loopback"
            yield f"push of {case['secrets']} secrets, {case['changes']} changed, {where}", {
                name: one["milliseconds"] for name, one in case["programs"].items()}


def svg(results):
    marks, top = [], 10
    for title, times in groups(results):
        marks.append(f'<text x="10" y="{top + 16}" font-weight="bold">{escape(title)}</text>')
        top += 26
        longest = max(times.values())
        for name, time in times.items():
            length = max(1, round((WIDTH - LABEL - 90) * time / longest))
            color = COLORS.get(name, OTHER)
            marks.append(f'<text x="{LABEL - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>')
            marks.append(f'<rect x="{LABEL}" y="{top}" width="{length}" height="{BAR}" rx="2" fill="{color}"/>')
            shown = f"{time:.1f}" if time < 100 else f"{time:.0f}"
            marks.append(f'<text x="{LABEL + length + 6}" y="{top + 15}">{shown} ms</text>')
            top += BAR + GAP
        top += 14
    body = "\n".join(marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}" '
        f'font-family="sans-serif" font-size="13" fill="#1f2328">\n'
        f'<rect width="{WIDTH}" height="{top}" fill="#ffffff"/>\n{body}\n</svg>\n')
