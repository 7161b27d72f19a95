"""The judgement of a catalogue: whatever changes by itself is found, and the documents that it changed are named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.wording import said
from corpus import tables
from corpus.catalogue import Catalogue, Indexed, Postings
from corpus.judgement import Named, Problem
from corpus.model import Metadata, SourceFile
from corpus.reading import read_file, sha256_of

DIMENSION = 4
UNCOVERED = {"content_digest", "index_digest", "source"}
"""A digest that is not its document's is found as any change is; the name of a file follows the files."""


def put(catalogue: Catalogue, name: str, text: str) -> str:
    reading = read_file(Path(name), text.encode())
    file = SourceFile(
        path=f"/c/{name}", name=name, sha256=sha256_of(text.encode()), size=len(text), state="read", document_id=None
    )
    indexed = [
        Indexed(
            vector=np.full(DIMENSION, number + 1, dtype=np.float32),
            postings=Postings(title="plan", headings="mesure", body="comité"),
        )
        for number, _ in enumerate(reading.passages)
    ]
    catalogue.put(file, reading, indexed, Metadata())
    return reading.document.document_id


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the file of a sound catalogue of three documents."""
    path = tmp_path_factory.mktemp("sound") / "catalogue.sqlite3"
    catalogue = Catalogue.open(path)
    for number in range(3):
        body = "Le comité se réunit quatre fois par année. " * 30
        put(catalogue, f"{number}.md", f"# Plan {number}\n\nEn Estrie.\n\n## Mesure\n\n{body}\n\n## Suite\n\n{body}")
    assert catalogue.judge() == []
    catalogue.close()
    return path.read_bytes()


@pytest.fixture
def path(sound: bytes, tmp_path: Path) -> Path:
    """Return a copy of it, to spoil."""
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(sound)
    return path


def spoil(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        assert database.execute(statement, values).rowcount


def judged(path: Path) -> list[Problem]:
    catalogue = Catalogue.open(path)
    try:
        return catalogue.judge()
    finally:
        catalogue.close()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in (tables.documents, tables.sections, tables.passages, tables.lexical)
        for column in table.columns
        if column.name not in UNCOVERED
    ],
)
def test_whatever_changes_of_a_document_is_found(path: Path, sound: bytes, table: str, column: str) -> None:
    """In each column: another value, and bytes that are none."""
    with closing(sqlite3.connect(path)) as database:
        (whole,) = database.execute(f'SELECT "{column}" FROM {table} ORDER BY rowid LIMIT 1').fetchone()
    for other in (flipped(whole), None if whole is not None else "x", b"\xff\xfe"):
        path.write_bytes(sound)
        first = f"(SELECT rowid FROM {table} ORDER BY rowid LIMIT 1)"
        try:
            spoil(path, f'UPDATE {table} SET "{column}" = ? WHERE rowid = {first}', other)
        except sqlite3.IntegrityError:  # no column that must hold something is left without
            continue
        assert judged(path), other


def flipped(value: object) -> object:
    """Return a value with one bit changed."""
    match value:
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case str() if value:
            return value[:-1] + chr(ord(value[-1]) ^ 1)
        case int():
            return value ^ 1
    return "x"


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        ("UPDATE documents SET text = text || '!' WHERE rowid = 1", "check.text"),
        ("UPDATE passages SET text = 'autre chose' WHERE seq = 1", "check.passage"),
        ("UPDATE passages SET start = start + 1 WHERE seq = 1", "check.passage"),
        ("UPDATE documents SET date = '1999' WHERE rowid = 1", "check.content"),
        ("UPDATE documents SET title = CAST(x'ff' AS TEXT) WHERE rowid = 1", "check.content"),
        ("UPDATE sections SET heading_path = '{' WHERE rowid = 1", "check.content"),
        ("DELETE FROM sections WHERE rowid = 1", "check.content"),
        ("UPDATE passages SET vector = zeroblob(16) WHERE seq = 1", "check.index"),
        ("UPDATE passages SET vector = x'00' WHERE seq = 1", "check.index"),
        ("UPDATE documents SET index_digest = NULL WHERE rowid = 1", "check.index"),
    ],
)
def test_what_is_wrong_is_said_of_the_document_that_it_is_wrong_with(path: Path, statement: str, key: str) -> None:
    spoil(path, statement)
    (problem,) = judged(path)
    assert problem.key == key
    assert [one.title for one in problem.documents] == ["" if "title =" in statement else "Plan 0"]


def test_a_passage_that_is_gone_is_found(path: Path) -> None:
    spoil(path, "DELETE FROM passages WHERE seq = 1")
    assert judged(path)


def test_a_sentence_names_a_few_documents_and_counts_the_others() -> None:
    def text(count: int) -> str:
        documents = tuple(Named(document_id=f"{number:016}", title=f"Plan {number}") for number in range(count))
        return said("fr", Problem(key="check.text", documents=documents).worded()).replace("\u00a0", " ")

    assert "« Plan 0 » (0000000000000000). " in text(1)
    assert "« Plan 3 »" in text(4)
    assert " et 6 autres." in text(9)
    assert "« Plan 3 »" not in text(9)
    assert "“Plan 0”" in said(
        "en", Problem(key="check.index", documents=(Named(document_id="a", title="Plan 0"),)).worded()
    )
