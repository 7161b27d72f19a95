"""The citation checker: nothing passes that its quote, at its place in its document, does not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.cite import check
from assistant.model import Draft, DraftSentence, Quote
from index.collection import Collection
from index.model import Hit
from index.question import understand

QUESTION = understand("Que fait Laval?").question


@pytest.fixture
def hit(starter: Collection) -> Hit:
    return starter.retriever.search("Les consultations de Laval", k=1).hits[0]


def quote_of(hit: Hit) -> Quote:
    passage = hit.passage
    return Quote(hit=hit, start=passage.start, end=passage.end, text=passage.text)


def drafted(text: str, *quotes: Quote) -> Draft:
    return Draft(sentences=(DraftSentence(text=text, quotes=quotes),))


def test_an_exact_sentence_passes_with_its_number(hit: Hit) -> None:
    quote = quote_of(hit)
    sentence = quote.text.split("\n")[-1]
    answer = check(drafted(sentence, quote), QUESTION)
    assert answer is not None
    assert [one.citations for one in answer.sentences] == [(1,)]
    assert answer.citations[0].quote.text == hit.document.text[quote.start : quote.end]


def test_a_quote_that_is_not_at_its_place_is_refused(hit: Hit) -> None:
    quote = quote_of(hit)
    sentence = quote.text.split("\n")[-1]
    moved = replace(quote, start=quote.start + 1, end=quote.end + 1)
    altered = replace(quote, text=quote.text.replace("e", "é"))
    for wrong in (moved, altered, replace(quote, start=0, end=0, text="")):
        assert check(drafted(sentence, wrong), QUESTION) is None


def test_a_sentence_that_its_quote_does_not_hold_is_refused(hit: Hit) -> None:
    quote = quote_of(hit)
    assert check(drafted("Laval a tout réussi.", quote), QUESTION) is None
    assert check(drafted("Laval a tout réussi."), QUESTION) is None


def test_one_quote_has_one_number_and_bad_sentences_leave_no_gap(hit: Hit) -> None:
    quote = quote_of(hit)
    lines = [line for line in quote.text.split("\n") if len(line) > 20][:2]
    sentences = [DraftSentence(text=text, quotes=(quote,)) for text in ("Faux.", *lines)]
    answer = check(Draft(sentences=tuple(sentences)), QUESTION)
    assert answer is not None
    assert [one.text for one in answer.sentences] == lines
    assert [one.n for one in answer.citations] == [1]
