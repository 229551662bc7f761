# SPDX-License-Identifier: MIT
"""The sandbox of both APIs: a program of its own, told by its admin listener what to hold."""
import json
import ssl
import subprocess
import time
import urllib.request

PROJECT, ENVIRONMENT, SERVICE = "benchmark", "prod", "srv-benchmark"
CLIENT_ID, CLIENT_SECRET, API_KEY = "client", "client-secret", "rnd_benchmark"


def key(number):
    return f"KEY_{number:03d}"


def value(number):
    return f"value {number:05d} of a secret, about as long as a password or a URL is"


def state(secrets, changes):
    """A source of so many secrets, and a service on which so many of them hold something else."""
    return {
        "infisical": {
            "identities": [{"id": "identity", "universalAuth": {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}}],
            "projects": [{"id": PROJECT, "name": "Benchmark", "environments": [{
                "slug": ENVIRONMENT, "name": "Production",
                "folders": [{"path": "/", "secrets": [
                    # One has just changed: a delivery that nothing explains would be looked into once more.
                    {"key": key(number), "value": value(number), "updatedAt": int(time.time()) - 120 * (number > 0)}
                    for number in range(secrets)]}],
            }]}],
        },
        "render": {
            "apiKeys": [{"key": API_KEY}],
            "services": [{"id": SERVICE, "name": "benchmark", "envVars": [
                {"key": key(number), "value": "old" if number < changes else value(number)}
                for number in range(secrets)]}],
        },
    }


class Sandbox:
    """A running sandbox; use it in a `with`."""

    def __init__(self, programs, latency=0, *options):
        authorities = programs.folder / f"authority-{latency}.pem"
        self.process = subprocess.Popen(
            [programs.sandbox, "--tls", "--admin-port", "0", "--latency-ms", str(latency), "--ca-out", authorities,
             *options],
            stdout=subprocess.PIPE, text=True)
        addresses = json.loads(self.process.stdout.readline())
        self.admin = addresses["admin"]
        self.environment = {
            "CURL_CA_BUNDLE": str(authorities),
            "INFISICAL_DOMAIN": addresses["infisical"],
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": CLIENT_ID,
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": CLIENT_SECRET,
            "RENDER_API_URL": addresses["render"],
            "RENDER_API_KEY": API_KEY,
            "RENDER_SYNC_PROJECT_ID": PROJECT,
            "RENDER_SYNC_ENVIRONMENT": ENVIRONMENT,
            "RENDER_SYNC_SERVICE_ID": SERVICE,
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def reset(self, held):
        """Holds this, and forgets what was called."""
        self._call("PUT", "/state", json.dumps(held).encode())
        self._call("DELETE", "/requests")

    def requests(self):
        """What was called since, in order."""
        return json.loads(self._call("GET", "/requests"))

    def values(self):
        """What the service holds now."""
        held = json.loads(self._call("GET", "/state"))
        return {item["key"]: item["value"] for item in held["render"]["services"][0]["envVars"]}

    def log_in(self):
        """A token of Infisical's API, for `change`."""
        body = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}
        return self._infisical("POST", "/api/v1/auth/universal-auth/login", body)["accessToken"]

    def change(self, token, key, value):
        """Changes a secret as a user does, through Infisical's API."""
        body = {"projectId": PROJECT, "environment": ENVIRONMENT, "secretPath": "/",
                "secrets": [{"secretKey": key, "secretValue": value}]}
        self._infisical("PATCH", "/api/v4/secrets/batch", body, {"Authorization": f"Bearer {token}"})

    def _infisical(self, method, path, body, headers={}):
        request = urllib.request.Request(
            self.environment["INFISICAL_DOMAIN"] + path, json.dumps(body).encode(),
            {"Content-Type": "application/json", **headers}, method=method)
        context = ssl.create_default_context(cafile=self.environment["CURL_CA_BUNDLE"])
        with urllib.request.urlopen(request, context=context) as answer:
            return json.loads(answer.read())

    def _call(self, method, path, body=None):
        request = urllib.request.Request(self.admin + path, data=body, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read()
