"""Sets, by their names → their reports: over the collection, or over one that is indexed for the occasion."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from corpus.catalogue import Indexed
from corpus.errors import UsageError
from corpus.model import Metadata
from evals import checker, drafts
from evals.abstention import Labelled, is_labelled, load_labels, run_labels
from evals.answers import answer_case
from evals.beir import is_beir, load_entries, load_queries, reading_of
from evals.judge import Judge
from evals.measure import summarise
from evals.model import STARTER, Case, CaseResult, SetReport
from evals.questions import load_questions
from evals.reading import measure_reading, pairs_in
from evals.report import Compared, payload, reading_payload
from evals.retrieval import Holdings, component_ranks, rank_passages, run_entries
from evals.variants import Variant, varied
from index.collection import Collection, Progress, Step
from index.lexical import postings_of

_DATA = Path(__file__).resolve().parent / "data"
SHIPPED = {name: _DATA / f"{name}.jsonl" for name in ("starter", "starter-2", "absent")}
"""The sets that come with the project, over the starter collection; who wrote the last two had read no code.

Nothing of `absent` is in the documents: it tells how often something else is shown for an answer.
"""
DEFAULT = ("starter",)
TOLD_EVERY = 20
"""Questions after which a run tells how far it has come."""

Json = dict[str, Any]


_Run = Callable[[Collection], SetReport]
"""What runs a set over a collection."""


def run_sets(
    names: Sequence[str | Path],
    collection: Collection,
    *,
    variants: Sequence[Variant] = (),
    limit: int | None = None,
    progress: Progress | None = None,
    clock: Callable[[], date] = date.today,
    judge: Judge | None = None,
) -> Json:
    """Return the interface's JSON for some sets, each also run as every variant says; `limit` keeps the first cases.

    A judge adds what it thinks of the answers, apart from the other figures.

    Raises:
        UsageError: a name is no set, or a file cannot be read.
    """
    told = progress or (lambda step: None)
    return {
        "sets": [_run_set(str(name), collection, variants, limit, told, clock(), judge) for name in names or DEFAULT]
    }


def _run_set(
    name: str,
    collection: Collection,
    variants: Sequence[Variant],
    limit: int | None,
    progress: Progress,
    today: date,
    judge: Judge | None,
) -> Json:
    path = Path(name).expanduser()
    if name == drafts.NAME:
        return drafts.drafts_payload(drafts.measure_drafts(collection, today=today))
    if name == checker.NAME:
        return checker.measure_checker(collection.encoder)
    if path.is_dir() and pairs_in(path):
        return reading_payload(path.absolute().name, measure_reading(path))
    with _opened(name, collection, limit, progress, today) as (run, base):
        report = run(base)
        compared: list[Compared] = []
        for variant in variants:
            with varied(base, variant) as other:
                compared.append(Compared(name=variant.name, report=run(other)))
        return _judged(payload(report, compared), [report, *(one.report for one in compared)], judge, progress)


def _judged(told: Json, reports: Sequence[SetReport], judge: Judge | None, progress: Progress) -> Json:
    """Return a set's JSON with what a judge says of its answers, and of those of each variant."""
    if judge is None:
        return told

    def tell(done: int, total: int) -> None:
        progress(Step(done=done, total=total, passages=0, name=judge.name))

    for one, report in zip((told, *told["variants"]), reports, strict=True):
        one["judge"] = judge.told_of(report.results, tell)
    return told


@contextmanager
def _opened(
    name: str, collection: Collection, limit: int | None, progress: Progress, today: date
) -> Iterator[tuple[_Run, Collection]]:
    """Give what runs a set, and the collection that it is to be run over."""
    path = SHIPPED.get(name, Path(name).expanduser())
    encoder = collection.card().encoder
    if name in SHIPPED:
        with _temporary(encoder) as occasional:
            occasional.ingest([STARTER], progress=progress)
            yield partial(_run_cases, path.stem, load_questions(path)[:limit], progress, today), occasional
    elif path.suffix == ".jsonl":
        yield partial(_run_cases, path.stem, load_questions(path)[:limit], progress, today), collection
    elif path.is_dir() and is_labelled(path):
        labels, title = load_labels(path)[:limit], path.absolute().name
        with _indexed(path, encoder, progress) as occasional:
            yield partial(_run_labels, title, labels, today), occasional
    elif path.is_dir() and is_beir(path):
        queries, title = load_queries(path)[:limit], path.absolute().name
        with _indexed(path, encoder, progress) as occasional:
            yield partial(_run_entries, title, queries), occasional
    else:
        raise UsageError("usage.set_unknown", name=name, known=", ".join((*SHIPPED, drafts.NAME, checker.NAME)))


def _run_cases(name: str, cases: Sequence[Case], progress: Progress, today: date, collection: Collection) -> SetReport:
    started = time.monotonic()
    holdings = Holdings(collection.catalogue)
    results: list[CaseResult] = []
    for number, case in enumerate(cases, start=1):
        results.append(_run_case(case, collection, holdings, today))
        if number % TOLD_EVERY == 0 or number == len(cases):
            progress(Step(done=number, total=len(cases), passages=0, name=name))
    return summarise(name, results, unscored=0, seconds=time.monotonic() - started)


def _run_case(case: Case, collection: Collection, holdings: Holdings, today: date) -> CaseResult:
    """Return what is found for a case and what is answered, and the ranks behind a gold that was missed."""
    held = [holdings.passages(gold) for gold in case.gold] if case.answerable else []
    considered, answered = answer_case(case, collection, held, today)
    result = replace(rank_passages(case, held, considered.hits), answered=answered)
    if any(place.lost_by == "retrieval" for place in result.places):
        rankings = collection.retriever.rankings(considered.understood)
        result = replace(result, ranks=tuple(component_ranks(one.units, rankings) for one in held))
    return result


def _run_entries(name: str, cases: Sequence[Case], collection: Collection) -> SetReport:
    started = time.monotonic()
    results = run_entries(cases, collection.retriever.search, Holdings(collection.catalogue))
    return summarise(name, results, unscored=len(cases) - len(results), seconds=time.monotonic() - started)


def _run_labels(name: str, labels: Iterable[Labelled], today: date, collection: Collection) -> SetReport:
    started = time.monotonic()
    results, area = run_labels(labels, collection, today)
    report = summarise(name, results, unscored=0, seconds=time.monotonic() - started)
    return replace(report, metrics={**report.metrics, "auroc": round(area, 4)})


@contextmanager
def _temporary(encoder: str) -> Iterator[Collection]:
    """Give an empty collection, in a home folder that goes away."""
    with (
        tempfile.TemporaryDirectory(prefix="repere-eval-", ignore_cleanup_errors=True) as home,
        Collection.open(Path(home), encoder) as collection,
    ):
        yield collection


@contextmanager
def _indexed(folder: Path, encoder: str, progress: Progress) -> Iterator[Collection]:
    """Give a collection that holds each entry of a corpus, in a home folder that goes away."""
    with _temporary(encoder) as collection:
        read = [made for entry in load_entries(folder) if (made := reading_of(entry))]
        passages = [(reading.document, passage) for _, reading in read for passage in reading.passages]

        def told(done: int, total: int) -> None:
            progress(Step(done=done, total=total, passages=done, name=folder.name))

        vectors = collection.encoder.encode_passages([passage.embedding_text for _, passage in passages], told)
        indexed = iter(
            [
                Indexed(vector=vector, postings=postings_of(document, passage))
                for vector, (document, passage) in zip(vectors, passages, strict=True)
            ]
        )
        for file, reading in read:
            collection.catalogue.put(file, reading, [next(indexed) for _ in reading.passages], Metadata())
        yield collection
