"""The passages nearest to a vector. The only file that knows Chroma.

Chroma is a cache here: a killed process, a full disk or a damaged file can leave its files unusable, or half
searchable without an error. What is true lies in a `VectorSource`, from which the cache is made anew whenever
it is in doubt. See docs/decisions/0002.

    FOLDER/current.json       the pointer: which generation counts, how far it has come, what its files were then
    FOLDER/generation-…/      one Chroma store; another is built beside it, verified, and switched to

`python -m index.vectors GENERATION REQUEST` judges a generation in a process of its own, which a damaged file
may crash or hang.
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError
from index.model import IndexCard

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

POINTER = "current.json"
PREFIX = "generation-"
NAME = "passages"
BATCH = 250
"""Vectors written at once; Chroma takes 5,461, and a smaller batch is a smaller loss."""
PAGE = 5_000
"""Ids read at once."""
SAMPLE = 50
"""Vectors that must find themselves when a store is judged."""
LEAST_FOUND = 0.98
"""The share of the sample that must: 49 of 50."""
LEAST_FOUND_WHEN_BUILT = 0.5
"""The same just after a build. It is low because thousands of copies of one vector break the graph of a sound
store too (4 % of the others lost among half copies): a cache that searches less well is better than none."""
LEAST_SEARCHABLE = 0.999
"""The share of the distinct vectors that a search for everything must reach."""
SAME = 0.999
"""The least cosine of a vector with itself as Chroma gives it back, or with a copy."""
JUDGE_SECONDS = 60
"""How long a store of few vectors may be judged; a sound one of 1,000 takes two seconds."""

HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    # Recall of the 100 nearest among 10,000 Gaussian vectors of 384 dimensions, the hardest case: .9994 in
    # 5 ms; 1.0 for vectors in clusters, as texts are. Chroma's own 100, 16 and 100 give .46 and .96.
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 800,
    # Vectors not yet in the graph's files are put into it again at each opening: at most 0.1 s of them,
    # against 0.5 s for Chroma's own 1,000.
    "sync_threshold": 250,
}


class VectorSource(Protocol):
    """Where the vectors truly are. Nothing changes it while a cache is opened, applied to or rebuilt."""

    def revision(self) -> int:
        """Return a number that grows with each committed change of the passages."""

    def passage_ids(self) -> list[str]:
        """Return the id of every passage."""

    def vectors(self, ids: Sequence[str], /) -> NDArray[np.float32]:
        """Return the unit vectors of passages, (n, dimension) float32, in the order of the ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pointer:
    """What `current.json` holds.

    `clean` is false from before a change until after it. `stamps` are the name, size in bytes and
    modification time in nanoseconds of the generation's files when the pointer was last written clean.
    """

    generation: str
    revision: int
    card: IndexCard
    clean: bool
    stamps: tuple[tuple[str, int, int], ...]


def open_cache(folder: Path, card: IndexCard, source: VectorSource) -> VectorCache:
    """Open the cache in a folder, made where it is missing, and bring it to the source's revision.

    It is rebuilt when there is no pointer or an unreadable one, when it was made with another card, when a
    change was cut short, or when its files are not as they were left: no file in doubt is ever opened here.

    Raises:
        StoreError: it cannot be written (`vectors.write`), for want of room (`vectors.disk`) or otherwise,
            or what was written cannot be read back (`vectors.unsound`).
    """
    folder = folder.resolve()  # Chroma knows an open store by its path
    with _failing_as("vectors.write", folder):
        folder.mkdir(parents=True, exist_ok=True)
    return VectorCache(folder, card, source)


def verify_cache(folder: Path, card: IndexCard, source: VectorSource) -> list[str]:
    """Return what is wrong with a cache, as wording keys: nothing when it is sound.

    The vectors are judged in another process; the cache may be open in this one, as long as nothing is
    applied to it meanwhile.
    """
    folder = folder.resolve()
    pointer = _read_pointer(folder)
    if pointer is None or not (folder / pointer.generation).is_dir():
        return ["check.vectors_missing"]
    if pointer.card != card:
        return ["check.vectors_card"]
    if not pointer.clean or pointer.revision != source.revision():
        return ["check.vectors_behind"]
    generation = folder / pointer.generation
    untouched = _stamps(generation) == pointer.stamps
    problems = _judge(generation, source)
    if untouched and not problems:
        # Opening a store is enough for Chroma to write to it: without this, the next opening would rebuild.
        _write_pointer(folder, replace(pointer, stamps=_settled(generation)))
    return problems


class VectorCache:
    """An open cache of vectors. Its methods may be called from any thread of the process that owns the home."""

    def __init__(self, folder: Path, card: IndexCard, source: VectorSource) -> None:
        self._folder = folder
        self._card = card
        self._source = source
        self._changing = threading.RLock()  # one change at a time
        self._switching = threading.Lock()  # a search never meets a store that is being closed
        self._store: _Store | None = None
        self._pointer = _usable(folder, card)
        if self._pointer is None or not self._catch_up(self._pointer):
            self.rebuild()
        self._sweep()

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest passages, or all where there are fewer: id and cosine, best first, ties by id.

        Raises:
            StoreError: `vectors.read`: Chroma cannot search, or the cache is closed.
        """
        with self._switching:
            return self._opened().nearest(vector, k)

    def count(self) -> int:
        """Return the number of vectors."""
        with self._switching:
            return self._opened().count()

    def apply(self, added: Sequence[str], removed: Sequence[str]) -> None:
        """Bring the cache to the source's revision: write the vectors of `added`, forget `removed`.

        An earlier change that was never applied is made up too: the ids on both sides are compared each time
        (0.1 s for 30,000). Forgotten vectors may remain in Chroma's files until `rebuild`.

        Raises:
            StoreError: `vectors.write` or `vectors.disk`. Searches go on with what is there, and the next
                change or opening puts the cache right.
        """
        with self._changing:
            pointer = self._pointer
            if pointer is None or not pointer.clean:
                self.rebuild()
                return
            revision, store = self._source.revision(), self._opened()
            self._write(store, pointer, added, removed)
            self._write(store, pointer, *_difference(self._source.passage_ids(), store))
            self._seal(replace(pointer, revision=revision))

    def rebuild(self) -> None:
        """Make the cache anew from the source, beside, and switch to it: what the source forgot leaves the disk.

        Raises:
            StoreError: as `open_cache`; the cache stays as it was.
        """
        with self._changing:
            revision, ids = self._source.revision(), self._source.passage_ids()
            generation = self._folder / (PREFIX + secrets.token_hex(8))
            try:
                self._check_room(len(ids))
                store = self._build(generation, ids)
                self._seal(
                    _Pointer(generation=generation.name, revision=revision, card=self._card, clean=True, stamps=())
                )
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
            with self._switching:
                previous, self._store = self._store, store
            if previous:
                previous.close()
            self._sweep()

    def close(self) -> None:
        """Close Chroma and record how its files were left; closing twice does nothing."""
        with self._changing, self._switching:
            if self._store is None:
                return
            self._store.close()
            self._store = None
            if self._pointer and self._pointer.clean:
                self._seal(self._pointer)

    def _catch_up(self, pointer: _Pointer) -> bool:
        """Open a usable generation and bring it to the source's revision; tell whether that could be done."""
        revision, ids = self._source.revision(), self._source.passage_ids()
        try:
            self._store = store = _Store(self._folder / pointer.generation)
            if pointer.revision != revision:
                added, removed = _difference(ids, store)
                if removed:
                    return False  # a removal was cut short: only a rebuild takes the vectors off the disk
                self._write(store, pointer, added, [])
                if _problems(store, _expected(self._source, ids)):
                    return False
        except StoreError:
            return False
        self._seal(replace(pointer, revision=revision))
        return True

    def _write(self, store: _Store, pointer: _Pointer, added: Sequence[str], removed: Sequence[str]) -> None:
        """Change a store, whose pointer is not clean until `_seal`."""
        if not added and not removed:
            return
        self._check_room(len(added))
        self._point(replace(pointer, clean=False))
        for batch in _batches(list(dict.fromkeys(added)), BATCH):
            store.upsert(batch, self._source.vectors(batch))
        for batch in _batches(sorted(set(removed) - set(added)), BATCH):
            store.delete(batch)

    def _build(self, generation: Path, ids: list[str]) -> _Store:
        """Return a new store with the vectors of the source, read back from the disk and verified."""
        with closing(_Store(generation, new=True)) as written:
            for batch in _batches(ids, BATCH):
                written.upsert(batch, self._source.vectors(batch))
        store = _Store(generation)
        try:
            problems = _problems(store, _expected(self._source, ids, built=True))
            if problems:
                raise StoreError("vectors.unsound", path=str(self._folder), problems=", ".join(problems))
        except BaseException:
            store.close()
            raise
        return store

    def _seal(self, pointer: _Pointer) -> None:
        """Record a generation that is whole, with its files as they now are on the disk."""
        with _failing_as("vectors.write", self._folder):
            stamps = _settled(self._folder / pointer.generation)
        sealed = replace(pointer, clean=True, stamps=stamps)
        if sealed != self._pointer:
            self._point(sealed)

    def _point(self, pointer: _Pointer) -> None:
        """Replace the pointer on the disk, then here."""
        with _failing_as("vectors.write", self._folder):
            _write_pointer(self._folder, pointer)
        self._pointer = pointer

    def _check_room(self, count: int) -> None:
        """Refuse to write where the disk would be full: Chroma may then hang for minutes.

        Three times the vectors: Chroma keeps each in its graph, and for a while in its log.
        """
        needed = 3 * 4 * self._card.dimension * count + 20_000_000
        free = shutil.disk_usage(self._folder).free
        if free < needed:
            raise StoreError("vectors.disk", path=str(self._folder), needed=-(-needed // 10**6), free=free // 10**6)

    def _opened(self) -> _Store:
        if self._store is None:
            raise StoreError("vectors.read", path=str(self._folder), reason="closed")
        return self._store

    def _sweep(self) -> None:
        """Delete the generations that do not count; what cannot be deleted now is tried again at each opening."""
        for path in self._folder.glob(f"{PREFIX}*"):
            if self._pointer and path.name != self._pointer.generation:
                shutil.rmtree(path, ignore_errors=True)


class _Store:
    """One generation, open: ids and vectors in a Chroma collection, without documents, metadata or its own encoder."""

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        self._folder = folder
        with _failing_as("vectors.read", folder):
            import chromadb
            from chromadb.config import Settings

            settings = Settings(
                # Else a `.env` in the current folder could send the vectors to a server.
                _env_file=None,  # type: ignore[call-arg]  # a parameter of pydantic-settings, not a field
                chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
                anonymized_telemetry=False,
            )
            self._client = chromadb.PersistentClient(str(folder), settings=settings)
            self._collection = (
                self._client.create_collection(NAME, configuration={"hnsw": HNSW}, embedding_function=None)
                if new
                else self._client.get_collection(NAME, embedding_function=None)
            )

    def upsert(self, ids: list[str], vectors: NDArray[np.float32]) -> None:
        with _failing_as("vectors.write", self._folder):
            self._collection.upsert(ids=ids, embeddings=vectors)

    def delete(self, ids: list[str]) -> None:
        with _failing_as("vectors.write", self._folder):
            self._collection.delete(ids=ids)

    def count(self) -> int:
        with _failing_as("vectors.read", self._folder):
            return self._collection.count()

    def ids(self) -> list[str]:
        ids: list[str] = []
        with _failing_as("vectors.read", self._folder):
            while page := self._collection.get(limit=PAGE, offset=len(ids), include=[])["ids"]:
                ids.extend(page)
        return ids

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        if k < 1:
            return []
        with _failing_as("vectors.read", self._folder):
            found = self._collection.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        hits = [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # the declared type leaves it out


# ---------------------------------------------------------------------------------------- judging a store


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expected:
    """What a store must hold: ids, a sample of them with its vectors, (n, dimension) float32, and what it must find."""

    ids: list[str]
    sample: list[str]
    vectors: NDArray[np.float32]
    least_found: float
    least_searchable: int


def _expected(source: VectorSource, ids: list[str], *, built: bool = False) -> _Expected:
    sample = random.Random(0).sample(sorted(ids), min(SAMPLE, len(ids)))
    distinct = set() if built else {row.tobytes() for batch in _batches(ids, PAGE) for row in source.vectors(batch)}
    return _Expected(
        ids=ids,
        sample=sample,
        vectors=source.vectors(sample),
        least_found=LEAST_FOUND_WHEN_BUILT if built else LEAST_FOUND,
        least_searchable=int(LEAST_SEARCHABLE * len(distinct)),
    )


def _problems(store: _Store, expected: _Expected) -> list[str]:
    """Return what is wrong with a store, as wording keys."""
    problems = []
    if store.count() != len(expected.ids) or set(store.ids()) != set(expected.ids):
        problems.append("check.vectors_ids")
    if not expected.sample:
        return problems
    found = sum(
        _finds_itself(store, key, vector) for key, vector in zip(expected.sample, expected.vectors, strict=True)
    )
    searchable = len(store.nearest(expected.vectors[0], len(expected.ids)))
    if found < expected.least_found * len(expected.sample) or searchable < expected.least_searchable:
        problems.append("check.vectors_search")
    return problems


def _finds_itself(store: _Store, key: str, vector: NDArray[np.float32]) -> bool:
    """Tell whether a vector is among the ten nearest to itself, or all ten are its copies."""
    hits = store.nearest(vector, 10)
    return bool(hits) and ((key in dict(hits) and dict(hits)[key] >= SAME) or hits[-1][1] >= SAME)


def _judge(generation: Path, source: VectorSource) -> list[str]:
    """Return what is wrong with a generation, judged in a process that it may crash or hang."""
    expected = _expected(source, source.passage_ids())
    with tempfile.TemporaryDirectory(prefix="repere-") as request:
        np.save(Path(request, "sample.npy"), expected.vectors)
        facts = {name: getattr(expected, name) for name in ("ids", "sample", "least_found", "least_searchable")}
        Path(request, "expected.json").write_text(json.dumps(facts), "utf-8")
        try:
            subprocess.run(
                [sys.executable, "-m", "index.vectors", str(generation), request],
                cwd=Path(__file__).resolve().parents[1],  # never a folder of the user's that has an `index` too
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=JUDGE_SECONDS + len(expected.ids) / 500,
            )
            problems: list[str] = json.loads(Path(request, "problems.json").read_text("utf-8"))
        except (subprocess.SubprocessError, OSError, ValueError):
            return ["check.vectors_unreadable"]
    return problems


def main(arguments: Sequence[str]) -> None:
    """Judge a generation as the files of a request folder ask, and write `problems.json` there."""
    generation, request = (Path(argument) for argument in arguments)
    facts = json.loads((request / "expected.json").read_text("utf-8"))
    expected = _Expected(**facts, vectors=np.load(request / "sample.npy"))
    problems = _problems(_Store(generation), expected)
    (request / "problems.json").write_text(json.dumps(problems), "utf-8")


# ------------------------------------------------------------------------------------- pointer and files


def _usable(folder: Path, card: IndexCard) -> _Pointer | None:
    """Return the pointer to a generation that may be opened in this process, or None.

    One whose files changed is never judged good enough: with the graph's upper links overwritten, every search
    still succeeded, and the next write would have followed the damage.
    """
    pointer = _read_pointer(folder)
    if pointer is None or pointer.card != card or not pointer.clean:
        return None
    return pointer if _stamps(folder / pointer.generation) == pointer.stamps else None


def _read_pointer(folder: Path) -> _Pointer | None:
    """Return the pointer, or None where there is none that can be read."""
    try:
        fields = json.loads((folder / POINTER).read_text("utf-8"))
        card = IndexCard(**fields.pop("card"))
        generation = str(fields.pop("generation"))
        stamps = tuple((str(name), int(size), int(time)) for name, size, time in fields.pop("stamps"))
        pointer = _Pointer(**fields, generation=generation, card=card, stamps=stamps)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return pointer if re.fullmatch(PREFIX + "[0-9a-f]+", generation) else None


def _write_pointer(folder: Path, pointer: _Pointer) -> None:
    """Replace the pointer, at once or not at all."""
    temporary = folder / f".{POINTER}"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(pointer), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / POINTER)
    _sync_folder(folder)


def _stamps(generation: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, size in bytes and modification time in nanoseconds of every file, by name."""
    files = sorted(path for path in generation.rglob("*") if path.is_file())
    stats = ((path.relative_to(generation).as_posix(), path.stat()) for path in files)
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def _settled(generation: Path) -> tuple[tuple[str, int, int], ...]:
    """Return the stamps of files that a power cut can no longer take back."""
    for path in generation.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(generation)
    return _stamps(generation)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle to a folder to sync
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _difference(ids: Sequence[str], store: _Store) -> tuple[list[str], list[str]]:
    """Return the ids a store lacks, and those it has too many."""
    held, wanted = set(store.ids()), set(ids)
    return [key for key in ids if key not in held], sorted(held - wanted)


def _batches(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@contextmanager
def _failing_as(key: str, path: Path) -> Iterator[None]:
    """Turn whatever Chroma or the system raises into one error that says where."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise StoreError(key, path=str(path), reason=reason) from error


if __name__ == "__main__":
    main(sys.argv[1:])
