"""The fields of a template as a form: what it shows, what comes back, and what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile

from assistant.drafting.model import Field, Template
from assistant.drafting.rows import rows_in
from assistant.drafting.slots import shown as spoken_value
from assistant.drafting.values import as_json, value_of
from assistant.wording import explain, say
from corpus.errors import UsageError
from corpus.glossary import regions
from index.model import Language

Json = dict[str, Any]

PREFIX = "f."
"""What the names of a form's fields begin with: `f.organisation`, `f.rows.0.objectif`."""
MOST_ROWS = 200
"""Rows of a form, which a browser still shows with ease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row of a field of rows: the name and the words of each column."""

    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownField:
    """A field as the form shows it; `text` is what it holds, `rows` what a field of rows holds."""

    name: str
    type: str
    label: str
    help: str
    help_language: str
    example: str
    required: bool
    choices: tuple[str, ...]
    text: str
    rows: tuple[ShownRow, ...]
    error: str


def shown_fields(
    template: Template, given: Mapping[str, Any], errors: Mapping[str, str], language: Language
) -> tuple[ShownField, ...]:
    """Return the fields of a template with what was given, and what is wrong of it."""
    return tuple(
        _shown(field, given.get(field.name), errors.get(field.name, ""), language) for field in template.fields
    )


def _shown(field: Field, given: Any, error: str, language: Language) -> ShownField:
    choices = tuple(region.name for region in regions()) if field.type == "region" else field.choices
    return ShownField(
        name=PREFIX + field.name,
        type=field.type,
        label=field.label_in(language),
        help=field.help_in(language),
        help_language=language if field.help_en else "fr",
        example=_example(field),
        required=field.required,
        choices=choices,
        text=_text(given) if field.type != "rows" else "",
        rows=tuple(_rows(field, given)) if field.type == "rows" else (),
        error=error,
    )


def _example(field: Field) -> str:
    """Return an example as it is to be typed; a date's is written as the field asks for it, by its own calendar."""
    if field.example in ("", ()) or field.type in {"rows", "choice", "region", "date"}:
        return ""
    if isinstance(field.example, tuple):
        return "\n".join(str(item) for item in ("", *field.example))  # one a line, below the word
    return spoken_value(field, field.example)


def _text(given: Any) -> str:
    if isinstance(given, (list, tuple)):
        return "\n".join(str(item) for item in given)
    return "" if given is None else str(given)


def _rows(field: Field, given: Any) -> Iterator[ShownRow]:
    rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, (list, tuple)) else []
    for number, row in enumerate(rows or [{}]):
        yield ShownRow(
            cells=tuple(
                (f"{PREFIX}{field.name}.{number}.{column.name}", column.label, str(row.get(column.name) or ""))
                for column in field.columns
            )
        )


Sent = Mapping[str, str | UploadFile]
"""What a form sends, or the query of an address."""


def given_in(form: Sent, template: Template) -> Json:
    """Return what a form holds of a template's fields, as a YAML file would; blank rows and lines left out."""
    given: Json = {}
    for field in template.fields:
        if field.type == "rows":
            given[field.name] = [row for row in rows_given(form, field) if any(row.values())]
        elif field.type == "list":
            lines = (line.strip().removeprefix("- ").strip() for line in _said(form, field.name).splitlines())
            given[field.name] = [line for line in lines if line]
        else:
            given[field.name] = _said(form, field.name).strip()
    return given


def rows_given(form: Sent, field: Field) -> list[dict[str, str]]:
    """Return the rows of a field in a form, those left blank included."""
    columns = [column.name for column in field.columns]
    numbers = {
        name.split(".")[2] for name in form if name.startswith(f"{PREFIX}{field.name}.") and name.count(".") == 3
    }
    in_order = sorted((one for one in numbers if one.isdecimal()), key=int)[:MOST_ROWS]
    return [{column: _said(form, f"{field.name}.{one}.{column}").strip() for column in columns} for one in in_order]


def _said(form: Sent, name: str) -> str:
    value = form.get(PREFIX + name, "")
    return value if isinstance(value, str) else ""


async def rows_of_file(form: FormData, field: Field) -> list[dict[str, str]]:
    """Return the rows of the file that came with a form for a field.

    Raises:
        UsageError: there is none, or its rows cannot be read.
    """
    file = form.get(f"file.{field.name}")
    if not isinstance(file, UploadFile) or not file.filename:
        raise UsageError("studio.file_none")
    return list(rows_in(await file.read(), file.filename, field))[:MOST_ROWS]


def checked(template: Template, given: Mapping[str, Any], language: Language) -> tuple[Json, dict[str, str]]:
    """Return the values of what was given, as JSON has them, and what is wrong by field."""
    values: Json = {}
    errors: dict[str, str] = {}
    for field in template.fields:
        told = given.get(field.name)
        if told is None or told in ("", [], ()):
            if field.required:
                errors[field.name] = say(language, "studio.missing")
            continue
        try:
            values[field.name] = as_json(value_of(field, told))
        except UsageError as error:
            errors[field.name] = _reason(field, error, language)
    return values, errors


def _reason(field: Field, error: UsageError, language: Language) -> str:
    if error.key != "draft.field_value" or field.type in {"text", "longtext", "list", "rows"}:
        return explain(language, error)
    return say(language, f"studio.wrong_{field.type}")


def rows_field(template: Template, name: str) -> Field:
    """Return a field of rows by its name.

    Raises:
        UsageError: the template has none of that name.
    """
    fields = {field.name: field for field in template.fields if field.type == "rows"}
    if name not in fields:
        raise UsageError("draft.field_unknown", where="", name=name, known=", ".join(fields))
    return fields[name]
