"""The catalogue: the one source of truth, in SQL. Texts, sections, passages, their vectors and postings, the state of each file.

Everything else is derived from it. Each change is one transaction and moves `revision` by one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from corpus import tables
from corpus.dates import year_span
from corpus.errors import StoreError, UsageError
from corpus.model import Document, Locator, Passage, Reading, Section, SourceFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD = "0001"
"""The revision of `migrations/` that this code reads and writes."""
PAGE = 900
"""Values bound in one statement: below SQLite's oldest limit of 999."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """A passage's terms, one string for each field, ready for the engine's full-text table."""

    title: str
    headings: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index keeps of one passage: its unit vector, (dimension,) float32, and its postings."""

    vector: NDArray[np.float32]
    postings: Postings


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document in the list of the collection, without its text."""

    document: Document
    passages: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Conditions on passages, for SQL: any of the regions, any of the kinds, and a stretch of years."""

    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that holds a term searched for, with the terms of its fields."""

    seq: int
    passage_id: str
    postings: Postings


class Catalogue:
    """An open catalogue. Its methods may be called from several threads of the process that owns the home folder."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, path: Path) -> Catalogue:
        """Open a catalogue, making or migrating it where needed.

        Raises:
            StoreError: the folder cannot be written, the file is damaged, or a newer version made it.
        """
        engine = _engine(path)
        try:
            with engine.connect() as connection:
                version = _version(connection)
            if version != HEAD:
                _migrate(engine, version, path)
        except sa.exc.OperationalError as error:
            engine.dispose()
            raise StoreError("store.unwritable", path=str(path.parent)) from error
        except sa.exc.DatabaseError as error:
            engine.dispose()
            raise StoreError("store.damaged", path=str(path)) from error
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Give a transaction that is committed at the end, with the next revision."""
        try:
            with self._engine.begin() as connection:
                yield connection
                _put_value(connection, "revision", str(_revision(connection) + 1))
        except sa.exc.OperationalError as error:
            key = "store.full" if "full" in str(error.orig) else "store.unwritable"
            raise StoreError(key, path=str(self._engine.url.database)) from error

    # What is true of the home as a whole

    def revision(self) -> int:
        """Return the number of committed changes so far."""
        with self._engine.connect() as connection:
            return _revision(connection)

    def value(self, key: str) -> str | None:
        """Return one of the home's own values, such as the index card."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(tables.home.c.value).where(tables.home.c.key == key)).scalar()

    def set_value(self, key: str, value: str) -> None:
        """Set one of the home's own values."""
        with self._engine.begin() as connection:
            _put_value(connection, key, value)

    def integrity(self) -> list[str]:
        """Return what the engine itself finds damaged, in its own words; nothing when all is sound."""
        with self._engine.connect() as connection:
            try:
                found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
                found += [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
            except sa.exc.DatabaseError as error:
                return [str(error.orig)]
        return [line for line in found if line != "ok"]

    # Files

    def source_files(self) -> dict[str, SourceFile]:
        """Return every file that was handed in, by its path."""
        with self._engine.connect() as connection:
            return {row.path: _source_file(row) for row in connection.execute(sa.select(tables.source_files))}

    def given(self, path: str) -> dict[str, Any]:
        """Return what a person set for a file by option."""
        with self._engine.connect() as connection:
            query = sa.select(tables.source_files.c.given).where(tables.source_files.c.path == path)
            return dict(connection.execute(query).scalar() or {})

    # Writing

    def put(self, file: SourceFile, reading: Reading, indexed: Sequence[Indexed], given: Mapping[str, Any]) -> None:
        """Record a file that was read, with its document, sections, passages, vectors and postings, as one change.

        The document that the same path held before is replaced; it goes when no other file holds it.
        """
        document = reading.document
        with self._changing() as connection:
            before = _document_of(connection, file.path)
            holders: list[str] = []
            if before == document.document_id:  # the same text, told anew what it is
                holders = _release_files(connection, before)
                _drop_document(connection, before)
                before = None
            known = connection.execute(
                sa.select(tables.documents.c.document_id).where(tables.documents.c.document_id == document.document_id)
            ).scalar()
            if not known:
                _insert_document(connection, reading, indexed)
            _put_file(connection, file, document.document_id, given)
            _hold(connection, holders, document.document_id)
            connection.execute(
                sa.delete(tables.successors).where(tables.successors.c.document_id == document.document_id)
            )
            if before:
                _drop_if_orphan(connection, before, successor=document.document_id)

    def put_failure(self, file: SourceFile, given: Mapping[str, Any]) -> None:
        """Record a file that could not be read; what the same path held before stays searchable."""
        with self._changing() as connection:
            _put_file(connection, file, _document_of(connection, file.path), given)

    def forget(self, path: str) -> str | None:
        """Forget a file; return its document's id when no other file held the document, which then goes too."""
        with self._changing() as connection:
            document_id = _document_of(connection, path)
            connection.execute(sa.delete(tables.source_files).where(tables.source_files.c.path == path))
            return document_id if document_id and _drop_if_orphan(connection, document_id) else None

    def remove(self, document_id: str) -> None:
        """Remove a document and the record of its files."""
        with self._changing() as connection:
            connection.execute(sa.delete(tables.source_files).where(tables.source_files.c.document_id == document_id))
            _drop_document(connection, document_id)

    def reindex(self, passage_ids: Sequence[str], indexed: Sequence[Indexed]) -> None:
        """Give some passages other vectors and postings, as one change."""
        with self._changing() as connection:
            for passage_id, entry in zip(passage_ids, indexed, strict=True):
                table, lexical = tables.passages, tables.lexical
                seq = connection.execute(sa.select(table.c.seq).where(table.c.passage_id == passage_id)).scalar_one()
                old = connection.execute(sa.select(lexical).where(lexical.c.rowid == seq)).one()
                _add_lengths(connection, [Postings(title=old.title, headings=old.headings, body=old.body)], -1)
                _add_lengths(connection, [entry.postings], 1)
                vector = np.asarray(entry.vector, dtype="<f4").tobytes()
                connection.execute(sa.update(table).where(table.c.seq == seq).values(vector=vector))
                connection.execute(sa.update(lexical).where(lexical.c.rowid == seq).values(**asdict(entry.postings)))

    # Reading

    def held(self) -> list[Held]:
        """Return every document, without its text, by source and id."""
        count = sa.func.count(tables.passages.c.seq).label("passages")
        columns = [column for column in tables.documents.c if column.name != "text"]
        query = (
            sa.select(*columns, count)
            .outerjoin(tables.passages, tables.passages.c.document_id == tables.documents.c.document_id)
            .group_by(tables.documents.c.document_id)
            .order_by(tables.documents.c.source, tables.documents.c.document_id)
        )
        with self._engine.connect() as connection:
            paths: dict[str, list[str]] = {}
            for path, document_id in connection.execute(
                sa.select(tables.source_files.c.path, tables.source_files.c.document_id)
            ):
                paths.setdefault(document_id, []).append(path)
            return [
                Held(
                    document=_document(row, text=""),
                    passages=row.passages,
                    paths=tuple(sorted(paths.get(row.document_id, []))),
                )
                for row in connection.execute(query)
            ]

    def find(self, name: str) -> Document:
        """Return the document with an id, the start of one id, a file's name or path, or the id it had before.

        Raises:
            UsageError: no document, or several, answer to the name.
        """
        wanted = unicodedata.normalize("NFC", name)
        table = tables.documents
        with self._engine.connect() as connection:
            for condition in (
                table.c.document_id == wanted,
                table.c.source == wanted,
                table.c.document_id.in_(
                    sa.select(tables.source_files.c.document_id).where(
                        sa.or_(tables.source_files.c.path == wanted, tables.source_files.c.name == wanted)
                    )
                ),
                table.c.document_id.in_(
                    sa.select(tables.successors.c.successor_id).where(tables.successors.c.document_id == wanted)
                ),
                table.c.document_id.startswith(wanted, autoescape=True) if len(wanted) >= 4 else sa.false(),
            ):
                rows = connection.execute(sa.select(table).where(condition).limit(2)).all()
                if len(rows) == 1:
                    return _document(rows[0], text=rows[0].text)
                if rows:
                    raise UsageError("usage.document_ambiguous", name=name)
        raise UsageError("usage.document_unknown", name=name)

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Return documents by id, with their texts."""
        found: dict[str, Document] = {}
        with self._engine.connect() as connection:
            for page in _pages(dict.fromkeys(document_ids)):
                for row in connection.execute(
                    sa.select(tables.documents).where(tables.documents.c.document_id.in_(page))
                ):
                    found[row.document_id] = _document(row, text=row.text)
        return found

    def sections(self, document_id: str) -> list[Section]:
        """Return the sections of a document, in order."""
        table = tables.sections
        with self._engine.connect() as connection:
            query = sa.select(table).where(table.c.document_id == document_id).order_by(table.c.ordinal)
            return [_section(row) for row in connection.execute(query)]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in order."""
        table = tables.passages
        with self._engine.connect() as connection:
            query = sa.select(table).where(table.c.document_id == document_id).order_by(table.c.start)
            return [_passage(row) for row in connection.execute(query)]

    def passages(self, passage_ids: Iterable[str]) -> dict[str, Passage]:
        """Return passages by id."""
        found: dict[str, Passage] = {}
        with self._engine.connect() as connection:
            for page in _pages(passage_ids):
                for row in connection.execute(sa.select(tables.passages).where(tables.passages.c.passage_id.in_(page))):
                    found[row.passage_id] = _passage(row)
        return found

    def passage_ids(self, where: Where | None = None) -> list[str]:
        """Return the ids of the passages that meet some conditions, or of all, sorted."""
        query = (
            sa.select(tables.passages.c.passage_id).where(*_conditions(where)).order_by(tables.passages.c.passage_id)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def count(self) -> int:
        """Return the number of passages."""
        with self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(tables.passages)).scalar_one())

    def vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of passages, (n, dimension) float32, in the order of the ids."""
        found: dict[str, bytes] = {}
        table = tables.passages
        with self._engine.connect() as connection:
            for page in _pages(passage_ids):
                query = sa.select(table.c.passage_id, table.c.vector).where(table.c.passage_id.in_(page))
                found.update((row.passage_id, row.vector) for row in connection.execute(query))
        if not passage_ids:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([np.frombuffer(found[passage_id], dtype="<f4") for passage_id in passage_ids])

    # Postings

    def candidates(self, terms: Sequence[str], limit: int, where: Where | None = None) -> list[Candidate]:
        """Return the passages that hold any of some terms, the likeliest first by the engine's own BM25, at most `limit`."""
        if not terms:
            return []
        match = " OR ".join(f'"{term}"' for term in terms)
        lexical, table = tables.lexical, tables.passages
        query = (
            sa.select(lexical.c.rowid, lexical.c.title, lexical.c.headings, lexical.c.body, table.c.passage_id)
            .select_from(lexical)
            .join(table, table.c.seq == lexical.c.rowid)
            .where(sa.text("lexical MATCH :match"), *_conditions(where))
            .order_by(sa.text("bm25(lexical, 1.0, 2.0, 1.0)"))
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [
                Candidate(
                    seq=row.rowid,
                    passage_id=row.passage_id,
                    postings=Postings(title=row.title, headings=row.headings, body=row.body),
                )
                for row in connection.execute(query, {"match": match})
            ]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return, for each term that any passage holds, the number of passages that do."""
        found: dict[str, int] = {}
        query = sa.text("SELECT term, doc FROM lexical_terms WHERE term IN :terms").bindparams(
            sa.bindparam("terms", expanding=True)
        )
        with self._engine.connect() as connection:
            for page in _pages(terms):
                found.update((row.term, row.doc) for row in connection.execute(query, {"terms": page}))
        return found

    def terms_like(self, start: str) -> list[str]:
        """Return the terms of the collection that start with some letters, for tolerance to typos."""
        query = sa.text("SELECT term FROM lexical_terms WHERE term >= :first AND term < :last")
        with self._engine.connect() as connection:
            return list(connection.execute(query, {"first": start, "last": start + "\U0010ffff"}).scalars())

    def postings_lengths(self) -> tuple[int, int, int]:
        """Return the total number of terms in the title, headings and body fields of all passages."""
        with self._engine.connect() as connection:
            stored = connection.execute(sa.select(tables.home.c.value).where(tables.home.c.key == "lengths")).scalar()
        title, headings, body = (int(part) for part in (stored or "0 0 0").split())
        return title, headings, body


def _engine(path: Path) -> Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, so that schema changes are in them too
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _version(connection: Connection) -> str | None:
    known = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if known else None


def _migrate(engine: Engine, version: str | None, path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError("store.newer", path=str(path.parent), version=version)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)


def _revision(connection: Connection) -> int:
    return int(connection.execute(sa.select(tables.home.c.value).where(tables.home.c.key == "revision")).scalar() or 0)


def _put_value(connection: Connection, key: str, value: str) -> None:
    connection.execute(sa.delete(tables.home).where(tables.home.c.key == key))
    connection.execute(sa.insert(tables.home).values(key=key, value=value))


def _pages(values: Iterable[str]) -> Iterator[list[str]]:
    everything = list(values)
    for start in range(0, len(everything), PAGE):
        yield everything[start : start + PAGE]


def _conditions(where: Where | None) -> list[sa.ColumnElement[bool]]:
    if where is None:
        return []
    table = tables.passages
    conditions: list[sa.ColumnElement[bool]] = []
    if where.regions:
        inside = sa.select(tables.passage_regions.c.seq).where(tables.passage_regions.c.region.in_(where.regions))
        conditions.append(table.c.seq.in_(inside))
    if where.kinds:
        conditions.append(table.c.kind.in_(where.kinds))
    if where.since is not None:
        conditions.append(table.c.last_year >= where.since)
    if where.until is not None:
        conditions.append(table.c.first_year <= where.until)
    return conditions


def _document_of(connection: Connection, path: str) -> str | None:
    query = sa.select(tables.source_files.c.document_id).where(tables.source_files.c.path == path)
    return connection.execute(query).scalar()


def _put_file(connection: Connection, file: SourceFile, document_id: str | None, given: Mapping[str, Any]) -> None:
    connection.execute(sa.delete(tables.source_files).where(tables.source_files.c.path == file.path))
    connection.execute(
        sa.insert(tables.source_files).values(
            path=file.path,
            name=file.name,
            sha256=file.sha256,
            size=file.size,
            state=file.state,
            error_code=file.error_code,
            reason=file.reason,
            given=dict(given),
            document_id=document_id,
        )
    )


def _insert_document(connection: Connection, reading: Reading, indexed: Sequence[Indexed]) -> None:
    document = reading.document
    connection.execute(
        sa.insert(tables.documents).values(
            document_id=document.document_id,
            source=document.source,
            title=document.title,
            kind=document.kind,
            organisation=document.organisation,
            regions=list(document.regions),
            date=document.date,
            authors=list(document.authors),
            language=document.language,
            licence=document.licence,
            source_url=document.source_url,
            flags=list(document.flags),
            text=document.text,
        )
    )
    if reading.sections:
        connection.execute(
            sa.insert(tables.sections),
            [_section_values(document, n, section) for n, section in enumerate(reading.sections)],
        )
    first = (
        int(
            connection.exec_driver_sql(
                "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0)"
            ).scalar_one()
        )
        + 1
    )
    pairs = list(zip(reading.passages, indexed, strict=True))
    connection.execute(
        sa.insert(tables.passages),
        [_passage_values(first + n, passage, entry) for n, (passage, entry) in enumerate(pairs)],
    )
    regions = [
        {"seq": first + n, "region": region} for n, (passage, _) in enumerate(pairs) for region in passage.regions
    ]
    if regions:
        connection.execute(sa.insert(tables.passage_regions), regions)
    connection.execute(
        sa.insert(tables.lexical),
        [
            {
                "rowid": first + n,
                "title": entry.postings.title,
                "headings": entry.postings.headings,
                "body": entry.postings.body,
            }
            for n, (_, entry) in enumerate(pairs)
        ],
    )
    _add_lengths(connection, (entry.postings for _, entry in pairs), 1)


def _add_lengths(connection: Connection, postings: Iterable[Postings], sign: int) -> None:
    stored = connection.execute(sa.select(tables.home.c.value).where(tables.home.c.key == "lengths")).scalar()
    totals = [int(part) for part in (stored or "0 0 0").split()]
    for entry in postings:
        for field, terms in enumerate((entry.title, entry.headings, entry.body)):
            totals[field] += sign * len(terms.split())
    _put_value(connection, "lengths", " ".join(map(str, totals)))


def _drop_if_orphan(connection: Connection, document_id: str, successor: str | None = None) -> bool:
    """Drop a document that no file holds any more; its page then points to what replaced it."""
    holders = (
        sa.select(sa.func.count())
        .select_from(tables.source_files)
        .where(tables.source_files.c.document_id == document_id)
    )
    if connection.execute(holders).scalar_one():
        return False
    _drop_document(connection, document_id)
    if successor:
        connection.execute(
            sa.update(tables.successors)
            .where(tables.successors.c.successor_id == document_id)
            .values(successor_id=successor)
        )
        connection.execute(sa.insert(tables.successors).values(document_id=document_id, successor_id=successor))
    return True


def _release_files(connection: Connection, document_id: str) -> list[str]:
    table = tables.source_files
    paths = list(connection.execute(sa.select(table.c.path).where(table.c.document_id == document_id)).scalars())
    connection.execute(sa.update(table).where(table.c.document_id == document_id).values(document_id=None))
    return paths


def _hold(connection: Connection, paths: Iterable[str], document_id: str) -> None:
    for page in _pages(paths):
        connection.execute(
            sa.update(tables.source_files).where(tables.source_files.c.path.in_(page)).values(document_id=document_id)
        )


def _drop_document(connection: Connection, document_id: str) -> None:
    seqs = list(
        connection.execute(
            sa.select(tables.passages.c.seq).where(tables.passages.c.document_id == document_id)
        ).scalars()
    )
    for start in range(0, len(seqs), PAGE):
        page = seqs[start : start + PAGE]
        rows = connection.execute(sa.select(tables.lexical).where(tables.lexical.c.rowid.in_(page))).all()
        _add_lengths(connection, (Postings(title=row.title, headings=row.headings, body=row.body) for row in rows), -1)
        connection.execute(sa.delete(tables.lexical).where(tables.lexical.c.rowid.in_(page)))
    connection.execute(sa.delete(tables.documents).where(tables.documents.c.document_id == document_id))


def _section_values(document: Document, ordinal: int, section: Section) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "ordinal": ordinal,
        "start": section.start,
        "end": section.end,
        "heading_path": list(section.heading_path),
        "locator_kind": section.locator.kind if section.locator else None,
        "locator_value": section.locator.value if section.locator else None,
        "date": section.date,
        "kind": section.kind,
        "regions": list(section.regions),
        "themes": list(section.themes),
    }


def _passage_values(seq: int, passage: Passage, entry: Indexed) -> dict[str, Any]:
    years = year_span(passage.date)
    return {
        "seq": seq,
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "heading_path": list(passage.heading_path),
        "locator_kind": passage.locator.kind,
        "locator_value": passage.locator.value,
        "embedding_text": passage.embedding_text,
        "kind": passage.kind,
        "regions": list(passage.regions),
        "date": passage.date,
        "first_year": years[0] if years else None,
        "last_year": years[1] if years else None,
        "vector": np.asarray(entry.vector, dtype="<f4").tobytes(),
    }


def _source_file(row: Row[Any]) -> SourceFile:
    return SourceFile(
        path=row.path,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        state=row.state,
        document_id=row.document_id,
        error_code=row.error_code,
        reason=row.reason,
    )


def _document(row: Row[Any], *, text: str) -> Document:
    return Document(
        document_id=row.document_id,
        source=row.source,
        title=row.title,
        kind=row.kind,
        text=text,
        organisation=row.organisation,
        regions=tuple(row.regions),
        date=row.date,
        authors=tuple(row.authors),
        language=row.language,
        licence=row.licence,
        source_url=row.source_url,
        flags=tuple(row.flags),
    )


def _section(row: Row[Any]) -> Section:
    return Section(
        heading_path=tuple(row.heading_path),
        start=row.start,
        end=row.end,
        locator=Locator(kind=row.locator_kind, value=row.locator_value) if row.locator_kind else None,
        date=row.date,
        kind=row.kind,
        regions=tuple(row.regions),
        themes=tuple(row.themes),
    )


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        document_id=row.document_id,
        start=row.start,
        end=row.end,
        text=row.text,
        heading_path=tuple(row.heading_path),
        locator=Locator(kind=row.locator_kind, value=row.locator_value),
        embedding_text=row.embedding_text,
        kind=row.kind,
        regions=tuple(row.regions),
        date=row.date,
    )
