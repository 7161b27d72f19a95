"""The catalogue: the one source of truth, in SQL: texts, sections, passages, vectors, postings, the state of each file.

Everything else is derived from it. Each change is one transaction and moves `revision` by one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus import moving, records, tables
from corpus.claims import LEASE, Claims
from corpus.digests import digests_of, sign_index
from corpus.engine import Kind, kind_of, open_engine, read_from, write_to
from corpus.erasure import note_removal, scrub
from corpus.errors import StoreError, UsageError
from corpus.journal import Journal
from corpus.judgement import Problem, judge
from corpus.model import Document, FileState, Metadata, Passage, Reading, Section, SourceFile
from corpus.outbox import Outbox
from corpus.servers import ServerSettings
from corpus.sqlite import PAGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Value = TypeVar("_Value", str, int)
LEAST_PREFIX = 4
"""Characters of the start of an id that may stand for it."""


class Postings(NamedTuple):
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
    """A document in the list of the collection, without its text.

    It is `failed` when none of its files could be read the last time: the text is that of an earlier reading.
    """

    document: Document
    passages: int
    paths: tuple[str, ...]
    state: FileState = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """A file that was handed in, what a person set for it, and the flags of the document that it holds."""

    file: SourceFile
    given: Metadata
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Conditions on passages, for SQL: any of the regions, kinds and documents, and a stretch of years."""

    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


class Candidate(NamedTuple):
    """A passage that holds a term searched for, with the terms of its fields; each search makes hundreds of them."""

    seq: int
    passage_id: str
    title: str
    headings: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a question may name of a passage beside its words."""

    kind: str
    regions: tuple[str, ...]
    date: str | None
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What a ranking by words weighs them with, all of one revision.

    The number of passages; the terms in all their title, headings and body fields; and, for each term that was asked
    for and that any passage holds, the number of passages that do.
    """

    count: int
    lengths: tuple[int, int, int]
    frequencies: dict[str, int]


_READ = [column for column in tables.passages.c if column.name != "vector"]
_REVISION = sa.select(tables.home.c.value).where(tables.home.c.key == "revision")
_LENGTHS = sa.select(tables.home.c.value).where(tables.home.c.key == "lengths")
_PUT_VALUE = sa.text(
    "INSERT INTO home (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_DOCUMENT_OF = sa.select(tables.source_files.c.document_id).where(tables.source_files.c.path == sa.bindparam("path"))
_IS_HELD = sa.select(sa.exists().where(tables.documents.c.document_id == sa.bindparam("document")))
_DROP_FILE = sa.delete(tables.source_files).where(tables.source_files.c.path == sa.bindparam("path"))
_DROP_SUCCESSOR = sa.delete(tables.successors).where(tables.successors.c.document_id == sa.bindparam("document"))
_STATED = sa.text("SELECT key, value FROM home WHERE key IN ('revision', 'lengths')")
EVERYTHING = ""
"""Under which the number of all passages is remembered: no term is empty."""
FILTERED = "INDEXED BY passages_filtered"
"""Told to SQLite, which would else read whole passages to learn their ids, or whether they meet some conditions."""
WIDER = 2
"""How many times the passages that are wanted are looked at, for those that meet some conditions."""


class Counted:
    """What was counted of a catalogue, by term, at one of its revisions: counting takes longer as it grows."""

    def __init__(self) -> None:
        self._at: tuple[int, dict[str, int]] = (0, {})

    def at(self, revision: int) -> dict[str, int]:
        """Return what is remembered of a revision, to read and to add to; what was of another one goes."""
        known, counts = self._at
        if known != revision:
            counts = {}
            self._at = (revision, counts)
        return counts


class _Asked:
    """What every search asks of an engine, made once: making a statement takes longer than running it does."""

    def __init__(self, kind: Kind) -> None:
        table, held = tables.passages, kind.postings()
        own = kind.among(table.c.passage_id)
        self.documents = sa.select(tables.documents).where(kind.among(tables.documents.c.document_id))
        self.passages = sa.select(*_READ).where(own)
        self.vectors = sa.select(table.c.passage_id, table.c.vector).where(own)
        self.every_vector = sa.select(table.c.passage_id, table.c.vector).order_by(table.c.passage_id)
        self.traits = sa.select(
            table.c.passage_id, table.c.kind, table.c.regions, table.c.date, table.c.heading_path
        ).where(own)
        self.terms = sa.select(tables.lexical_terms.c.term, tables.lexical_terms.c.doc).where(
            kind.among(tables.lexical_terms.c.term)
        )
        self.candidates = (
            sa.select(held.c.rowid, table.c.passage_id, held.c.title, held.c.headings, held.c.body)
            .join(table, table.c.seq == held.c.rowid)
            .with_hint(table, FILTERED, "sqlite")
            .where(kind.among(held.c.rowid))
        )


def _always(_connection: Connection) -> bool:
    """Tell that a file is ours: no other process takes any in."""
    return True


class Catalogue:
    """An open catalogue. Its methods may be called from several threads of the process that owns the home folder.

    On PostgreSQL, from several processes too.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counted = Counted()
        self._kind = kind_of(engine)
        self._asked = _Asked(self._kind)

    @classmethod
    def open(cls, place: Path | ServerSettings) -> Catalogue:
        """Open the catalogue in a file or on a server, making or migrating it where needed.

        Raises:
            StoreError: the folder cannot be written, the file is damaged, a newer version made it, or the server
                cannot be used.
        """
        return cls(open_engine(place))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Give a transaction that is committed at the end, with the next revision."""
        with write_to(self._engine) as connection:
            yield connection
            _put_value(connection, "revision", str(_revision(connection) + 1))

    # What is true of the home as a whole

    def revision(self) -> int:
        """Return the number of committed changes so far."""
        with read_from(self._engine) as connection:
            return _revision(connection)

    def value(self, key: str) -> str | None:
        """Return one of the home's own values, such as the index card."""
        with read_from(self._engine) as connection:
            return connection.execute(sa.select(tables.home.c.value).where(tables.home.c.key == key)).scalar()

    def set_value(self, key: str, value: str) -> None:
        """Set one of the home's own values."""
        with write_to(self._engine) as connection:
            _put_value(connection, key, value)

    def judge(self) -> list[Problem]:
        """Return what is wrong with what is held; nothing when every document is as it was put in.

        Raises:
            StoreError: its folder or its server cannot be used.
        """
        return judge(self._engine)

    @property
    def journal(self) -> Journal:
        """What was asked, where it may be kept."""
        return Journal(self._engine)

    @property
    def outbox(self) -> Outbox:
        """What the vectors' server must still be told, on PostgreSQL."""
        return Outbox(self._engine)

    def claims(self, worker: str, lease: float = LEASE) -> Claims:
        """Return the files that a process shares with others, on PostgreSQL."""
        return Claims(self._engine, worker, lease)

    # Files

    def known_files(self, paths: Iterable[str] | None = None) -> dict[str, KnownFile]:
        """Return what is held of some paths, or of all, by path."""
        files, documents = tables.source_files, tables.documents
        query = sa.select(files, documents.c.flags).outerjoin(documents, files.c.document_id == documents.c.document_id)
        pages = [query] if paths is None else [query.where(files.c.path.in_(page)) for page in _pages(paths)]
        with read_from(self._engine) as connection:
            return {
                row.path: KnownFile(
                    file=records.source_file(row), given=records.metadata(row.given), flags=tuple(row.flags or ())
                )
                for page in pages
                for row in connection.execute(page)
            }

    def source_files(self) -> dict[str, SourceFile]:
        """Return every file that was handed in, by its path."""
        with read_from(self._engine) as connection:
            return {row.path: records.source_file(row) for row in connection.execute(sa.select(tables.source_files))}

    def given(self) -> dict[str, Metadata]:
        """Return what a person set for their files, by path, for those that have something set."""
        table = tables.source_files
        with read_from(self._engine) as connection:
            rows = connection.execute(sa.select(table.c.path, table.c.given))
            return {row.path: records.metadata(row.given) for row in rows if row.given}

    # Writing

    def put(
        self,
        file: SourceFile,
        reading: Reading,
        indexed: Sequence[Indexed],
        given: Metadata,
        mine: Callable[[Connection], bool] = _always,
    ) -> bool:
        """Record a file that was read, with its document, sections, passages, vectors and postings, as one change.

        The document that the same path held before is replaced; it goes when no other file holds it. Nothing is
        recorded where the file is no longer `mine`, which is asked in the same transaction; return whether it was.
        """
        document_id = reading.document.document_id
        with self._changing() as connection:
            if not mine(connection):
                return False
            before = _document_of(connection, file.path)
            holders: list[str] = []
            is_held = _is_held(connection, document_id)
            if before == document_id or (is_held and given != Metadata()):  # the same text, told anew what it is
                holders = _release_files(connection, document_id)
                _drop_document(connection, document_id)
                is_held, before = False, None if before == document_id else before
            if not is_held:
                _insert_document(connection, reading, indexed, self._kind.next_seq(connection, len(indexed)))
            _put_file(connection, file, document_id, given)
            _hold(connection, holders, document_id)
            connection.execute(_DROP_SUCCESSOR, {"document": document_id})
            if before and not _drop_if_orphan(connection, before, successor=document_id):
                _name_after_a_holder(connection, before)
            return True

    def put_failure(self, file: SourceFile, given: Metadata, mine: Callable[[Connection], bool] = _always) -> bool:
        """Record a file that could not be read, if it is `mine`; what the same path held before stays searchable."""
        with self._changing() as connection:
            if mine(connection):
                _put_file(connection, file, _document_of(connection, file.path), given)
                return True
            return False

    def forget(self, path: str) -> str | None:
        """Forget a file; return its document's id when no other file held the document, which then goes too."""
        with self._changing() as connection:
            document_id = _document_of(connection, path)
            connection.execute(_DROP_FILE, {"path": path})
            if document_id and _drop_if_orphan(connection, document_id):
                return document_id
            _name_after_a_holder(connection, document_id)
            return None

    def remove(self, document_id: str) -> None:
        """Remove a document and the record of its files."""
        with self._changing() as connection:
            connection.execute(sa.delete(tables.source_files).where(tables.source_files.c.document_id == document_id))
            _drop_document(connection, document_id)

    def scrub(self) -> None:
        """Erase from the disk what removed documents left there; it costs nothing where none was removed."""
        scrub(self._engine)

    def move_files(self, moved: Mapping[str, str]) -> None:
        """Tell where files lie now, by where they lay, as one change."""
        table = tables.source_files
        with self._changing() as connection:
            for before, now in moved.items():
                connection.execute(sa.update(table).where(table.c.path == before).values(path=now))

    def reindex(self, entries: Mapping[str, Indexed], values: Mapping[str, str]) -> None:
        """Give passages, by id, other vectors and postings, and the home other values, as one change."""
        with self._changing() as connection:
            for key, value in values.items():
                _put_value(connection, key, value)
            table, lexical, touched = tables.passages, tables.lexical, set[str]()
            for passage_id, entry in entries.items():
                seq, document_id = connection.execute(
                    sa.select(table.c.seq, table.c.document_id).where(table.c.passage_id == passage_id)
                ).one()
                old = connection.execute(sa.select(lexical).where(lexical.c.rowid == seq)).one()
                _add_lengths(connection, [Postings(title=old.title, headings=old.headings, body=old.body)], -1)
                _add_lengths(connection, [entry.postings], 1)
                vector = records.vector_bytes(entry.vector)
                connection.execute(sa.update(table).where(table.c.seq == seq).values(vector=vector))
                connection.execute(sa.update(lexical).where(lexical.c.rowid == seq).values(**entry.postings._asdict()))
                touched.add(document_id)
            for document_id in touched:
                sign_index(connection, document_id)

    def become(self, source: Catalogue) -> int:
        """Take everything of another catalogue into this one, which is empty; return how many passages are the same.

        One that holds the same already is only compared. As one change, committed once every row has been compared.

        Raises:
            StoreError: this one holds something else, and is left alone; or the copy is not as the source is.
        """
        with read_from(source._engine) as there, write_to(self._engine) as here:
            if not moving.is_empty(here):
                try:
                    return moving.verify(there, here)
                except StoreError as error:
                    raise StoreError("move.not_empty") from error
            moving.copy(there, here)
            self._kind.number_on(here)
            return moving.verify(there, here)

    # Reading

    def held(self) -> list[Held]:
        """Return every document, without its text, by source and id."""
        count = sa.func.count(tables.passages.c.seq).label("passages")
        columns = [column for column in tables.documents.c if column.name not in {"text", "places"}]
        query = (
            sa.select(*columns, count)
            .outerjoin(tables.passages, tables.passages.c.document_id == tables.documents.c.document_id)
            .group_by(tables.documents.c.document_id)
            .order_by(tables.documents.c.source, tables.documents.c.document_id)
        )
        with read_from(self._engine) as connection:
            paths: dict[str, list[str]] = {}
            read: set[str] = set()
            files = tables.source_files.c
            for path, document_id, state in connection.execute(sa.select(files.path, files.document_id, files.state)):
                paths.setdefault(document_id, []).append(path)
                if state == "read":
                    read.add(document_id)
            return [
                Held(
                    document=records.document(row, text=""),
                    passages=row.passages,
                    paths=tuple(sorted(paths.get(row.document_id, []))),
                    state="read" if row.document_id in read else "failed",
                )
                for row in connection.execute(query)
            ]

    def find(self, name: str) -> Document:
        """Return the document with an id, the start of one id, a file's name or path, or the id it had before.

        Raises:
            UsageError: no document, or several, answer to the name.
        """
        wanted = unicodedata.normalize("NFC", name)  # as names are; a path stays as the file system gives it
        table, files = tables.documents, tables.source_files
        named = sa.select(files.c.document_id).where(sa.or_(files.c.path.in_([name, wanted]), files.c.name == wanted))
        replaced = sa.select(tables.successors.c.successor_id).where(tables.successors.c.document_id == wanted)
        conditions = [
            table.c.document_id == wanted,
            table.c.source == wanted,
            table.c.document_id.in_(named),
            table.c.document_id.in_(replaced),
        ]
        if len(wanted) >= LEAST_PREFIX:
            conditions.append(table.c.document_id.startswith(wanted, autoescape=True))
        with read_from(self._engine) as connection:
            for condition in conditions:
                rows = connection.execute(sa.select(table).where(condition).limit(2)).all()
                if len(rows) == 1:
                    return records.document(rows[0], text=rows[0].text)
                if rows:
                    raise UsageError("usage.document_ambiguous", name=name)
        raise UsageError("usage.document_unknown", name=name)

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Return documents by id, with their texts."""
        with read_from(self._engine) as connection:
            rows = connection.execute(self._asked.documents, self._among(document_ids))
            return {row.document_id: records.document(row, text=row.text) for row in rows}

    def sections(self, document_id: str) -> list[Section]:
        """Return the sections of a document, in order."""
        table = tables.sections
        with read_from(self._engine) as connection:
            query = sa.select(table).where(table.c.document_id == document_id).order_by(table.c.ordinal)
            return [records.section(row) for row in connection.execute(query)]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document, in order."""
        table = tables.passages
        with read_from(self._engine) as connection:
            query = sa.select(table).where(table.c.document_id == document_id).order_by(table.c.start)
            return [records.passage(row) for row in connection.execute(query)]

    def passages(self, passage_ids: Iterable[str]) -> dict[str, Passage]:
        """Return passages by id."""
        with read_from(self._engine) as connection:
            rows = connection.execute(self._asked.passages, self._among(passage_ids))
            return {row.passage_id: records.passage(row) for row in rows}

    def traits(self, passage_ids: Iterable[str]) -> dict[str, Traits]:
        """Return by id what a question may name of passages, without reading their texts."""
        with read_from(self._engine) as connection:
            rows = connection.execute(self._asked.traits, self._among(passage_ids))
            return {
                key: Traits(kind=kind, regions=tuple(regions), date=date, heading_path=tuple(headings))
                for key, kind, regions, date, headings in rows
            }

    def passage_ids(self, where: Where | None = None) -> list[str]:
        """Return the ids of the passages that meet some conditions, or of all, sorted."""
        query = (
            sa.select(tables.passages.c.passage_id).where(*_conditions(where)).order_by(tables.passages.c.passage_id)
        )
        with read_from(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def few_passage_ids(self, where: Where, most: int) -> list[str] | None:
        """Return the ids of the passages that meet some conditions, or None where they are over `most`."""
        query = sa.select(tables.passages.c.passage_id).where(*_conditions(where)).limit(most + 1)
        with read_from(self._engine) as connection:
            if connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one() > most:
                return None
            return list(connection.execute(query).scalars().all())

    def those_within(self, where: Where, passage_ids: Sequence[str]) -> set[str]:
        """Return which of some passages, by their ids, meet some conditions."""
        with read_from(self._engine) as connection:
            return self._meeting(connection, where, tables.passages.c.passage_id, passage_ids)

    def count(self) -> int:
        """Return the number of passages."""
        return self.statistics(()).count

    def themes_by_region(self) -> Counter[tuple[str, str]]:
        """Return the number of passages on each theme in each region; `""` stands for any theme, or for any place."""
        passages, sections, places = tables.passages.c, tables.sections.c, tables.passage_regions.c
        holds = sa.and_(
            sections.document_id == passages.document_id,
            sections.start <= passages.start,
            passages.start < sections.end,
        )
        inside = tables.passages.join(tables.sections, holds)
        anywhere = sa.select(sections.themes, sa.literal(""), sa.func.count()).select_from(inside)
        placed = sa.select(sections.themes, places.region, sa.func.count()).select_from(
            inside.join(tables.passage_regions, places.seq == passages.seq)
        )
        counts: Counter[tuple[str, str]] = Counter()
        with read_from(self._engine) as connection:
            for query in (anywhere.group_by(sections.themes), placed.group_by(sections.themes, places.region)):
                for themes, region, count in connection.execute(query):
                    for theme in ("", *themes):
                        counts[theme, region] += count
        return counts

    def vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of passages, (n, dimension) float32, in the order of the ids.

        Raises:
            KeyError: there is no such passage.
            StoreError: `store.vectors`: one of them is no vector, or not of the same size as the others.
        """
        there, vectors = self.vectors_there(passage_ids)
        if gone := set(passage_ids).difference(there):
            raise KeyError(min(gone))
        return vectors

    def vectors_there(self, passage_ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Return which of some passages there are, in their order, and their unit vectors, (n, dimension) float32.

        Raises:
            StoreError: as `vectors`.
        """
        with read_from(self._engine) as connection:
            found = dict(connection.execute(self._asked.vectors, self._among(passage_ids)).all())
        there = [passage_id for passage_id in passage_ids if passage_id in found]
        return there, _stacked([found[passage_id] for passage_id in there])

    def every_vector(self) -> tuple[list[str], NDArray[np.float32]]:
        """Return the ids of all passages, sorted, and their unit vectors, (n, dimension) float32, of one moment.

        Raises:
            StoreError: as `vectors`.
        """
        with read_from(self._engine) as connection:
            rows = connection.execute(self._asked.every_vector).all()
        return [row[0] for row in rows], _stacked([row[1] for row in rows])

    # Postings

    def candidates(
        self, terms: Sequence[str], limit: int, where: Where | None = None, together: Sequence[str] = ()
    ) -> list[Candidate]:
        """Return at most `limit` passages that hold any of some terms, the likeliest first by the engine's own BM25.

        So do those that hold all the terms of `together`.
        """
        if not terms and not together:
            return []
        lexical = tables.lexical
        with read_from(self._engine) as connection:
            matches, best_first = self._kind.matching(connection, terms, together)
            found = sa.select(lexical.c.rowid).select_from(lexical).where(matches).order_by(best_first, lexical.c.rowid)
            # The best are found before anything of theirs is read: thousands of passages may hold a term.
            best = self._first_within(connection, found, limit, where)
            rows = connection.execute(self._asked.candidates, self._among(best))
            candidates = {row[0]: Candidate._make(row) for row in rows}
        return [candidates[seq] for seq in best]

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what some terms are weighed with."""
        with read_from(self._engine) as connection:
            home: dict[str, str] = dict(connection.execute(_STATED).all())
            counted = self._counted.at(int(home.get("revision", 0)))
            if EVERYTHING not in counted:
                query = sa.select(sa.func.count()).select_from(tables.passages)
                counted[EVERYTHING] = int(connection.execute(query).scalar_one())
            if lacking := [term for term in terms if term not in counted]:
                counted.update(connection.execute(self._asked.terms, self._among(lacking)).all())
        title, headings, body = _parsed(home.get("lengths"))
        return Statistics(
            count=counted[EVERYTHING],
            lengths=(title, headings, body),
            frequencies={term: counted[term] for term in terms if term in counted},
        )

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return, for each term that any passage holds, the number of passages that do."""
        return self.statistics(terms).frequencies if terms else {}

    def terms_like(self, start: str) -> list[str]:
        """Return the terms of the collection that start with some letters, for tolerance to typos."""
        query = sa.text("SELECT term FROM lexical_terms WHERE term >= :first AND term < :last")
        with read_from(self._engine) as connection:
            return list(connection.execute(query, {"first": start, "last": start + "\U0010ffff"}).scalars())

    def _first_within(
        self, connection: Connection, found: sa.Select[Any], limit: int, where: Where | None
    ) -> Sequence[int]:
        """Return the first rows of a query, `limit` at most, that meet some conditions.

        A little more than that is looked at without the conditions: they leave enough of it, as a rule, and are
        then asked of hundreds of passages rather than of thousands.
        """
        if where is None:
            return connection.execute(found.limit(limit)).scalars().all()
        table = tables.passages
        wide = connection.execute(found.limit(WIDER * limit)).scalars().all()
        inside = self._meeting(connection, where, table.c.seq, wide)
        first = [seq for seq in wide if seq in inside][:limit]
        if len(first) == limit or len(wide) < WIDER * limit:
            return first
        narrow = found.join(table, table.c.seq == tables.lexical.c.rowid).where(*_conditions(where)).limit(limit)
        return connection.execute(narrow.with_hint(table, FILTERED, "sqlite")).scalars().all()

    def _meeting(
        self, connection: Connection, where: Where, column: sa.Column[Any], values: Sequence[_Value]
    ) -> set[_Value]:
        """Return which of some values of a column of passages belong to those that meet some conditions."""
        query = sa.select(column).where(self._kind.among(column), *_conditions(where))
        return set(connection.execute(query, self._among(values)).scalars())

    def _among(self, values: Iterable[Any]) -> dict[str, Any]:
        return {"among": self._kind.listed(values)}


def _stacked(stored: Sequence[bytes]) -> NDArray[np.float32]:
    try:
        return np.stack([records.vector_of(one) for one in stored]) if stored else np.zeros((0, 0), dtype=np.float32)
    except ValueError as error:
        raise StoreError("store.vectors") from error


def _revision(connection: Connection) -> int:
    return int(connection.execute(_REVISION).scalar() or 0)


def _put_value(connection: Connection, key: str, value: str) -> None:
    connection.execute(_PUT_VALUE, {"key": key, "value": value})


def _pages(values: Iterable[_Value]) -> Iterator[list[_Value]]:
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
    if where.documents:
        conditions.append(table.c.document_id.in_(where.documents))
    if where.kinds:
        conditions.append(table.c.kind.in_(where.kinds))
    if where.since is not None:
        conditions.append(table.c.last_year >= where.since)
    if where.until is not None:
        conditions.append(table.c.first_year <= where.until)
    return conditions


def _document_of(connection: Connection, path: str) -> str | None:
    return connection.execute(_DOCUMENT_OF, {"path": path}).scalar()


def _is_held(connection: Connection, document_id: str) -> bool:
    return bool(connection.execute(_IS_HELD, {"document": document_id}).scalar())


def _put_file(connection: Connection, file: SourceFile, document_id: str | None, given: Metadata) -> None:
    connection.execute(_DROP_FILE, {"path": file.path})
    connection.execute(sa.insert(tables.source_files), records.file_values(file, document_id, given))


def _insert_document(connection: Connection, reading: Reading, indexed: Sequence[Indexed], first_seq: int) -> None:
    """Insert a document with its parts; its passages are numbered from `first_seq`."""
    document = records.document_values(reading.document)
    sections = [
        records.section_values(reading.document.document_id, ordinal, one)
        for ordinal, one in enumerate(reading.sections)
    ]
    pairs = list(enumerate(zip(reading.passages, indexed, strict=True), start=first_seq))
    passages = [records.passage_values(seq, passage, entry.vector) for seq, (passage, entry) in pairs]
    regions = [{"seq": seq, "region": region} for seq, (passage, _) in pairs for region in passage.regions]
    postings = [{"rowid": seq, **entry.postings._asdict()} for seq, (_, entry) in pairs]
    _insert(connection, tables.documents, [document | digests_of(document, sections, passages, postings)])
    _insert(connection, tables.sections, sections)
    _insert(connection, tables.passages, passages)
    _insert(connection, tables.passage_regions, regions)
    _insert(connection, tables.lexical, postings)
    _add_lengths(connection, (entry.postings for entry in indexed), 1)


def _insert(connection: Connection, table: sa.Table, rows: list[records.Values]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _lengths(connection: Connection) -> list[int]:
    return _parsed(connection.execute(_LENGTHS).scalar())


def _parsed(lengths: str | None) -> list[int]:
    return [int(part) for part in (lengths or "0 0 0").split()]


def _add_lengths(connection: Connection, postings: Iterable[Postings], sign: int) -> None:
    totals = _lengths(connection)
    for entry in postings:
        for field, terms in enumerate(entry):
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


def _name_after_a_holder(connection: Connection, document_id: str | None) -> None:
    """Give a document the name of a file that still holds it, where the one it is named after does not."""
    files, documents = tables.source_files, tables.documents
    query = sa.select(files.c.name).where(files.c.document_id == document_id).order_by(files.c.path)
    names = list(connection.execute(query).scalars())
    if names:
        renamed = sa.update(documents).where(documents.c.document_id == document_id, documents.c.source.not_in(names))
        connection.execute(renamed.values(source=names[0]))


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
    note_removal(connection)
