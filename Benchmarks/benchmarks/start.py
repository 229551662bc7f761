# SPDX-License-Identifier: MIT
"""From the start to the exit, for a delivery with a wrong signature."""
from .programs import interleaved

ENVIRONMENT = {
    "INFISICAL_WEBHOOK_SECRET": "the webhook's key",
    "INFISICAL_TOKEN": "token",
    "RENDER_API_KEY": "rnd_key",
    "RENDER_SYNC_PROJECT_ID": "project",
    "RENDER_SYNC_ENVIRONMENT": "prod",
    "RENDER_SYNC_SERVICE_ID": "srv-1",
}
BODY = b'{"event":"test","project":{"projectId":"project","environment":"prod","secretPath":"/"},"timestamp":1}'
SIGNATURE = "t=1;" + "0" * 64


def refuse(programs):
    return programs.run([programs.program, "handle", "--signature", SIGNATURE], ENVIRONMENT, BODY, expect=77)


def measure(programs, quick):
    return interleaved(30 if quick else 200, {
        "render-sync": lambda: refuse(programs),
        "curl --version": lambda: programs.run([programs.curl, "--version"]),
        "C, links libcurl": lambda: programs.run([programs.links_libcurl]),
    })
