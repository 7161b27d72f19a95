"""What a person gives by option, by query string or in a body, checked once at the door and turned into our types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from assistant.model import Level
from corpus.dates import is_iso_date
from corpus.errors import UsageError
from corpus.glossary import region_named, regions
from corpus.imported import SameName
from corpus.model import KINDS, Kind, Metadata, Verdict
from corpus.surrogates import whole
from index.model import Filters, Language

MOST_HITS = 100
MOST_JOBS = 64
MOST_COUNT = 10_000
MOST_PASSAGES = 1_000_000
MOST_QUESTION = 2000
"""Characters of a question."""
MOST_NAME = 300
"""Characters of a title, or of an organisation's name."""


def question_of(text: str) -> str:
    """Return a question, trimmed.

    Raises:
        UsageError: it is empty or too long.
    """
    trimmed = " ".join(whole(text).split())
    if not trimmed:
        raise UsageError("usage.question_empty")
    if len(trimmed) > MOST_QUESTION:
        raise UsageError("usage.question_long", length=len(trimmed), most=MOST_QUESTION)
    return trimmed


def filters_of(
    region: str | Iterable[str] | None = None,
    kind: str | Iterable[str] | None = None,
    since: object = None,
    until: object = None,
) -> Filters:
    """Return the filters that some options set.

    Raises:
        UsageError: a region, kind or year is not known; the message lists those that are.
    """
    first, last = year_of(since), year_of(until)
    if first is not None and last is not None and first > last:
        raise UsageError("usage.years_reversed", since=first, until=last)
    return Filters(
        regions=tuple(region_of(value) for value in _listed(region)),
        kinds=tuple(kind_of(value) for value in _listed(kind)),
        since=first,
        until=last,
    )


def metadata_of(
    kind: str | None = None,
    region: str | Iterable[str] | None = None,
    date: str | None = None,
    title: str | None = None,
    organisation: str | None = None,
) -> Metadata:
    """Return what a person sets for the files they add.

    Raises:
        UsageError: a value is not known, or too long.
    """
    if date is not None and not is_iso_date(date):
        raise UsageError("usage.date_invalid", value=date)
    return Metadata(
        title=name_of(title),
        kind=kind_of(kind) if kind is not None else None,
        organisation=name_of(organisation),
        regions=tuple(dict.fromkeys(region_of(value) for value in _listed(region))),
        date=date,
    )


def name_of(value: str | None) -> str | None:
    """Return a title or the name of an organisation on one line, None where there is none."""
    trimmed = " ".join(whole(value or "").split())
    if len(trimmed) > MOST_NAME:
        raise UsageError("usage.name_long", length=len(trimmed), most=MOST_NAME)
    return trimmed or None


def same_name_of(value: str) -> SameName:
    """Return what becomes of a file when another of its name is handed in: `keep` or `replace`."""
    if value not in {"keep", "replace"}:
        raise UsageError("usage.same_name_unknown", value=value)
    return cast("SameName", value)


def region_of(value: str) -> str:
    """Return the official name of the one region that a value names."""
    found = region_named(value) if value.strip() else None
    if found is None:
        raise UsageError("usage.region_unknown", value=value, known=", ".join(region.name for region in regions()))
    return found


def kind_of(value: str) -> Kind:
    """Return the kind that a value names, whatever its apostrophe and capitals."""
    wanted = value.strip().lower().replace("’", "'")
    found = next((kind for kind in KINDS if kind == wanted), None)
    if found is None:
        raise UsageError("usage.kind_unknown", value=value, known=", ".join(KINDS))
    return found


def year_of(value: object) -> int | None:
    """Return a year of four digits, or None."""
    if value is None:
        return None
    text = str(value)
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise UsageError("usage.year_invalid", value=value)


def k_of(value: object) -> int:
    """Return a number of passages from 1 to `MOST_HITS`."""
    text = str(value)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_HITS:
        return int(text)
    raise UsageError("usage.k_invalid", value=value, most=MOST_HITS)


def jobs_of(value: object) -> int:
    """Return a number of files to read at once, from 1 to `MOST_JOBS`."""
    text = str(value)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_JOBS:
        return int(text)
    raise UsageError("usage.jobs_invalid", value=value, most=MOST_JOBS)


def count_of(name: str, value: object) -> int:
    """Return a number of people, seconds or files, from 0 to `MOST_COUNT`."""
    text = str(value)
    if text.isascii() and text.isdigit() and int(text) <= MOST_COUNT:
        return int(text)
    raise UsageError("usage.count_invalid", name=name, value=value, most=MOST_COUNT)


def sizes_of(text: str) -> list[int]:
    """Return the sizes of collections to measure, in passages, from 1 to `MOST_PASSAGES`: « 1000,100000 »."""
    sizes = text.split(",")
    if not all(size.isascii() and size.isdigit() and 1 <= int(size) <= MOST_PASSAGES for size in sizes):
        raise UsageError("usage.sizes_invalid", value=text, most=MOST_PASSAGES)
    return [int(size) for size in sizes]


def port_of(value: object) -> int:
    """Return a port to listen on; 0 takes any that is free."""
    text = str(value)
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise UsageError("usage.port_invalid", value=value)


def level_of(value: str) -> Level:
    """Return a level of answer; `détaillé` will do for `detaille`."""
    wanted = value.strip().lower().replace("é", "e")
    if wanted not in {"simple", "detaille"}:
        raise UsageError("usage.level_unknown", value=value)
    return cast("Level", wanted)


def verdict_of(value: str) -> Verdict:
    """Return a person's verdict on an answer: `up` or `down`."""
    if value not in {"up", "down"}:
        raise UsageError("usage.verdict_unknown", value=value)
    return cast("Verdict", value)


def comment_of(value: str) -> str:
    """Return what a person adds to a verdict, trimmed."""
    trimmed = " ".join(whole(value).split())
    if len(trimmed) > MOST_QUESTION:
        raise UsageError("usage.question_long", length=len(trimmed), most=MOST_QUESTION)
    return trimmed


def language_of(value: str | None) -> Language | None:
    """Return `fr` or `en`, or None where nothing is given."""
    if value is None:
        return None
    if value not in {"fr", "en"}:
        raise UsageError("usage.language_unknown", value=value)
    return cast("Language", value)


def _listed(value: str | Iterable[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
