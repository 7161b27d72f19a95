"""One open home folder: its catalogue, encoder and vectors, what is put into it, and how it is searched."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import passages as passages_module
from corpus.catalogue import Catalogue, Indexed, Postings
from corpus.errors import FileError, StoreError
from corpus.ingest import Found, Outcome, Skipped, find_files
from corpus.judgement import Problem
from corpus.limits import LIMITS, Limits
from corpus.model import Document, Metadata
from corpus.servers import ServerSettings
from corpus.workers import KeptReaders
from index import lexical
from index.cores import Progress as Told
from index.encode import EMBEDDED, Encoder, load_encoder
from index.intake import Intake, size_of
from index.line import Line
from index.model import IndexCard
from index.remembering import Remembering
from index.retrieve import USUAL, Retriever
from index.storage import Share, Storage, Vectors
from index.warming import Warming

JOBS = 2
"""Files read at once, each in a process of its own."""
FOLLOW_AFTER = 512
"""Passages taken in before the vectors' cache follows: comparing what it holds takes longer as the collection grows."""
MANY, TOLD_EVERY = 256, 64
"""Passages of a document from which one tells how far they have come, and after how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that was taken in, and the document it gave."""

    path: str
    document: Document
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A file that could not be read, and why."""

    path: str
    error: FileError


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of every file of a run: nothing is passed over silently."""

    added: list[Added] = field(default_factory=list)
    updated: list[Added] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a run has come: `done` of `total` files, with so many `passages` in all; `name` is the last file's."""

    done: int
    total: int
    passages: int
    name: str


Progress = Callable[[Step], None]


class Collection:
    """An open home folder. One process holds it; its threads may all use it.

    Where the collection itself lies on servers, several processes may have it open, each with all its threads.
    """

    def __init__(self, home: Path, storage: Storage, encoder_name: str, limits: Limits) -> None:
        self.home = home
        self.tuning = USUAL
        self.limits = limits
        self.catalogue = storage.catalogue
        self._storage = storage
        self._encoder_name = encoder_name
        self._changing = threading.RLock()
        self._loading, self._opening = threading.RLock(), threading.RLock()
        self._encoder: Encoder | None = None
        self._sentences: Remembering | None = None
        self._vectors: Vectors | None = None
        self.warming = Warming(lambda: self.encoder)
        self._readers = KeptReaders()

    @classmethod
    def open(
        cls,
        home: Path,
        encoder: str = EMBEDDED,
        limits: Limits = LIMITS,
        *,
        to_rebuild: bool = False,
        servers: ServerSettings | None = None,
    ) -> Collection:
        """Open a home folder, made where it is missing; `to_rebuild` lets in one whose index another encoder made.

        `limits` are those of the files that it takes in; `servers` those that the collection lies on, if it does.

        Raises:
            OwnedError: another process holds it.
            StoreError: it cannot be used, or its index was made with another encoder or passage-maker.
        """
        storage = open_storage(home, servers)
        try:
            if not to_rebuild:
                _check_card(storage.catalogue, encoder)
        except BaseException:
            storage.close()
            raise
        return cls(home, storage, encoder, limits)

    def close(self) -> None:
        """Close everything and give the home folder back."""
        self.warming.close()
        self._readers.close()
        cache, self._vectors = self._vectors, None
        try:
            if cache is not None:
                cache.close()
        finally:
            self._storage.close()

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded when first asked for."""
        with self._loading:
            if self._encoder is None:
                self._encoder = load_encoder(self._encoder_name)
            return self._encoder

    @property
    def sentences(self) -> Remembering:
        """The same encoder for sentences that are weighed: those of the same passages are, question after question."""
        encoder = self.encoder
        with self._loading:
            self._sentences = self._sentences or Remembering(encoder)
            return self._sentences

    @property
    def vectors(self) -> Vectors:
        """The vectors, opened, and put right where needed, when first asked for."""
        with self._opening:
            if self._vectors is None:
                self._vectors = self._storage.open_vectors(self.card())
            return self._vectors

    def card(self) -> IndexCard:
        """Return what the index is made with; it is signed before the first passage is indexed."""
        stored = self.catalogue.value("card")
        if stored:
            return IndexCard(**json.loads(stored))
        card = IndexCard(
            encoder=self._encoder_name, dimension=self.encoder.dimension, passages_version=passages_module.VERSION
        )
        self.catalogue.set_value("card", json.dumps(asdict(card)))
        return card

    @property
    def retriever(self) -> Retriever:
        """What searches this collection."""
        return Retriever(self.catalogue, self.encoder, self._storage.nearest(lambda: self.vectors), self.tuning)

    def start_readers(self) -> None:
        """Start the processes that read files before the first file comes: it is then read at once.

        Those that ended since, without a file to read, are made anew by the next file.
        """
        self._readers.start(JOBS, self.limits)

    def ingest(
        self,
        paths: Iterable[Path],
        given: Metadata | None = None,
        progress: Progress | None = None,
        *,
        jobs: int = JOBS,
        again: bool = False,
        instead: bool = False,
    ) -> Report:
        """Take in files and folders, `jobs` read at once; one that fails fails alone.

        `again` reads the files that did not change too, as a newer reader would. What is given joins what was given
        for a file before, or stands `instead` of it.

        Files wait for each other until `intake.TOGETHER` passages are to be encoded; each is then one transaction,
        while the next are encoded. `progress` is told by threads of the run.
        """
        found = find_files(paths)
        report = _report_of(found)
        with self._changing:
            _check_card(self.catalogue, self._encoder_name)  # another process may have made the index anew meanwhile
            self._take_in(found.files, given or Metadata(), report, progress, jobs, again=again, instead=instead)
        return report

    def sync(self, folder: Path, progress: Progress | None = None) -> Report:
        """Make the collection mirror a folder: what the folder no longer holds is removed.

        Raises:
            StoreError: the folder is not there, or holds nothing to read: a collection is not emptied by a slip of
                the hand, or because a disk is not mounted.
        """
        if not folder.is_dir():
            raise StoreError("store.no_folder", path=str(folder))
        found = find_files([folder])
        if not found.files:
            raise StoreError("store.nothing_to_mirror", path=str(folder))
        report = _report_of(found)
        with self._changing:
            self._take_in(found.files, Metadata(), report, progress, JOBS)
            before = self.catalogue.passage_ids()
            held = self.catalogue.source_files()
            again = find_files([folder])  # with what came since, and others took in
            there = {str(path) for path in (*found.files, *again.files)}
            unseen = tuple(f"{path}{os.sep}" for path, _ in (*found.failed, *again.failed))  # folders not listed
            for path in held:
                if path not in there and not path.startswith(unseen):
                    self.catalogue.forget(path)
                    report.removed.append(path)
            if report.removed:
                self._erase(before)
        return report

    def remove(self, documents: Iterable[Document]) -> None:
        """Remove documents, their passages and their vectors, from every file of the home folder."""
        with self._changing:
            before = self.catalogue.passage_ids()
            for document in documents:
                self.catalogue.remove(document.document_id)
            self._erase(before)

    def rebuild(self) -> int:
        """Encode and index every passage anew, with this collection's encoder, as one change; return their number.

        Where an older passage-maker made them, the files that are still there are read again first; a document whose
        files are gone keeps its passages, which are still exact.
        """
        with self._changing:
            before = self.card()
            if before.passages_version != passages_module.VERSION:
                there = [path for path in map(Path, self.catalogue.source_files()) if path.is_file()]
                self._take_in(there, Metadata(), Report(), None, JOBS, again=True)
            card = replace(
                before,
                encoder=self._encoder_name,
                dimension=self.encoder.dimension,
                passages_version=passages_module.VERSION,
            )
            entries = dict(self._indexed_anew())
            self.catalogue.reindex(entries, {"card": json.dumps(asdict(card))})
            self.vectors.rebuild(card)  # searches go on meanwhile, over the one before
            return len(entries)

    def _indexed_anew(self) -> Iterator[tuple[str, Indexed]]:
        for held in self.catalogue.held():
            document_id = held.document.document_id
            document = self.catalogue.documents([document_id])[document_id]
            made = self.catalogue.passages_of(document_id)
            encoded = self.encoder.encode_passages([passage.embedding_text for passage in made])
            for vector, passage in zip(encoded, made, strict=True):
                yield passage.passage_id, Indexed(vector=vector, postings=lexical.postings_of(document, passage))

    def check(self) -> list[Problem]:
        """Return what is wrong with the home folder; nothing when it is sound."""
        problems = self.catalogue.judge()
        if problems or not self.catalogue.count():
            return problems  # a cache is judged by its catalogue, which must be sound
        vectors = self.vectors  # puts a cache that is merely behind right before it is judged
        return [Problem(key=key) for key in self._storage.problems(self.card(), vectors)]

    def _take_in(
        self,
        files: Iterable[Path],
        given: Metadata,
        report: Report,
        progress: Progress | None,
        jobs: int,
        *,
        again: bool = False,
        instead: bool = False,
    ) -> None:
        everything = list(files)
        followed, written = self.catalogue.passage_ids(), set[str]()
        here = Step(done=0, total=len(everything), passages=0, name="")
        tell = progress or _untold
        tell(here)

        def told(batch: list[Outcome]) -> Told:
            (first, *others) = [one.file.name for one in batch if one.reading]
            last = 0

            def tell_encoded(encoded: int, total: int) -> None:
                """Tell how many passages of a large document are encoded; small ones are soon told whole."""
                nonlocal last
                if not others and total >= MANY and encoded >= last + TOLD_EVERY:
                    last = encoded
                    tell(replace(here, passages=here.passages + encoded, name=first))

            return tell_encoded

        try:
            with self._storage.sharing(self.card) as share, self._readers.used(jobs, self.limits) as readers:
                intake = Intake(catalogue=self.catalogue, given=given, readers=readers, again=again, instead=instead)

                def record(batch: list[Outcome], encoded: Future[NDArray[np.float32]]) -> None:
                    nonlocal followed, written, here
                    postings = [_postings_of(one) for one in batch]
                    self._put(batch, postings, encoded.result(), intake, share, report)
                    written |= {p.passage_id for one in batch if one.reading for p in one.reading.passages}
                    if len(written) >= FOLLOW_AFTER:
                        followed, written = self._follow(followed, written), set()
                    for outcome in batch:
                        passages = here.passages + size_of(outcome)
                        here = replace(here, done=here.done + 1, passages=passages, name=outcome.file.name)
                        tell(here)

                with Line(lambda: self.encoder, told, record) as line:
                    for batch in intake.batches(everything, share):
                        if batch:
                            self._storage.check_room()
                            self.card()
                            line.add(batch)
                        else:
                            line.finish()
                    line.finish()
        finally:
            if everything:
                self._follow(followed, written)
                self.catalogue.scrub()

    def _put(
        self,
        batch: list[Outcome],
        postings: list[list[Postings]],
        vectors: NDArray[np.float32],
        intake: Intake,
        share: Share,
        report: Report,
    ) -> None:
        encoded = iter(vectors)
        for outcome, terms in zip(batch, postings, strict=True):
            path = outcome.file.path
            mine = partial(share.is_mine, path)
            if outcome.error:
                self.catalogue.put_failure(outcome.file, outcome.given, mine)
                report.failed.append(Failed(path=path, error=outcome.error))
            elif outcome.reading is None:
                mine()
                report.unchanged.append(path)
            else:
                document = outcome.reading.document
                indexed = [Indexed(vector=next(encoded), postings=one) for one in terms]
                if self.catalogue.put(outcome.file, outcome.reading, indexed, outcome.given, mine):
                    added = Added(path=path, document=document, passages=len(indexed))
                    (report.updated if intake.was_held(path) else report.added).append(added)

    def _follow(self, before: list[str], written: set[str]) -> list[str]:
        """Bring the vectors' cache to what the catalogue now holds, some of it written anew; return all its ids.

        None is made for that where so few passages are searched without.
        """
        after = self.catalogue.passage_ids()
        if self._keeps_vectors(len(after)):
            new = set(after)
            self.vectors.apply([key for key in after if key in written], [key for key in before if key not in new])
        return after

    def _keeps_vectors(self, count: int) -> bool:
        """Tell whether the vectors' cache is kept up: it was made once, or so many passages need it."""
        return self._vectors is not None or not self._storage.needs_no_vectors(count)

    def _erase(self, before: list[str]) -> None:
        """Bring the vectors' cache to what the catalogue now holds, leaving nothing of what went on the disk."""
        after = self.catalogue.passage_ids()
        if set(before) - set(after) and self._keeps_vectors(len(after)):
            self.vectors.rebuild()
        self.catalogue.scrub()


def open_storage(home: Path, servers: ServerSettings | None) -> Storage:
    """Open the place where a collection lies: its home folder, or the servers that are named.

    Raises:
        OwnedError: another process holds the home folder.
        StoreError: it cannot be used.
    """
    if servers is None:
        from index.embedded import Embedded

        return Embedded(home)
    from index.served import Served

    try:
        home.mkdir(parents=True, exist_ok=True)  # for what is this machine's own: settings, templates, imported files
    except OSError as error:
        raise StoreError("store.unwritable", path=str(home)) from error
    return Served(servers)


def _postings_of(outcome: Outcome) -> list[Postings]:
    """Return the terms of a file's passages."""
    made = outcome.reading
    return [lexical.postings_of(made.document, passage) for passage in made.passages] if made else []


def _untold(step: Step) -> None:
    """Tell nobody how far a run has come."""


def _report_of(found: Found) -> Report:
    """Return the report of a run that has looked for its files and read none yet."""
    failed = [Failed(path=path, error=error) for path, error in found.failed]
    return Report(failed=failed, skipped=list(found.skipped))


def _check_card(catalogue: Catalogue, encoder: str) -> None:
    stored = catalogue.value("card")
    if not stored:
        return
    card = IndexCard(**json.loads(stored))
    if card.encoder != encoder:
        raise StoreError("store.other_encoder", made=card.encoder, asked=encoder)
    if card.passages_version != passages_module.VERSION:
        raise StoreError("store.other_passages", made=card.passages_version, asked=passages_module.VERSION)
