# SPDX-License-Identifier: MIT
"""Holds every answer against the part of Render's OpenAPI definition that is kept beside this file."""

import pathlib
import re

import jsonschema
import yaml


class Conformity:
    """Counts what it has checked, so that a run that checked nothing can be told."""

    def __init__(self):
        text = (pathlib.Path(__file__).parent / "render-api.openapi.yaml").read_text()
        self.definition = yaml.safe_load(text)
        self.checked = set()

    def check(self, method, path, status, headers, body):
        template, operation = self.operation(method, path)
        for name in ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"):
            assert headers.get(name, "").isdigit(), f"{name} is missing: {dict(headers)}"
        if status >= 400:
            return self.validate({"$ref": "#/components/schemas/error"}, body)
        described = operation["responses"].get(str(status))
        assert described, f"{method} {template} must not answer {status}"
        content = described.get("content")
        if content:
            self.validate(content["application/json"]["schema"], body)
        self.checked.add((method, template, status))

    def operation(self, method, path):
        for template, operations in self.definition["paths"].items():
            pattern = re.sub(r"\{[^}]*\}", "[^/]+", template)
            if re.fullmatch(pattern, path) and method.lower() in operations:
                return template, operations[method.lower()]
        raise AssertionError(f"{method} {path} is not in the definition")

    def validate(self, schema, body):
        jsonschema.validate(
            body,
            {**schema, "components": self.definition["components"]},
            cls=jsonschema.Draft4Validator,
            format_checker=jsonschema.FormatChecker(),
        )
