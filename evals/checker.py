"""The checker of written sentences, on honest ones and on the same with one thing wrong: what it refuses."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any, Literal

import numpy as np

from assistant.checking.likeness import covered, is_english, keys, sayings
from assistant.checking.sentence import ENGLISH, FRENCH, Checked, Checker, Thresholds, near_enough
from assistant.checking.units import units_of
from assistant.model import DraftSentence, Quote
from corpus.errors import UsageError
from corpus.model import Document, Passage
from corpus.reading import read_file
from evals.corrupt import Fault, spoil
from evals.model import STARTER
from index.model import Hit, Language, Why
from index.remembering import QueriesEncoder, Remembering

Json = dict[str, Any]
Part = Literal["calibration", "reported"]

NAME = "checker"
"""What the set is called."""
SENTENCES = Path(__file__).resolve().parent / "data" / "checker.jsonl"
SEED = 20261122
FAULTS: tuple[Fault, ...] = ("number", "date", "name", "marker", "negation", "direction", "addition")
LEAST_WORDS, MOST_LETTERS = 6, 320
"""A source's sentence of the set has at least so many words of sense, and at most so many characters."""
COPIES_OF_A_PASSAGE = 1
SAYS_IT_TOO = 0.6
"""Share of a sentence's words in one sentence of another passage from which that passage may hold it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with the passages that it cites: `fault` says what is wrong with it, None where it is honest.

    `copied`: it was a source's own sentence. `part` tells those that the checker was made with from those that are
    reported, which were written afterwards.
    """

    text: str
    quotes: tuple[Quote, ...]
    language: Language
    part: Part
    copied: bool
    fault: Fault | None = None
    near: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An example with what the checker made of it."""

    example: Example
    checked: Checked

    @property
    def refused(self) -> bool:
        """Whether it is not shown as verified."""
        return self.checked.why is not None


def measure_checker(encoder: QueriesEncoder) -> Json:
    """Return the set as the interface's JSON has one: the figures of the part that nothing was calibrated on."""
    started = time.monotonic()
    results = run_examples(examples(), encoder)
    return checker_payload(results, time.monotonic() - started)


def run_examples(sentences: Iterable[Example], encoder: QueriesEncoder) -> list[Result]:
    """Return what the checker makes of each example."""
    checker = Checker(Remembering(encoder))
    return [
        Result(example=one, checked=checker.check(DraftSentence(text=one.text, quotes=one.quotes))) for one in sentences
    ]


# ------------------------------------------------------------------------------------------ the set


def examples(path: Path = SENTENCES, folder: Path = STARTER, seed: int = SEED) -> list[Example]:
    """Return the set: honest paraphrases and sentences of the sources, then each with one thing wrong."""
    quotes = _passages(folder)
    honest = [*_paraphrases(path, quotes), *_copies(quotes, Random(seed))]
    return [*honest, *_spoiled(honest, quotes, seed), *_misplaced(honest, quotes, seed)]


def _passages(folder: Path) -> dict[str, list[Quote]]:
    """Return the passages of the starter documents, by file, each as a citation of it all."""
    found: dict[str, list[Quote]] = {}
    for file in sorted(folder.iterdir()):
        if file.name == "LICENCE":
            continue
        reading = read_file(Path(file.name), file.read_bytes())
        found[file.name] = [quote_of(reading.document, passage) for passage in reading.passages]
    return found


def quote_of(document: Document, passage: Passage) -> Quote:
    """Return a whole passage as what a sentence cites."""
    hit = Hit(passage=passage, document=document, rank=1, score=1.0, why=Why(lexical=None, semantic=None))
    return Quote(hit=hit, start=passage.start, end=passage.end, text=passage.text)


def _paraphrases(path: Path, quotes: dict[str, list[Quote]]) -> Iterator[Example]:
    """Give the honest sentences that were written by hand.

    Raises:
        UsageError: a passage that a line names is not in the starter collection.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        cited = [_holding(quotes.get(gold["file"], []), gold["phrase"], row["id"]) for gold in row["gold"]]
        yield Example(
            text=row["text"],
            quotes=tuple(cited),
            language=row["lang"],
            part=row["part"],
            copied=False,
            origin=row["id"],
        )


def _holding(quotes: Sequence[Quote], phrase: str, row: str) -> Quote:
    for quote in quotes:
        if phrase in quote.text:
            return quote
    raise UsageError("usage.set_line", line=row, detail=phrase)


def _copies(quotes: dict[str, list[Quote]], random: Random) -> Iterator[Example]:
    """Give sentences of the sources as they stand."""
    for file, held in quotes.items():
        for number, quote in enumerate(held):
            said = [
                unit.text
                for unit in units_of(quote)
                if unit.text.endswith((".", ";"))
                and len(unit.text) <= MOST_LETTERS
                and len(sayings(unit.text, english=False)) >= LEAST_WORDS
                and "http" not in unit.text
                and "www." not in unit.text
                and not unit.text.startswith(("Source", "D'après"))
            ]
            for text in random.sample(said, min(COPIES_OF_A_PASSAGE, len(said))):
                plain = text.removeprefix("• ").rstrip(";")
                part: Part = "reported" if number % 2 else "calibration"
                yield Example(text=plain, quotes=(quote,), language="fr", part=part, copied=True, origin=file)


def _spoiled(honest: Sequence[Example], quotes: dict[str, list[Quote]], seed: int) -> Iterator[Example]:
    """Give what each honest sentence becomes; one drawn otherwise changes none of the others."""
    everywhere = [one for one in honest if one.language == "fr" and not one.copied]
    for one in honest:
        random = Random(f"{seed} {one.text}")
        other = random.choice([two for two in everywhere if two.quotes[0].hit.document != one.quotes[0].hit.document])
        source = "\n".join(quote.text for quote in one.quotes)
        for spoiled in spoil(one.text, source, other.text, random, most=1 if one.copied else 2):
            yield Example(
                text=spoiled.text,
                quotes=one.quotes,
                language=one.language,
                part=one.part,
                copied=one.copied,
                fault=spoiled.fault,
                near=spoiled.near,
                origin=one.origin,
            )


def _misplaced(honest: Sequence[Example], quotes: dict[str, list[Quote]], seed: int) -> Iterator[Example]:
    """Give the honest sentences with the marker of another passage: of the same document, then of another one."""
    for one in honest:
        random = Random(f"{seed} {one.text}")
        source = one.quotes[0].hit.document.source
        near = [quote for quote in quotes[source] if quote not in one.quotes]
        far = [quote for file, held in quotes.items() if file != source for quote in held]
        for pool, is_near in ((near, True), (far, False)):
            wrong = [quote for quote in random.sample(pool, min(6, len(pool))) if not _says_too(one, quote)][:1]
            for quote in wrong:
                yield Example(
                    text=one.text,
                    quotes=(quote,),
                    language=one.language,
                    part=one.part,
                    copied=one.copied,
                    fault="marker",
                    near=is_near,
                    origin=one.origin,
                )


def _says_too(one: Example, quote: Quote) -> bool:
    """Tell whether another passage may hold a sentence too: its marker would not be wrong."""
    said = sayings(one.text, english=is_english(one.text))
    return any(covered(said, keys(unit.text)) >= SAYS_IT_TOO for unit in units_of(quote))


# ------------------------------------------------------------------------------------------ the figures


def checker_payload(results: Sequence[Result], seconds: float) -> Json:
    """Return the figures of the reported part, with the thresholds that the other part would give."""
    reported = [one for one in results if one.example.part == "reported"]
    groups = {name: group for name, group in _groups(reported) if group}
    refused = {name: sum(one.refused for one in group) for name, group in groups.items()}
    metrics = {name: round(refused[name] / len(group), 4) for name, group in groups.items()}
    intervals = {name: wilson(refused[name], len(group)) for name, group in groups.items()}
    return {
        "name": NAME,
        "n": len(reported),
        "metrics": {**metrics, "seconds": round(seconds, 1)},
        "intervals": {name: [round(bound, 4) for bound in found] for name, found in intervals.items()},
        "counts": {name: len(group) for name, group in groups.items()},
        "thresholds": {"fr": _as_json(FRENCH), "en": _as_json(ENGLISH)},
        "calibrated": {language: _as_json(calibrated(results, language)) for language in ("fr", "en")},
        "by": {},
        "failures": [_failure(one) for one in reported if one.refused == (one.example.fault is None)],
    }


def _groups(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    """Give what is counted, by name: results of which the share that is refused is the figure."""
    faults: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        if one.example.fault:
            faults[one.example.fault].append(one)
    for fault in FAULTS:
        yield f"{fault}s caught", faults[fault]
    for fault in ("number", "date", "name", "marker"):
        yield f"{fault}s of the passage caught", [one for one in faults[fault] if one.example.near]
    honest = [one for one in results if one.example.fault is None]
    written = [one for one in honest if not one.example.copied]
    yield "false alarms", written
    yield "false alarms fr", [one for one in written if one.example.language == "fr"]
    yield "false alarms en", [one for one in written if one.example.language == "en"]
    yield "false alarms on copies", [one for one in honest if one.example.copied]


def wilson(caught: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share. Source: Wilson, Probable inference, 1927."""
    share = caught / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (centre - spread) / (1 + z * z / total)), min(1.0, (centre + spread) / (1 + z * z / total))


ALLOWED = 0.01
"""False alarms of wording alone that calibration allows: the facts take the rest of what is allowed."""


def calibrated(results: Sequence[Result], language: str) -> Thresholds:
    """Return the thresholds that catch most wrong markers and additions on the part that is not reported."""
    part = [
        one
        for one in results
        if one.example.part == "calibration"
        and one.example.language == language
        and one.checked.why in {None, "meaning"}
    ]
    honest = [one.checked for one in part if one.example.fault is None and not one.example.copied]
    wrong = [one.checked for one in part if one.example.fault in {"marker", "addition"}]
    best, most = FRENCH if language == "fr" else ENGLISH, -1.0
    for nearness in np.arange(0.4, 1.61, 0.2):
        for least in np.arange(0.0, 0.51, 0.05):
            for enough in np.arange(0.4, 2.2, 0.025):
                tried = Thresholds(enough=float(enough), least=float(least), nearness=float(nearness))
                if sum(not near_enough(one, tried) for one in honest) > ALLOWED * len(honest):
                    break
                caught = sum(not near_enough(one, tried) for one in wrong) / max(1, len(wrong))
                if caught > most:
                    best, most = tried, caught
    return best


def _as_json(thresholds: Thresholds) -> Json:
    return {
        "enough": round(thresholds.enough, 3),
        "least": round(thresholds.least, 3),
        "nearness": round(thresholds.nearness, 3),
    }


def _failure(one: Result) -> Json:
    """Return what the reports show of a sentence: `lost_by` says its fault, or what an honest one is refused for."""
    example, checked = one.example, one.checked
    return {
        "id": example.origin,
        "lost_by": example.fault or f"honest: {checked.why}",
        "question": example.text,
        "gold": [],
        "first": None,
        "near": example.near,
        "coverage": round(checked.coverage, 3),
        "least": round(checked.least, 3),
        "nearness": round(checked.nearness, 3),
    }
