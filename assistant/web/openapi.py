"""What the OpenAPI document says of problems: their own media type, wherever a route can answer with one."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

PROBLEM = "application/problem+json"


def describe_problems(app: FastAPI) -> None:
    """Make an application's OpenAPI document give problems the media type that they come with."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        fresh = app.openapi_schema is None
        document = described()
        if fresh:
            for operations in document["paths"].values():
                for operation in operations.values():
                    _mend(operation["responses"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(responses: dict[str, Any]) -> None:
    """Give the responses that tell a problem its media type; each says `Problem`, whatever the route's own type."""
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
