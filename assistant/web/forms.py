"""What a form of ours sends, as plain values: an empty field is one that was left."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData

MOST_FIELDS = 40


def text_of(form: FormData, name: str) -> str:
    """Return the text of a field, empty where it is missing or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def given_of(form: FormData) -> dict[str, Any]:
    """Return what a person says of documents, as `assistant.options.metadata_of` takes it."""
    regions = [value for value in form.getlist("region") if isinstance(value, str) and value]
    fields = {name: text_of(form, name) or None for name in ("kind", "date", "title", "organisation")}
    return fields | {"region": regions or None}
