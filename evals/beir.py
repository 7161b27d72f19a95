"""A folder in BEIR layout → cases and readings: each entry of its corpus becomes a document, cut as any file is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.causes import cause_of
from corpus.errors import FileError, UsageError
from corpus.model import Block, Extract, Metadata, Reading, SourceFile
from corpus.reading import make_reading, sha256_of
from evals.model import Case, Gold
from evals.questions import parse_line, read_lines, string
from index.question import question_language

CORPUS, QUERIES, JUDGEMENTS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_GRADE = re.compile(r"\s*-?\d+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a corpus: its id, its title, which may be empty, and its text."""

    entry_id: str
    title: str
    text: str


def is_beir(folder: Path) -> bool:
    """Tell whether a folder holds the three files of the layout.

    Source: https://github.com/beir-cellar/beir
    """
    return all((folder / name).is_file() for name in (CORPUS, QUERIES, JUDGEMENTS))


def load_entries(folder: Path) -> Iterator[Entry]:
    """Give the entries of a corpus, in order.

    Raises:
        UsageError: the file cannot be read, or a line is not an entry.
    """
    path = folder / CORPUS
    for number, item in read_lines(path):
        yield parse_line(path, number, item, _entry)


def load_queries(folder: Path) -> tuple[Case, ...]:
    """Return the queries as cases, in order, with the entries judged relevant to each.

    Judgements of queries that are not listed are left out: a folder may hold a part of the queries.

    Raises:
        UsageError: a file cannot be read, or a line is neither a query nor a judgement.
    """
    path = folder / QUERIES
    judged = _judgements(folder / JUDGEMENTS)
    cases: list[Case] = []
    for number, item in read_lines(path):
        query_id, text = parse_line(path, number, item, lambda one: (string(one, "_id"), string(one, "text")))
        cases.append(
            Case(
                case_id=query_id,
                language=question_language(text),
                user="",
                kind="",
                question=text,
                gold=tuple(Gold(file=entry, grade=grade) for entry, grade in judged.get(query_id, {}).items()),
            )
        )
    return tuple(cases)


def reading_of(entry: Entry) -> tuple[SourceFile, Reading] | None:
    """Return an entry as a file that was read, or None where it is empty."""
    heading = [Block(kind="heading", level=1, text=entry.title)] if entry.title else []
    paragraphs = [Block(kind="paragraph", text=line.strip()) for line in entry.text.splitlines() if line.strip()]
    extract = Extract(blocks=(*heading, *paragraphs), metadata=Metadata(title=entry.title or None))
    try:
        reading = make_reading(extract, source=entry.entry_id)
    except FileError:
        return None
    content = f"{entry.title}\n{entry.text}".encode()
    file = SourceFile(
        path=entry.entry_id,
        name=entry.entry_id,
        sha256=sha256_of(content),
        size=len(content),
        state="read",
        document_id=reading.document.document_id,
    )
    return file, reading


def _entry(item: dict[str, Any]) -> Entry:
    title, text = item.get("title") or "", item.get("text")
    if not isinstance(title, str):
        raise ValueError('title: "…"')
    if not isinstance(text, str):
        raise ValueError('text: "…"')
    return Entry(entry_id=string(item, "_id"), title=title.strip(), text=text)


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """Return the grade of each relevant entry, by query; the first line may be a header."""
    judged: dict[str, dict[str, int]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError("usage.questions_file", path=str(path), detail=cause_of(error)) from error
    for number, row in enumerate(rows, start=1):
        graded = len(row) == 3 and _GRADE.fullmatch(row[2])
        if not row or (number == 1 and not graded):
            continue
        if not graded:
            raise UsageError(
                "usage.questions_line", path=str(path), line=number, detail="query-id ⇥ corpus-id ⇥ score (0, 1, 2…)"
            )
        query, entry, grade = row[0], row[1], int(row[2])
        if grade > 0:
            judged.setdefault(query, {})[entry] = grade
    return judged
