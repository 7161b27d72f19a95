"""What a person fills in: a YAML file or JSON → values of the template's fields; and a file to start from."""

from __future__ import annotations

import math
import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.drafting import rows
from assistant.drafting.model import Field, Template, Value
from assistant.drafting.typography import printable
from assistant.drafting.yaml_file import parse
from assistant.wording import say
from corpus.dates import is_iso_date
from corpus.errors import UsageError
from corpus.glossary import fold, region_named, regions

MOST_CHARACTERS = 20_000
"""Characters of one value."""
MOST_ITEMS = 1000
"""Items of a list, and rows."""
_FILE = "_file"
"""What follows the name of a field of rows to name a file that holds them: `rows_file: plan.csv`."""


def read_fields(path: Path, template: Template) -> dict[str, Any]:
    """Return the values of a YAML file, checked, as JSON has them; rows named by a file are read from it.

    Raises:
        UsageError: the file cannot be read or is not YAML, or a value is missing, unknown or of another type.
    """
    read = parse(rows.text_of(path), str(path))

    def where(name: str) -> str:
        line = read.lines.get(name)
        return f"{path}:{line}: " if line else f"{path}: "

    given = dict(read.values)
    for field in (one for one in template.fields if one.type == "rows"):
        name = field.name + _FILE
        if (named := given.pop(name, None)) is not None:
            if field.name in given or not isinstance(named, str):
                raise _wrong(name, named, "plan.csv | plan.xlsx", where(name))
            given[field.name] = list(rows.read_rows(path.parent / Path(named).expanduser(), field))
    values = check_fields(given, template, where)
    return {name: as_json(value) for name, value in values.items()}


def check_fields(
    given: Mapping[str, Any], template: Template, where: Callable[[str], str] = lambda name: ""
) -> dict[str, Value]:
    """Return the values of some fields, those left empty apart; names count whatever their accents and capitals.

    Raises:
        UsageError: a field is missing, unknown, or of another type; `where` says where it stands.
    """
    fields = {field.name: field for field in template.fields}
    values: dict[str, Value] = {}
    for said, value in given.items():
        name = re.sub(r"[\s-]+", "_", fold(str(said)).strip())
        if name not in fields:
            raise UsageError("draft.field_unknown", where=where(said), name=said, known=", ".join(fields))
        if name in values:
            raise UsageError("draft.field_twice", where=where(said), name=said)
        if value is not None and value not in ("", []):
            values[name] = value_of(fields[name], value, where(said))
    missing = [name for name, field in fields.items() if field.required and values.get(name) in (None, "", ())]
    if missing:
        raise UsageError("draft.field_missing", where=where(""), names=", ".join(missing))
    return {name: values[name] for name in fields if name in values and values[name] not in ("", ())}


def value_of(field: Field, given: Any, where: str = "") -> Value:
    """Return a value of a field's type.

    Raises:
        UsageError: it is of another type, or too long.
    """
    if field.type == "list":
        return tuple(_text(field, item, where) for item in _many(field, given, where))
    if field.type == "rows":
        return tuple(_row(field, item, where) for item in _many(field, given, where))
    if field.type == "number":
        return _number(field, given, where)
    text = _text(field, given, where)
    if field.type == "year" and not re.fullmatch(r"[12]\d{3}", text):
        raise _wrong(field.name, given, "2026", where)
    if field.type == "date" and not is_iso_date(text):
        raise _wrong(field.name, given, "2026-03-15", where)
    if field.type == "choice":
        choice = next((one for one in field.choices if fold(one) == fold(text)), None)
        if choice is None:
            raise _wrong(field.name, given, " | ".join(field.choices), where)
        return choice
    if field.type == "region":
        region = region_named(text)
        if region is None:
            raise _wrong(field.name, given, ", ".join(one.name for one in regions()), where)
        return region
    return text


def _many(field: Field, given: Any, where: str) -> Sequence[Any]:
    if not isinstance(given, (list, tuple)) or len(given) > MOST_ITEMS:
        raise _wrong(field.name, given, f"[…] ≤ {MOST_ITEMS}", where)
    return given


def _text(field: Field, given: Any, where: str) -> str:
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        raise _wrong(field.name, given, field.type, where)
    text = printable(unicodedata.normalize("NFC", str(given))).strip()
    if len(text) > MOST_CHARACTERS:
        raise _wrong(field.name, f"{text[:30]}…", f"≤ {MOST_CHARACTERS}", where)
    return text if field.type == "longtext" else " ".join(text.split())


def _number(field: Field, given: Any, where: str) -> int | float:
    """Return a number; one written as text may have French groups and a comma."""
    if isinstance(given, str):
        plain = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", given.strip()).replace(",", ".")
        if re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", plain):
            given = float(plain) if "." in plain else int(plain)
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given):
        raise _wrong(field.name, given, "8000", where)
    return given


def _row(field: Field, given: Any, where: str) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise _wrong(field.name, given, ", ".join(column.name for column in field.columns), where)
    row: dict[str, str] = {}
    for header, value in given.items():
        column = rows.column_named(str(header), field)
        if column is None:
            known = ", ".join(one.name for one in field.columns)
            raise UsageError("draft.field_unknown", where=where, name=f"{field.name}.{header}", known=known)
        if isinstance(value, (list, tuple)):
            value = ", ".join(str(one) for one in value)
        row[column.name] = "" if value is None else _text(field, value, where)
    return row


def _wrong(name: str, value: Any, expected: str, where: str) -> UsageError:
    shown = str(value)
    shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
    return UsageError("draft.field_value", where=where, name=name, value=shown, expected=expected)


def as_json(value: Value) -> Any:
    """Return a value as JSON has it."""
    return [dict(one) if isinstance(one, Mapping) else one for one in value] if isinstance(value, tuple) else value


def example_values(template: Template) -> dict[str, Any]:
    """Return the template's own examples as JSON has them."""
    return {field.name: as_json(field.example) for field in template.fields if field.example not in ("", ())}


def example_yaml(template: Template, language: str = "fr") -> str:
    """Return a fields file to start from: each field with its label, its help and an example."""
    title, purpose = template.title, template.purpose
    if language == "en":
        title, purpose = template.title_en or title, template.purpose_en or purpose
    lines = [f"# {title}", *_comment(purpose), *_comment(say(language, "draft.example_how"))]
    for field in template.fields:
        required = say(language, "draft.required" if field.required else "draft.optional")
        lines += ["", *_comment(f"{field.label_in(language)} ({required})"), *_comment(field.help_in(language))]
        if field.choices:
            lines += _comment(" | ".join(field.choices))
        if field.type == "rows":
            lines += _comment(say(language, "draft.example_rows", name=field.name + _FILE))
        example = as_json(field.example)
        kept = yaml.safe_dump({field.name: example}, allow_unicode=True, sort_keys=False, width=100).rstrip()
        lines += [kept if example not in ("", []) else f"{field.name}:"]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, 98)]
