# SPDX-License-Identifier: MIT
"""A Cloud Run function: publishes the body and the signature of every webhook call unchanged. render-sync verifies them."""
import os

import functions_framework
from google.cloud import pubsub_v1

BODY_BOUND = 1 << 20
HEADER = "x-infisical-signature"
publisher = pubsub_v1.PublisherClient()


@functions_framework.http
def take(request):
    if request.method != "POST":
        return "", 405, {"Allow": "POST"}
    if (request.content_length or 0) > BODY_BOUND:
        return "", 413
    signatures = request.headers.getlist(HEADER)
    if len(signatures) != 1:
        return "", 400
    # Infisical gets its answer when the message is stored: from then on it cannot be lost.
    publisher.publish(os.environ["TOPIC"], request.get_data(), **{HEADER: signatures[0]}).result(timeout=10)
    return "", 202
