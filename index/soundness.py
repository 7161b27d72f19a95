"""Whether a cache of vectors is sound: what is expected of a store, and what is wrong with it.

`python -m index.soundness GENERATION REQUEST` judges a generation in a process of its own, which a damaged file
may crash or hang.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.chroma import PAGE, Store, batches, open_store
from index.model import IndexCard
from index.pointer import read_pointer, settled_stamps, stamps_of, write_pointer

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


class VectorSource(Protocol):
    """Where the vectors truly are. Nothing changes it while a cache is opened, applied to or rebuilt."""

    def revision(self) -> int:
        """Return a number that grows with each committed change of the passages."""

    def passage_ids(self) -> list[str]:
        """Return the id of every passage."""

    def vectors(self, ids: Sequence[str], /) -> NDArray[np.float32]:
        """Return the unit vectors of passages, (n, dimension) float32, in the order of the ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a store must hold: ids, a sample of them with its vectors, (n, dimension) float32, and what it must find."""

    ids: list[str]
    sample: list[str]
    vectors: NDArray[np.float32]
    least_found: float
    least_searchable: int


def expected_of(source: VectorSource, ids: list[str], *, built: bool = False) -> Expected:
    """Return what a store of the source's vectors must hold; less must be found in one that was just built."""
    sample = random.Random(0).sample(sorted(ids), min(SAMPLE, len(ids)))
    distinct = set() if built else {row.tobytes() for batch in batches(ids, PAGE) for row in source.vectors(batch)}
    return Expected(
        ids=ids,
        sample=sample,
        vectors=source.vectors(sample),
        least_found=LEAST_FOUND_WHEN_BUILT if built else LEAST_FOUND,
        least_searchable=int(LEAST_SEARCHABLE * len(distinct)),
    )


def problems_of(store: Store, expected: Expected) -> list[str]:
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


def _finds_itself(store: Store, key: str, vector: NDArray[np.float32]) -> bool:
    """Tell whether a vector is among the ten nearest to itself, or all ten are its copies."""
    hits = store.nearest(vector, 10)
    return bool(hits) and ((key in dict(hits) and dict(hits)[key] >= SAME) or hits[-1][1] >= SAME)


def verify_cache(folder: Path, card: IndexCard, source: VectorSource) -> list[str]:
    """Return what is wrong with a cache, as wording keys: nothing when it is sound.

    The vectors are judged in another process; the cache may be open in this one, as long as nothing is
    applied to it meanwhile.
    """
    folder = folder.resolve()
    pointer = read_pointer(folder)
    if pointer is None or not (folder / pointer.generation).is_dir():
        return ["check.vectors_missing"]
    if pointer.card != card:
        return ["check.vectors_card"]
    if not pointer.clean or pointer.revision != source.revision():
        return ["check.vectors_behind"]
    generation = folder / pointer.generation
    untouched = stamps_of(generation) == pointer.stamps
    problems = _judge(generation, source)
    if untouched and not problems:
        # Opening a store is enough for Chroma to write to it: without this, the next opening would rebuild.
        write_pointer(folder, replace(pointer, stamps=settled_stamps(generation)))
    return problems


def _judge(generation: Path, source: VectorSource) -> list[str]:
    """Return what is wrong with a generation, judged in a process that it may crash or hang."""
    expected = expected_of(source, source.passage_ids())
    with tempfile.TemporaryDirectory(prefix="repere-") as request:
        np.save(Path(request, "sample.npy"), expected.vectors)
        facts = {name: getattr(expected, name) for name in ("ids", "sample", "least_found", "least_searchable")}
        Path(request, "expected.json").write_text(json.dumps(facts), "utf-8")
        try:
            subprocess.run(
                [sys.executable, "-m", "index.soundness", str(generation), request],
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
    expected = Expected(**facts, vectors=np.load(request / "sample.npy"))
    problems = problems_of(open_store(generation), expected)
    (request / "problems.json").write_text(json.dumps(problems), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
