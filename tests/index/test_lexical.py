"""BM25: against a straightforward computation of the formula, and the rule for other words."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Catalogue, Indexed, Postings, Where
from corpus.model import Block, Extract, Metadata, SourceFile
from corpus.reading import make_reading
from index import lexical
from index.question import Alternative, Understood, understand
from index.terms import terms

TEXTS = {
    "a.txt": ("Logement social", "Le logement social manque à Laval et le logement abordable aussi."),
    "b.txt": ("Transport", "Le transport collectif dessert les villages éloignés de la Mauricie."),
    "c.txt": ("Aînés", "Les aînés demandent du transport adapté et un logement près des services."),
}


def put(catalogue: Catalogue, name: str, title: str, text: str) -> str:
    extract = Extract(blocks=(Block(kind="paragraph", text=text),), metadata=Metadata(title=title))
    reading = make_reading(extract, source=name)
    file = SourceFile(
        path=f"/{name}", name=name, sha256=name, size=1, state="read", document_id=reading.document.document_id
    )
    entries = [
        Indexed(vector=np.ones(4, dtype=np.float32), postings=lexical.postings_of(reading.document, passage))
        for passage in reading.passages
    ]
    catalogue.put(file, reading, entries, Metadata())
    return reading.passages[0].passage_id


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue.open(tmp_path / "catalogue.sqlite3")
    for name, (title, text) in TEXTS.items():
        put(made, name, title, text)
    return made


def expected(question: str, titles_and_texts: dict[str, tuple[str, str]]) -> dict[str, float]:
    """Compute BM25F straight from the texts."""
    fields = {name: (terms(title), terms(text)) for name, (title, text) in titles_and_texts.items()}
    title_weight, _, body_weight = lexical.WEIGHTS
    lengths = {name: title_weight * len(title) + body_weight * len(body) for name, (title, body) in fields.items()}
    average = sum(lengths.values()) / len(lengths)
    scores: dict[str, float] = {}
    for name, (title, body) in fields.items():
        for term in dict.fromkeys(terms(question)):
            frequency = title_weight * title.count(term) + body_weight * body.count(term)
            holding = sum(term in one or term in other for one, other in fields.values())
            idf = math.log(1 + (len(fields) - holding + 0.5) / (holding + 0.5))
            norm = lexical.K1 * (1 - lexical.B + lexical.B * lengths[name] / average)
            if frequency:
                scores[name] = scores.get(name, 0.0) + idf * frequency * (lexical.K1 + 1) / (frequency + norm)
    return scores


def test_scores_are_those_of_the_formula(catalogue: Catalogue) -> None:
    question = "transport et logement pour les villages"
    understood = Understood(question=understand(question).question, weights=dict.fromkeys(terms(question), 1.0))
    ranked = lexical.rank(catalogue, understood)
    names = {passage.passage_id: catalogue.documents([passage.document_id])[passage.document_id].source
             for passage in catalogue.passages([one.passage_id for one in ranked]).values()}  # fmt: skip
    assert {names[one.passage_id]: one.score for one in ranked} == pytest.approx(expected(question, TEXTS))
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_other_words_count_instead_of_the_question_s_own_never_as_well(catalogue: Catalogue) -> None:
    question, own = understand("villages").question, dict.fromkeys(terms("villages"), 1.0)
    alone = Understood(question=question, weights=own)
    with_other = Understood(
        question=question,
        weights=own,
        alternatives=(Alternative(instead_of=tuple(own), terms=tuple(terms("logement")), weight=1.0),),
    )
    before = {one.passage_id: one.score for one in lexical.rank(catalogue, alone)}
    after = {one.passage_id: one.score for one in lexical.rank(catalogue, with_other)}
    assert set(before) < set(after)
    for key, score in before.items():
        assert after[key] == pytest.approx(score)
    assert max(after.values()) <= max(before.values()) * 2


def test_a_filter_keeps_to_what_it_says(catalogue: Catalogue) -> None:
    understood = understand("logement")
    everywhere = lexical.rank(catalogue, understood)
    assert len(everywhere) == 2
    assert [one.passage_id for one in lexical.rank(catalogue, understood, Where(regions=("Laval",)))] == [
        one.passage_id
        for one in everywhere
        if catalogue.passages([one.passage_id])[one.passage_id].regions == ("Laval",)
    ]


def test_postings_hold_headings_and_context_apart_from_the_text() -> None:
    extract = Extract(
        blocks=(
            Block(kind="heading", text="Objectif", level=2),
            Block(kind="row", text="2.1 Tenir une rencontre", context=("2. Informer",)),
        ),
        metadata=Metadata(title="Plan"),
    )
    reading = make_reading(extract, source="plan.txt")
    postings = lexical.postings_of(reading.document, reading.passages[0])
    assert postings == Postings(
        title="plan", headings=" ".join(terms("Objectif\n2. Informer")), body=" ".join(terms(reading.passages[0].text))
    )


def test_words_that_follow_each_other_as_in_the_question_count_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Catalogue.open(tmp_path / "phrases.sqlite3")
    together = put(made, "a.txt", "A", "La sécurité alimentaire demande des jardins, des cuisines et des trajets.")
    apart = put(made, "b.txt", "B", "La sécurité demande des jardins, des cuisines et des trajets. Un alimentaire.")
    put(made, "c.txt", "C", "Une patinoire, un parc, une piscine et des sentiers pour la population du village.")

    def scored(question: str) -> dict[str, float]:
        return {one.passage_id: one.score for one in lexical.rank(made, understand(question))}

    said, turned = scored("la sécurité alimentaire"), scored("l'alimentaire et la sécurité")
    monkeypatch.setattr(lexical, "PHRASE", 0.0)
    plain = scored("la sécurité alimentaire")
    rarity = lexical.inverse_document_frequency(2, 3)
    gain = (said[together] - plain[together]) / rarity
    assert gain == pytest.approx(0.2)
    assert said[apart] == pytest.approx(plain[apart])
    assert turned == pytest.approx(scored("l'alimentaire et la sécurité"))
