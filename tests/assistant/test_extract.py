"""Which extracts are shown: as much as there is room for, what says most in few words, no list beyond its measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.ask import ask
from assistant.by_extracts import WORDS
from assistant.evidence import Candidate
from assistant.extract import PART_OF_A_LIST, Room, best_part, chosen, within
from assistant.model import Answer, Level
from assistant.render import reply_text
from assistant.segments import Segment
from index.collection import Collection
from tests.assistant.test_judge import TODAY

FOUR = Room(sentences=4)


@pytest.fixture(scope="module")
def candidate(starter: Collection) -> Candidate:
    hit = starter.retriever.search("la politique de Laval", k=1).hits[0]
    return Candidate(
        hit=hit,
        start=hit.passage.start,
        end=hit.passage.end,
        text="",
        coverage=0.0,
        context=0.0,
        around=0.0,
        nearness=0.0,
        is_heading=False,
        is_item=False,
    )


def _segment(candidate: Candidate, name: str, words: int, score: float, items: int = 1) -> Segment:
    """Return a segment of so many words in all, none of which is another's."""
    each = words // items
    texts = [" ".join(f"{name}{item}x{word}" for word in range(each)) for item in range(items)]
    made = tuple(replace(candidate, text=text, is_item=items > 1) for text in texts)
    return Segment(candidates=made, head=(), score=score)


def _names(kept: list[Segment]) -> str:
    return "".join(one.text[0] for one in kept)


def test_what_does_not_fit_leaves_its_room_to_what_does(candidate: Candidate) -> None:
    segments = [
        _segment(candidate, name, words, score)
        for name, words, score in (("a", 20, 5.0), ("b", 80, 4.9), ("c", 30, 4.0), ("d", 30, 3.5), ("e", 9, 3.4))
    ]
    assert _names(chosen(segments, "other", within(60), FOUR)) == "ace"
    assert _names(chosen(segments, "other", within(200), FOUR)) == "abce"
    assert _names(chosen(segments, "other", within(200), Room(sentences=2))) == "ab"
    assert _names(chosen(segments, "other", within(10), FOUR)) == "a"  # one at least


def test_of_two_nearly_as_good_the_shorter_comes_first(candidate: Candidate) -> None:
    best, long, short = (
        _segment(candidate, name, words, score)
        for name, words, score in (("a", 10, 5.0), ("b", 50, 4.3), ("c", 10, 4.0))
    )
    assert _names(chosen([best, long, short], "other", within(70), FOUR)) == "acb"
    assert _names(chosen([best, long, short], "other", within(60), FOUR)) == "ac"
    too_long = _segment(candidate, "d", 90, 5.5)
    assert _names(chosen([too_long, best, long], "other", within(60), FOUR)) == "ab"


def test_a_list_that_is_asked_for_is_cut_where_its_measure_ends(candidate: Candidate) -> None:
    sentence = _segment(candidate, "a", 40, 5.0)
    listed = _segment(candidate, "b", 100, 4.5, items=10)
    other, asked = (
        chosen([sentence, listed], shape, within(60), replace(FOUR, whole_list=90)) for shape in ("other", "list")
    )
    assert [one.words for one in other] == [40, 20]  # what there is room for, around its best item
    assert [one.words for one in asked] == [40, 50]
    assert [one.words for one in chosen([sentence, listed], "list", within(60), replace(FOUR, whole_list=45))] == [
        40,
        PART_OF_A_LIST,
    ]
    assert [one.words for one in chosen([listed], "other", within(60), replace(FOUR, whole_list=90))] == [60]


def test_a_list_that_is_cut_keeps_its_best_item(candidate: Candidate) -> None:
    listed = _segment(candidate, "a", 100, 5.0, items=10)
    for place, shown in ((0, range(6)), (4, range(6)), (9, range(4, 10))):
        items = tuple(replace(item, score=float(n == place)) for n, item in enumerate(listed.candidates))
        (kept,) = chosen([replace(listed, candidates=items)], "other", within(60), FOUR)
        assert kept.candidates == tuple(items[n] for n in shown)
    (one,) = chosen([listed], "other", within(5), FOUR)
    assert one.candidates == listed.candidates[:1]


@pytest.mark.parametrize("level", ["simple", "detaille"])
def test_where_a_document_comes_from_is_no_answer(starter: Collection, level: Level) -> None:
    for question in ("C'est quoi, le développement social?", "Compare la Mauricie et Laval"):
        reply = ask(starter, question, today=TODAY, level=level)
        assert isinstance(reply, Answer)
        assert not any("http" in sentence.text for sentence in reply.sentences)


def test_the_item_that_answers_is_shown_whatever_stands_beside(starter: Collection) -> None:
    reply = ask(starter, "Quand la CRÉ a-t-elle été abolie?", today=TODAY)
    assert "21 avril 2015" in reply_text(reply, "fr")


@pytest.mark.parametrize("level", ["simple", "detaille"])
@pytest.mark.parametrize(
    "question",
    [
        "Qu'est-ce qui a aidé Laval à réussir sa démarche?",
        "Comment la Mauricie soutient-elle les communautés?",
        "Pourquoi se donner une politique de développement social?",
        "Why does Laval have a social development policy?",
    ],
)
def test_sentences_stay_within_the_words_of_their_level(starter: Collection, question: str, level: Level) -> None:
    reply = ask(starter, question, today=TODAY, level=level)
    assert isinstance(reply, Answer)
    assert len(reply_text(reply, reply.question.language).split()) <= WORDS[level]


def test_the_best_of_a_list_is_shown_where_the_whole_has_no_room(candidate: Candidate) -> None:
    first, listed = _segment(candidate, "a", 40, 5.0), _segment(candidate, "b", 50, 4.5, items=5)
    items = tuple(replace(item, score=float(n == 3)) for n, item in enumerate(listed.candidates))
    shown = chosen([first, replace(listed, candidates=items)], "other", within(65), FOUR)
    assert [one.candidates for one in shown] == [first.candidates, items[2:4]]
    assert best_part(listed, within(9)) is None


def test_what_an_amount_gained_makes_the_rest_worth_no_less(candidate: Candidate) -> None:
    amount = replace(_segment(candidate, "a", 10, 6.0), holds_amount=True)
    besides, far = _segment(candidate, "b", 10, 2.0), _segment(candidate, "c", 10, 1.0)
    assert chosen([amount, besides, far], "amount", within(60), FOUR) == [amount, besides]
    assert chosen([replace(amount, holds_amount=False), besides], "other", within(60), FOUR)[1:] == []


def test_a_sentence_that_goes_on_with_one_shown_is_worth_showing(starter: Collection, candidate: Candidate) -> None:
    hit = next(
        hit for hit in starter.retriever.search("développement social", 50).hits if hit.passage.text.count(". ") > 2
    )
    text, start = hit.document.text, hit.passage.start
    ends = [start + place + 1 for place, letter in enumerate(hit.passage.text) if letter == "."][:3]
    spans = [(start, ends[0]), (ends[0] + 1, ends[1]), (ends[1] + 1, ends[2])]
    one, two, three = (
        Segment(
            candidates=(replace(candidate, hit=hit, start=first, end=end, text=text[first:end]),),
            head=(),
            score=score,
        )
        for (first, end), score in zip(spans, (6.0, 1.0, 1.0), strict=True)
    )
    assert chosen([one, two], "other", within(500), FOUR) == [one, two]
    assert chosen([one, three], "other", within(500), FOUR) == [one]
    assert chosen([replace(one, score=9.0), two], "other", within(500), FOUR)[1:] == []


@pytest.mark.parametrize("level", ["simple", "detaille"])
def test_an_acronym_is_said_in_few_words_unless_it_is_what_is_asked(starter: Collection, level: Level) -> None:
    asked = reply_text(ask(starter, "C'est quoi, une MRC?", today=TODAY, level=level), "fr")
    named = reply_text(ask(starter, "Que fait une MRC pour le transport?", today=TODAY, level=level), "fr")
    plain = "Regroupement de municipalités voisines"
    assert plain in asked
    assert "municipalité régionale de comté" in named
    assert (plain in named) == (level == "detaille")


def test_a_year_alone_is_no_extract(starter: Collection) -> None:
    for question in ("Qui fournit la nourriture aux organismes de l'Outaouais?", "Que fait l'Outaouais?"):
        reply = ask(starter, question, today=TODAY, level="detaille")
        assert isinstance(reply, Answer)
        assert all(any(letter.isalpha() for letter in one.text) for one in reply.sentences)


def test_no_more_is_shown_than_may_be(candidate: Candidate) -> None:
    several = [_segment(candidate, name, 12, score, items=3) for name, score in (("a", 5.0), ("b", 4.8), ("c", 4.6))]
    assert chosen(several, "other", within(1000), Room(sentences=2)) == several[:2]


def test_a_row_of_a_table_is_never_cut(candidate: Candidate) -> None:
    cells = tuple(replace(candidate, text=f"cellule{n} " * 10) for n in range(3))
    row, first = Segment(candidates=cells, head=(), score=4.5), _segment(candidate, "a", 20, 5.0)
    assert chosen([first, row], "other", within(30), FOUR) == [first]
    assert chosen([first, row], "other", within(60), FOUR) == [first, row]


def test_a_lead_in_is_shown_once(starter: Collection) -> None:
    reply = ask(starter, "Combien d'élus siègent au comité de pilotage de Laval?", today=TODAY)
    assert isinstance(reply, Answer)
    texts = [one.text for one in reply.sentences]
    assert len(texts) == len(set(texts))
