# SPDX-License-Identifier: MIT
"""From the start of a Lambda function to its first request for an invocation, the most of a cold start."""
from .programs import interleaved
from .start import ENVIRONMENT, refuse


def measure(programs, quick):
    def until_next(*command):
        return programs.run(command, ENVIRONMENT, measurer=programs.measurer_next)

    return interleaved(20 if quick else 100, {
        "render-sync lambda": lambda: until_next(programs.program, "lambda"),
        "C, libcurl": lambda: until_next(programs.next_c),
        "render-sync handle, refused signature": lambda: refuse(programs),
    })
