# SPDX-License-Identifier: MIT
"""Works on the sandbox with Infisical's own Python SDK. The sandbox holds what SDKTests.swift gives it."""

import os
import sys

from infisical_sdk import InfisicalSDKClient
from infisical_sdk.infisical_requests import APIError

PLACE = {"project_id": "project-1", "environment_slug": "prod", "secret_path": "/"}


def client(host):
    # No cache: every read must reach the sandbox.
    return InfisicalSDKClient(host=host, cache_ttl=None)


def refused(status, action):
    try:
        action()
    except APIError as error:
        assert error.status_code == status, error
        assert set(error.response) >= {"reqId", "statusCode", "message", "error"}, error.response
        return
    raise AssertionError(f"expected status {status}")


def values(listing):
    return {secret.secretKey: secret.secretValue for secret in listing.secrets}


def check_logins(host):
    session = client(host)
    login = session.auth.universal_auth.login("client-1", "client-secret-1")
    assert login.tokenType == "Bearer" and login.expiresIn == 3600, login
    session.secrets.list_secrets(**PLACE)

    session = client(host)
    session.auth.token_auth.login("token-1")
    session.secrets.list_secrets(**PLACE)

    session = client(host)
    session.auth.oidc_auth.login("identity-1", "oidc-jwt-1")
    session.secrets.list_secrets(**PLACE)

    os.environ.update(AWS_REGION="eu-central-1", AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="aws-secret-1")
    session = client(host)
    session.auth.aws_auth.login("identity-1")
    session.secrets.list_secrets(**PLACE)

    refused(401, lambda: client(host).auth.universal_auth.login("client-1", "wrong"))
    refused(401, lambda: client(host).auth.oidc_auth.login("identity-1", "wrong"))
    os.environ["AWS_SECRET_ACCESS_KEY"] = "wrong"
    refused(401, lambda: client(host).auth.aws_auth.login("identity-1"))
    refused(403, lambda: InfisicalSDKClient(host=host, token="wrong", cache_ttl=None).secrets.list_secrets(**PLACE))
    refused(401, lambda: client(host).secrets.list_secrets(**PLACE))


def check_reads(session):
    expanded = session.secrets.list_secrets(**PLACE)
    assert values(expanded) == {"HOST": "db.internal", "URL": "postgres://db.internal/shop"}, values(expanded)
    assert [(item.environment, item.secretPath) for item in expanded.imports] == [("prod", "/shared")]
    raw = session.secrets.list_secrets(**PLACE, expand_secret_references=False, include_imports=False)
    assert values(raw)["URL"] == "postgres://${HOST}/shop", values(raw)
    assert raw.imports == []
    everything = session.secrets.list_secrets(**PLACE, recursive=True)
    assert set(values(everything)) == {"HOST", "URL", "REGION"}, values(everything)
    hidden = session.secrets.list_secrets(**PLACE, view_secret_value=False)
    assert all(secret.secretValueHidden for secret in hidden.secrets), hidden
    assert session.secrets.get_secret_by_name("URL", **PLACE).secretValue == "postgres://db.internal/shop"
    assert session.secrets.get_secret_by_name("REGION", **PLACE).secretValue == "oregon"
    refused(404, lambda: session.secrets.get_secret_by_name("NONE", **PLACE))
    refused(404, lambda: session.secrets.list_secrets(**{**PLACE, "secret_path": "/none"}))
    refused(404, lambda: session.secrets.list_secrets(**{**PLACE, "project_id": "none"}))


def check_writes(session):
    made = session.secrets.create_secret_by_name(
        "NEW", **PLACE, secret_value="  two\nlines \n", secret_comment="by the SDK"
    )
    assert (made.secretValue, made.secretComment, made.version) == ("two\nlines\n", "by the SDK", 1), made
    refused(400, lambda: session.secrets.create_secret_by_name("NEW", **PLACE, secret_value="x"))
    changed = session.secrets.update_secret_by_name("NEW", **PLACE, secret_value="grün", new_secret_name="NEWER")
    assert (changed.secretKey, changed.secretValue, changed.version) == ("NEWER", "grün", 2), changed
    assert session.secrets.get_secret_by_name("NEWER", **PLACE).secretValue == "grün"
    assert session.secrets.delete_secret_by_name("NEWER", **PLACE).secretKey == "NEWER"
    refused(404, lambda: session.secrets.delete_secret_by_name("NEWER", **PLACE))


def main(host):
    check_logins(host)
    session = client(host)
    session.auth.universal_auth.login("client-1", "client-secret-1")
    check_reads(session)
    check_writes(session)


if __name__ == "__main__":
    main(sys.argv[1])
    print("done")
