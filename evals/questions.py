"""A questions file → cases: one JSON object a line, checked at the door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_args

from assistant.model import Reason
from assistant.understand import Turn, parse_history
from corpus.causes import cause_of
from corpus.errors import UsageError, Worded
from evals.model import Case, Gold, Outcome
from index.model import Language

Json = dict[str, Any]
_Parsed = TypeVar("_Parsed")

REQUIRED = ("id", "lang", "user", "type", "question", "gold", "facts", "answerable")
OPTIONAL = ("outcome", "reason", "history", "facts_prose", "traps")
"""`facts_prose` is for the people who judge answers; nothing here reads it."""


def load_questions(path: Path) -> tuple[Case, ...]:
    """Return the cases of a questions file, in its order.

    Raises:
        UsageError: the file cannot be read (`usage.questions_file`), a line has a field that is not known
            (`usage.questions_key`), or is not a case (`usage.questions_line`). `detail` names the field and what it
            takes, in words of no language.
    """
    cases: dict[str, Case] = {}
    for number, item in read_lines(path):
        if unknown := sorted(set(item) - {*REQUIRED, *OPTIONAL}):
            known = ", ".join((*REQUIRED, *OPTIONAL))
            raise UsageError("usage.questions_key", path=str(path), line=number, name=unknown[0], known=known)
        case = parse_line(path, number, item, _case)
        if case.case_id in cases:
            _refuse_line(path, number, f"id: {case.case_id} × 2")
        cases[case.case_id] = case
    if not cases:
        raise UsageError("usage.questions_file", path=str(path), detail="0 JSON")
    return tuple(cases.values())


def read_lines(path: Path) -> Iterator[tuple[int, Json]]:
    """Give the JSON object of each line that is not blank, with the line's number from 1.

    Raises:
        UsageError: the file cannot be read, or a line is not a JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("usage.questions_file", path=str(path), detail=cause_of(error)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            broken = Worded(key="cause.not_json_line", values={})
            raise UsageError("usage.questions_line", path=str(path), line=number, detail=broken) from error
        if not isinstance(item, dict):
            _refuse_line(path, number, "JSON: {…}")
        yield number, item


def parse_line(path: Path, number: int, item: Json, parse: Callable[[Json], _Parsed]) -> _Parsed:
    """Return what `parse` makes of a line's object.

    Raises:
        UsageError: `parse` raised a ValueError; its message becomes the detail.
    """
    try:
        return parse(item)
    except ValueError as error:
        raise UsageError("usage.questions_line", path=str(path), line=number, detail=str(error)) from error


def string(item: Json, name: str) -> str:
    """Return a field that must be a string with something in it.

    Raises:
        ValueError: it is missing or something else.
    """
    value = item.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'{name}: "…"')
    return value


def _refuse_line(path: Path, number: int, detail: str) -> NoReturn:
    raise UsageError("usage.questions_line", path=str(path), line=number, detail=detail)


def _case(item: Json) -> Case:
    for name in ("facts", "facts_prose", "traps"):
        _strings(item, name, required=name in REQUIRED)
    if not isinstance(item.get("answerable"), bool):
        raise ValueError("answerable: true | false")
    return Case(
        case_id=string(item, "id"),
        language=_one_of(item, "lang", get_args(Language)),
        user=string(item, "user"),
        kind=string(item, "type"),
        question=string(item, "question"),
        gold=_gold(item.get("gold")),
        facts=_strings(item, "facts", required=True),
        traps=_strings(item, "traps", required=False),
        answerable=item["answerable"],
        outcome=_one_of(item, "outcome", get_args(Outcome)) if item.get("outcome") is not None else None,
        reason=_one_of(item, "reason", get_args(Reason)) if item.get("reason") is not None else None,
        history=_history(item.get("history")),
    )


def _gold(value: object) -> tuple[Gold, ...]:
    if not isinstance(value, list):
        raise ValueError('gold: [{"file", "phrase"}]')
    golds: list[Gold] = []
    for number, entry in enumerate(value):
        if not isinstance(entry, dict) or set(entry) != {"file", "phrase"}:
            raise ValueError(f'gold[{number}]: {{"file", "phrase"}}')
        try:
            golds.append(Gold(file=string(entry, "file"), phrase=string(entry, "phrase")))
        except ValueError as error:
            raise ValueError(f"gold[{number}].{error}") from error
    return tuple(golds)


def _strings(item: Json, name: str, *, required: bool) -> tuple[str, ...]:
    value = item.get(name, None if required else [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError(f'{name}: ["…"]')
    return tuple(value)


def _one_of(item: Json, name: str, known: tuple[Any, ...]) -> Any:
    value = item.get(name)
    if value not in known:
        raise ValueError(f"{name}: {' | '.join(known)}")
    return value


def _history(value: object) -> tuple[Turn, ...]:
    if value is None:
        return ()
    try:
        return parse_history(value)
    except UsageError as error:
        raise ValueError('history: [{"role": user | assistant, "content"}]') from error
