"""A set, by its path → its report: a questions file over a collection, or a BEIR folder indexed for the occasion."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.catalogue import Indexed
from corpus.errors import UsageError
from evals.beir import is_beir, load_entries, load_queries, reading_of
from evals.measure import summarise
from evals.model import SetReport
from evals.questions import load_questions
from evals.report import payload
from evals.retrieval import Holdings, run_entries, run_questions
from index.collection import Collection, Progress
from index.lexical import postings_of


def run_sets(
    names: Sequence[str | Path], collection: Collection, *, limit: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Return the interface's JSON for some sets; `limit` keeps the first questions of each.

    Raises:
        UsageError: a name is neither a questions file nor a folder in BEIR layout, or a file cannot be read.
    """
    return {"sets": [payload(run_set(name, collection, limit=limit, progress=progress)) for name in names]}


def run_set(
    name: str | Path, collection: Collection, *, limit: int | None = None, progress: Progress | None = None
) -> SetReport:
    """Run one set: a questions file over the collection, a BEIR folder over a home folder of its own.

    Raises:
        UsageError: as `run_sets`.
    """
    path = Path(name).expanduser()
    if path.is_dir() and is_beir(path):
        return _run_beir(path, collection, limit, progress)
    if path.suffix == ".jsonl":
        return _run_questions(path, collection, limit)
    raise UsageError("usage.set_unknown", name=str(name))


def _run_questions(path: Path, collection: Collection, limit: int | None) -> SetReport:
    cases = load_questions(path)[:limit]
    results = run_questions(cases, collection.retriever.search, Holdings(collection.catalogue))
    return summarise(path.stem, results, unscored=len(cases) - len(results))


def _run_beir(folder: Path, collection: Collection, limit: int | None, progress: Progress | None) -> SetReport:
    cases = load_queries(folder)[:limit]
    with _indexed(folder, collection.card().encoder, progress) as occasional:
        results = run_entries(cases, occasional.retriever.search, Holdings(occasional.catalogue))
    return summarise(folder.absolute().name, results, unscored=len(cases) - len(results))


@contextmanager
def _indexed(folder: Path, encoder: str, progress: Progress | None) -> Iterator[Collection]:
    """Give a collection that holds each entry of a BEIR corpus, in a home folder that goes away."""
    with (
        tempfile.TemporaryDirectory(prefix="repere-eval-", ignore_cleanup_errors=True) as home,
        Collection.open(Path(home), encoder) as collection,
    ):
        read = [made for entry in load_entries(folder) if (made := reading_of(entry))]
        passages = [(reading.document, passage) for _, reading in read for passage in reading.passages]

        def told(done: int, total: int) -> None:
            if progress:
                progress(done, total, folder.name)

        vectors = collection.encoder.encode_passages([passage.embedding_text for _, passage in passages], told)
        indexed = iter(
            [
                Indexed(vector=vector, postings=postings_of(document, passage))
                for vector, (document, passage) in zip(vectors, passages, strict=True)
            ]
        )
        for file, reading in read:
            collection.catalogue.put(file, reading, [next(indexed) for _ in reading.passages], {})
        yield collection
