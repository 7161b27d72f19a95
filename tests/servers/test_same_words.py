"""Beyond what the engine hands over to be ranked, the two engines choose for themselves: the best must be the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Catalogue, Indexed
from corpus.model import Metadata, SourceFile
from corpus.reading import read_file
from corpus.servers import ServerSettings
from index import lexical
from index.lexical import postings_of
from index.question import understand
from index.terms import terms

DOCUMENTS, SECTIONS, WORDS = 8, 200, 45
VOCABULARY = 3_000
ASKED = 40
LEAST_COMMON = 0.95
"""Part of the 200 best, all that the fusion looks at, that must be handed over."""


def letters(number: int) -> str:
    """Return a word of its own for a number, which no stemmer shortens."""
    return "".join("bdfgklmnpr"[int(digit)] + "o" for digit in f"{number:04}") + "k"


def test_the_best_by_words_are_among_those_that_the_engine_hands_over(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Callable[[str], None]
) -> None:
    random = np.random.default_rng(11)
    with (
        closing(Catalogue.open(tmp_path / "catalogue.sqlite3")) as here,
        closing(Catalogue.open(ServerSettings(database=database))) as there,
    ):
        for number in range(DOCUMENTS):
            sections = []
            for section in range(SECTIONS):  # common words are common, as in any language
                drawn = [letters(int(word)) for word in np.minimum(random.zipf(1.3, WORDS), VOCABULARY)]
                sections.append(f"## {letters(section)} {drawn[0]}\n\n{' '.join(drawn)} m² 5½ l'été.\n")
            text = f"# {letters(number)}\n\n" + "\n".join(sections)
            reading = read_file(Path(f"{number}.md"), text.encode())
            entries = [
                Indexed(vector=np.ones(4, dtype=np.float32), postings=postings_of(reading.document, passage))
                for passage in reading.passages
            ]
            document_id = reading.document.document_id
            file = SourceFile(
                path=f"/{number}", name=f"{number}.md", sha256="0", size=1, state="read", document_id=document_id
            )
            here.put(file, reading, entries, Metadata())
        assert there.become(here) == here.count() > 3 * lexical.CANDIDATES
        odd = terms("m² 5½ l'été")
        assert there.document_frequencies(odd) == here.document_frequencies(odd) != {}

        common, everything = [], 10**6
        for _ in range(ASKED):
            drawn = np.minimum(random.zipf(1.3, 5), VOCABULARY)
            understood = understand(" ".join(letters(int(word)) for word in drawn))
            with monkeypatch.context() as unlimited:
                unlimited.setattr(lexical, "CANDIDATES", everything)
                exact = [one.passage_id for one in lexical.rank(here, understood)]
            found = [[one.passage_id for one in lexical.rank(one, understood)] for one in (here, there)]
            assert len(found[0]) == len(found[1]) == min(len(exact), lexical.CANDIDATES)
            assert found[1][:10] == exact[:10]
            common.append([len({*exact[:200]} & {*ids[:200]}) / max(1, len(exact[:200])) for ids in found])
        embedded, server = np.mean(common, axis=0)
        assert server >= LEAST_COMMON
        told(f"of the 200 best by words, SQLite hands over {embedded:.3f} and PostgreSQL {server:.3f}")
