"""What a language model wrote becomes an answer only where what it cites holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cite import Verified, verify
from assistant.model import Draft, DraftSentence, Quote
from corpus.reading import read_file
from evals.checker import quote_of
from index.encode import EMBEDDED, Encoder, load_encoder
from index.question import understand

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"
QUESTION = understand("Que fait Laval?").question


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EMBEDDED)


@pytest.fixture(scope="module")
def passages() -> Mapping[str, Quote]:
    """Give the passages of two documents, whole, by the words that tell them."""
    wanted = {
        "launch": ("laval-comment-la-politique-a-ete-faite.md", "Laval a lancé sa politique régionale"),
        "committee": ("laval-comment-la-politique-a-ete-faite.md", "le comité de pilotage comptait 31 membres"),
        "amounts": ("portrait-13-laval.md", "Mobilité internationale"),
        "english": ("portrait-07-outaouais.md", "un forum à l'UQO a réuni"),
    }
    found = {}
    for key, (file, words) in wanted.items():
        reading = read_file(Path(file), (STARTER / file).read_bytes())
        passage = next(one for one in reading.passages if words in one.text)
        found[key] = quote_of(reading.document, passage)
    return found


@pytest.fixture
def checked(encoder: Encoder, passages: Mapping[str, Quote]):  # type: ignore[no-untyped-def]
    def check(text: str, *keys: str, keep_weak: bool = False) -> Verified:
        drafted = DraftSentence(text=text, quotes=tuple(passages[key] for key in keys))
        return verify(Draft(sentences=(drafted,)), QUESTION, encoder, keep_weak=keep_weak)

    return check


def why(found: Verified) -> str | None:
    assert (found.answer is None) is bool(found.refused)
    return found.refused[0].why if found.refused else None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Laval a lancé sa PRDS en juin 2017, après dix-huit mois de travail entre partenaires.", "launch"),
        ("La politique de Laval compte six orientations et trente et un objectifs.", "launch"),
        ("Laval launched its regional policy in June 2017, after 18 months of work.", "launch"),
        ("Le comité de pilotage réunissait 31 membres, dont un élu municipal.", "committee"),
        ("La mobilité internationale a reçu 140 000 $ en 2012-2013.", "amounts"),
        ("On February 26, 2014, a forum at UQO brought together 130 partners.", "english"),
    ],
)
def test_an_honest_sentence_passes_with_the_exact_words_that_hold_it(checked, passages, text, key) -> None:  # type: ignore[no-untyped-def]
    found = checked(text, key)
    assert why(found) is None
    (sentence,) = found.answer.sentences
    assert (sentence.support, sentence.text) == ("verified", text)
    assert sentence.citations
    whole = passages[key]
    for citation in found.answer.citations:
        quote = citation.quote
        assert quote.text == quote.hit.document.text[quote.start : quote.end]
        assert whole.start <= quote.start < quote.end <= whole.end
    assert sum(len(citation.quote.text) for citation in found.answer.citations) < len(whole.text)


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("Laval a lancé sa politique en juin 2018.", "launch", "facts"),
        ("Laval a lancé sa politique en juin 2017, au coût de 2 M$.", "launch", "facts"),
        ("La politique de Laval compte 31 orientations et 6 objectifs.", "launch", "swapped"),
        ("Gatineau a lancé sa politique en juin 2017.", "launch", "facts"),
        ("Laval n'a pas lancé sa politique en juin 2017.", "launch", "polarity"),
        ("Le comité de pilotage réunissait 31 membres.", "launch", "swapped"),
        ("La mobilité internationale a reçu 670 000 $ en 2012-2013.", "amounts", "swapped"),
        ("Les élus souhaitent une rencontre sur les jardins collectifs et la culture urbaine.", "launch", "meaning"),
        ("Laval a lancé sa politique en juin 2017. Le maire a promis 5 M$.", "launch", "facts"),
        ("Laval a lancé sa politique ([voir](http://exemple.test)).", "launch", "address"),
    ],
)
def test_a_sentence_that_its_source_does_not_hold_is_refused(checked, text, key, reason) -> None:  # type: ignore[no-untyped-def]
    assert why(checked(text, key)) == reason
    if reason != "meaning":
        assert why(checked(text, key, keep_weak=True)) == reason


def test_a_far_wording_may_be_shown_as_unverified(checked) -> None:  # type: ignore[no-untyped-def]
    text = "Les élus souhaitent une rencontre sur les jardins collectifs et la culture urbaine."
    found = checked(text, "launch", keep_weak=True)
    assert why(found) is None
    assert [one.support for one in found.answer.sentences] == ["weak"]


def test_a_wrong_marker_is_caught_and_a_useless_one_is_dropped(checked, passages) -> None:  # type: ignore[no-untyped-def]
    text = "La politique de Laval compte six orientations et trente et un objectifs."
    assert why(checked(text, "english")) == "facts"
    found = checked(text, "english", "launch")
    assert why(found) is None
    documents = {citation.quote.hit.document.document_id for citation in found.answer.citations}
    assert documents == {passages["launch"].hit.document.document_id}


def test_no_citation_or_one_that_is_not_exact(encoder: Encoder, passages: Mapping[str, Quote]) -> None:
    text = "Laval a lancé sa politique en juin 2017."
    moved = replace(passages["launch"], start=passages["launch"].start + 1)
    draft = Draft(sentences=(DraftSentence(text=text, quotes=()), DraftSentence(text=text, quotes=(moved,))))
    found = verify(draft, QUESTION, encoder)
    assert found.answer is None
    assert [one.why for one in found.refused] == ["no_citation", "inexact"]


def test_good_sentences_stay_when_bad_ones_go(encoder: Encoder, passages: Mapping[str, Quote]) -> None:
    cited = (passages["launch"],)
    texts = ["Laval a lancé sa politique en juin 2017.", "Elle a coûté 3 M$.", "Elle compte 31 objectifs."]
    draft = Draft(sentences=tuple(DraftSentence(text=text, quotes=cited) for text in texts))
    found = verify(draft, QUESTION, encoder)
    assert found.answer is not None
    assert [one.text for one in found.answer.sentences] == [texts[0], texts[2]]
    assert [one.text for one in found.refused] == [texts[1]]
    assert [one.n for one in found.answer.citations] == list(range(1, len(found.answer.citations) + 1))
