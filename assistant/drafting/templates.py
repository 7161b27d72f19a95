"""Templates as data: one YAML file each, read once and checked, so that a mistake is told by its file and key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from assistant.drafting.keys import Key
from assistant.drafting.model import (
    FIELD_TYPES,
    Column,
    Field,
    FieldType,
    Template,
    TemplateSection,
    Value,
    Wanted,
)
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.slots import ITEM, NUMBER, slots_in
from assistant.drafting.yaml_file import parse
from corpus.causes import cause_of
from corpus.errors import UsageError
from corpus.glossary import fold
from corpus.model import KINDS

HERE = Path(__file__).parent
SHIPPED = HERE / "templates"
COMMON = HERE / "common.yaml"
FOLDER = "templates"
"""The folder of a home that adds templates, or overrides ours by their names."""
MOST_QUOTES, MOST_WORDS = 10, 110
"""Quotes of a section, and words of a quote, at most."""
_TOLD = ("title", "purpose", "readers", "length")
"""What a template says of itself, each in French and perhaps in English."""
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BRACKETS = re.compile(r"\[[^\]]*\]?")


def load_templates(home: Path | None = None) -> dict[str, Template]:
    """Return the templates by name, in the order of their files; those of a home folder override ours.

    Raises:
        UsageError: a file is no template; the message names the file and the key.
    """
    common = {field.name: field for field in _fields(Key(str(COMMON), parse(_text(COMMON), str(COMMON)).values), {})}
    folders = [SHIPPED, *([home / FOLDER] if home else [])]
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.y*ml"))]
    return {template.name: template for template in (read_template(path, common) for path in paths)}


def template_named(name: str, home: Path | None = None) -> Template:
    """Return the template of a name, whatever its accents and capitals.

    Raises:
        UsageError: none has it; the message lists those there are.
    """
    templates = load_templates(home)
    wanted = re.sub(r"[\s_]+", "-", fold(name).strip())
    if wanted not in templates:
        raise UsageError("draft.template_unknown", name=name, known=", ".join(templates))
    return templates[wanted]


def read_template(path: Path, common: Mapping[str, Field]) -> Template:
    """Return the template that a file holds; a field that is only a name is one of the common ones."""
    root = Key(str(path), parse(_text(path), str(path)).values)
    root.only("name", *_TOLD, *(f"{key}_en" for key in _TOLD), "fields", "sections")
    fields = tuple(_fields(root, common))
    names = {field.name: field for field in fields}
    sections = tuple(_section(one, names) for one in root.many("sections", least=1))
    titles = [section.title for section in sections]
    for number, title in enumerate(titles):
        if title in titles[:number]:
            root.at(f"sections[{number}].title").wrong(title, "≠")
    return Template(
        name=root.matching("name", _NAME),
        title=root.text("title"),
        title_en=root.text("title_en", ""),
        purpose=root.text("purpose"),
        purpose_en=root.text("purpose_en", ""),
        readers=root.text("readers", ""),
        readers_en=root.text("readers_en", ""),
        length=root.text("length", ""),
        length_en=root.text("length_en", ""),
        fields=fields,
        sections=sections,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("draft.template_file", path=str(path), detail=cause_of(error)) from error


def _fields(root: Key, common: Mapping[str, Field]) -> Iterator[Field]:
    names: set[str] = set()
    for number, value in enumerate(root.value("fields", list, "[…]")):
        place = root.at(f"fields[{number}]")
        if isinstance(value, str):
            if value not in common:
                place.wrong(value, ", ".join(common))
            field = common[value]
        else:
            field = _field(Key(place.path, value, place.key))
        if field.name in names:
            place.wrong(field.name, "≠")
        names.add(field.name)
        yield field


def _field(key: Key) -> Field:
    from assistant.drafting.values import value_of

    key.only("name", "label", "label_en", "type", "help", "help_en", "example", "required", "choices", "columns")
    field = Field(
        name=key.matching("name", _FIELD_NAME),
        label=key.text("label"),
        label_en=key.text("label_en", ""),
        type=cast("FieldType", key.among("type", FIELD_TYPES, "text")),
        help=key.text("help", ""),
        help_en=key.text("help_en", ""),
        required=key.value("required", bool, "true, false", False),
        choices=key.texts("choices"),
        columns=tuple(_columns(key)),
    )
    if (field.type == "choice") != bool(field.choices):
        key.at("choices").wrong(list(field.choices), "type: choice")
    if (field.type == "rows") != bool(field.columns):
        key.at("columns").wrong([column.name for column in field.columns], "type: rows")
    example: Value = ""
    if (given := key.raw("example")) is not None:
        try:
            example = value_of(field, given)
        except UsageError as error:
            key.at("example").wrong(given, str(error.values.get("expected", field.type)))
    return replace(field, example=example)


def _columns(key: Key) -> Iterator[Column]:
    for one in key.many("columns"):
        one.only("name", "label", "aliases")
        yield Column(name=one.matching("name", _FIELD_NAME), label=one.text("label"), aliases=one.texts("aliases"))


def _section(key: Key, fields: Mapping[str, Field]) -> TemplateSection:
    key.only(
        *("title", "guidance", "text", "each", "each_text", "table", "group", "retrieve"),
        *("most", "most_words", "elsewhere"),
    )
    lists = tuple(name for name, field in fields.items() if field.type == "list")
    tables = tuple(name for name, field in fields.items() if field.type == "rows")
    each = key.among("each", lists, "") if key.raw("each") else ""
    table = key.among("table", tables, "") if key.raw("table") else ""
    section = TemplateSection(
        title=key.text("title"),
        guidance=key.text("guidance"),
        text=key.text("text", ""),
        each=each,
        each_text=key.text("each_text", ""),
        table=table,
        group=key.among("group", tuple(one.name for one in fields[table].columns)) if key.raw("group") else "",
        retrieve=tuple(_wanted(one, fields) for one in key.many("retrieve")),
        most=key.number("most", 1, MOST_QUOTES, 2),
        most_words=key.number("most_words", 10, MOST_WORDS, MOST_WORDS),
        elsewhere=key.value("elsewhere", bool, "true, false", False),
    )
    _check_words(key.at("text"), section.text, set(fields))
    _check_words(key.at("each_text"), section.each_text, {*fields, ITEM, NUMBER} if each else set(fields))
    return section


def _wanted(key: Key, fields: Mapping[str, Field]) -> Wanted:
    key.only("question", "kinds", "each", "about")
    many = tuple(name for name, field in fields.items() if field.type in {"list", "longtext"})
    each = key.among("each", many) if key.raw("each") else ""
    question = key.text("question")
    _check_words(key.at("question"), question, {*fields, ITEM} if each else set(fields))
    about = key.texts("about")
    for words in about:
        _check_words(key.at("about"), words, {*fields, ITEM} if each else set(fields))
    kinds = key.texts("kinds", cast("tuple[str, ...]", KINDS))
    return Wanted(question=question, kinds=kinds, each=each, about=about)


def _check_words(key: Key, text: str, known: set[str]) -> None:
    """Refuse a slot that is no field's, and brackets that are none of our gaps."""
    for name in sorted(slots_in(text) - known):
        key.wrong("{" + name + "}", ", ".join(sorted(known)))
    for match in _BRACKETS.finditer(text):
        if not PATTERN.fullmatch(match[0]):
            key.wrong(match[0], "[À COMPLÉTER : …] [À VALIDER : …] [À DÉCIDER : …]")
