"""Files with the text that stands in them → characters lost, garbled, added and moved by our reading."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from corpus.errors import FileError, FileErrorCode
from corpus.limits import LIMITS, Limits
from corpus.readers.encodings import decode
from corpus.reading import load, read_file

TWIN_SUFFIX = ".txt"
"""What is added to a file's whole name for the file of its expected text: `plan.docx.txt` beside `plan.docx`."""
LONGEST_COMPARED = 20_000
"""Characters of a stretch that is compared letter by letter; a longer one is lost and added whole."""
ANCHOR = 4
"""Words in a row that stand once in each of two texts, and so in the same place of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What reading did to a text, in characters, each stretch of blanks counted as one.

    `lost` is in the expected text and absent; `garbled` stands there as something else; `added` is in no expected
    text; `moved` stands elsewhere than expected.
    """

    expected: int = 0
    lost: int = 0
    garbled: int = 0
    added: int = 0
    moved: int = 0

    def __add__(self, other: Loss) -> Loss:
        return Loss(
            expected=self.expected + other.expected,
            lost=self.lost + other.lost,
            garbled=self.garbled + other.garbled,
            added=self.added + other.added,
            moved=self.moved + other.moved,
        )

    @property
    def share(self) -> float:
        """The share of the expected characters that are lost or garbled, from 0 to 1."""
        return min(1.0, (self.lost + self.garbled) / max(1, self.expected))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingScore:
    """A file that was read: its path in the folder, its format by its name, and what was lost.

    `error` is the code of a file that could not be read: all of its text is lost.
    """

    file: str
    format: str
    loss: Loss
    error: FileErrorCode | None = None


def measure_reading(folder: Path, limits: Limits = LIMITS) -> tuple[ReadingScore, ...]:
    """Read every file of a folder whose expected text stands beside it, and compare the two; in order of their names.

    Raises:
        FileError: an expected text cannot be read.
    """
    return tuple(_measure(folder, path, twin, limits) for path, twin in pairs_in(folder))


def pairs_in(folder: Path) -> tuple[tuple[Path, Path], ...]:
    """Return each file of a folder that has an expected text, with that text's file; in order of their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    twins = {path: path.with_name(path.name + TWIN_SUFFIX) for path in files}
    expected = {twin for twin in twins.values() if twin in twins}
    return tuple((path, twin) for path, twin in twins.items() if twin in expected and path not in expected)


def by_format(scores: Iterable[ReadingScore]) -> dict[str, Loss]:
    """Return the sums over the files of each format, in order of the formats' names."""
    sums: dict[str, Loss] = {}
    for score in scores:
        sums[score.format] = sums.get(score.format, Loss()) + score.loss
    return dict(sorted(sums.items()))


def compare(expected: str, found: str) -> Loss:
    """Compare a text with the one that was expected: word by word, and what differs letter by letter."""
    wanted, given = _words(expected), _words(found)
    total = Loss(expected=len(" ".join(wanted)))
    missing: list[list[str]] = []
    more: list[list[str]] = []
    for start, end, from_, to in _stretches(wanted, given):
        one, other = wanted[start:end], given[from_:to]
        if one == other:
            continue
        for change, first, last, at, until in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if change == "replace":
                total += _compare_letters(" ".join(one[first:last]), " ".join(other[at:until]))
            elif change == "delete":
                missing.append(one[first:last])
            elif change == "insert":
                more.append(other[at:until])
    moved = Counter(_flat(missing)) & Counter(_flat(more))
    characters = sum((len(word) + 1) * count for word, count in moved.items())
    return total + Loss(
        lost=max(0, _length(missing) - characters), added=max(0, _length(more) - characters), moved=characters
    )


def _measure(folder: Path, path: Path, twin: Path, limits: Limits) -> ReadingScore:
    expected = decode(load(twin, limits), limits)
    file, suffix = path.relative_to(folder).as_posix(), path.suffix.lower().removeprefix(".")
    try:
        found = read_file(path, load(path, limits), limits=limits).document.text
    except FileError as error:
        return ReadingScore(file=file, format=suffix, loss=compare(expected, ""), error=error.code)
    return ReadingScore(file=file, format=suffix, loss=compare(expected, found))


def _stretches(wanted: Sequence[str], given: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Give the stretches of two texts that answer each other, cut at the words that surely do (patience diff).

    Source: https://bramcohen.livejournal.com/73318.html
    """
    above = (0, 0)
    for place in [*_in_order(_shared_places(wanted, given)), (len(wanted), len(given))]:
        if place[0] >= above[0] and place[1] >= above[1]:
            yield above[0], place[0], above[1], place[1]
            above = place


def _shared_places(wanted: Sequence[str], given: Sequence[str]) -> list[tuple[int, int]]:
    """Return where in both texts the rows of `ANCHOR` words stand that each text has once."""
    first, second = _single_rows(wanted), _single_rows(given)
    return [(place, second[row]) for row, place in first.items() if row in second]


def _single_rows(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    rows = [tuple(words[place : place + ANCHOR]) for place in range(len(words) - ANCHOR + 1)]
    times = Counter(rows)
    return {row: place for place, row in enumerate(rows) if times[row] == 1}


def _in_order(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest series of places that goes forward in both texts."""
    ends: list[int] = []  # for each length of a series, the place in the second text where the best one ends
    last: list[int] = []  # the same, by number
    before: list[int] = []
    for number, (_, at) in enumerate(places):
        length = bisect_left(ends, at)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [at]
        last[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(places[number])
        number = before[number]
    return found[::-1]


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _compare_letters(expected: str, found: str) -> Loss:
    if max(len(expected), len(found)) > LONGEST_COMPARED:
        return Loss(lost=len(expected), added=len(found))
    lost = garbled = added = 0
    for change, start, end, from_, to in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if change != "equal":
            both = min(end - start, to - from_)
            garbled += both
            lost += end - start - both
            added += to - from_ - both
    return Loss(lost=lost, garbled=garbled, added=added)


def _flat(runs: Sequence[Sequence[str]]) -> list[str]:
    return [word for run in runs for word in run]


def _length(runs: Sequence[Sequence[str]]) -> int:
    """Return the characters of some stretches, each with the blank that sets it apart."""
    return sum(len(word) + 1 for run in runs for word in run)
