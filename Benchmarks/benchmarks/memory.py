# SPDX-License-Identifier: MIT
"""Peak memory and time of a push that changes nothing, by the number of secrets."""
import json
import ssl
import urllib.request

from .programs import summary
from .push import WEBHOOK_SECRET, delivery
from .sandbox import API_KEY, CLIENT_ID, CLIENT_SECRET, PROJECT, SERVICE, Sandbox, state

SECRETS = [1, 200, 2000, 10000]


def payload(environment):
    """The bytes of all answers that such a push reads."""
    context = ssl.create_default_context(cafile=environment["CURL_CA_BUNDLE"])

    def call(url, token=None, body=None):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), context=context) as answer:
            return answer.read()

    infisical, render = environment["INFISICAL_DOMAIN"], environment["RENDER_API_URL"]
    login = json.dumps({"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}).encode()
    token = json.loads(call(f"{infisical}/api/v1/auth/universal-auth/login", body=login))["accessToken"]
    size = len(call(
        f"{infisical}/api/v4/secrets?projectId={PROJECT}&environment=prod&secretPath=/&viewSecretValue=true", token))
    cursor = ""
    while cursor is not None:
        page = call(f"{render}/services/{SERVICE}/env-vars?limit=100{cursor}", API_KEY)
        size += len(page)
        items = json.loads(page)
        cursor = f"&cursor={items[-1]['cursor']}" if len(items) == 100 else None
    return size


def measure(programs, quick):
    results = []
    with Sandbox(programs) as sandbox:
        environment = {**sandbox.environment, "INFISICAL_WEBHOOK_SECRET": WEBHOOK_SECRET}
        for secrets in SECRETS:
            sandbox.reset(state(secrets, 0))
            runs = []
            for _ in range(3 if quick else 9):
                body, signature = delivery()
                runs.append(programs.run([programs.program, "handle", "--signature", signature], environment, body))
            results.append({
                "secrets": secrets, "payloadMiB": round(payload(sandbox.environment) / 2**20, 2), **summary(runs)})
    return results
