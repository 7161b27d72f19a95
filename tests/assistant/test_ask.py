"""Answers over the starter collection: exact, cited, dated; and abstentions that say why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.ask import ask
from assistant.model import Abstention, Answer, Citation, Quote, Reply
from assistant.render import reply_text
from assistant.understand import Turn
from assistant.warn import warnings_for
from index.collection import Collection
from index.model import Filters, Hit

TODAY = date(2026, 11, 22)


def reply_to(starter: Collection, question: str, **options: object) -> Reply:
    return ask(starter, question, today=TODAY, **options)  # type: ignore[arg-type]


QUESTIONS = [
    "Qu'est-ce que le développement social?",
    "Combien de personnes ont été rejointes par les consultations à Laval?",
    "Quelles sont les six orientations de la politique de Laval?",
    "What is social development?",
    "Quelles régions travaillent la sécurité alimentaire?",
    "Qui siège au comité de pilotage de Laval?",
    "la CRE existe tu encore",
    "Quels enjeux RESSORT a-t-il priorisés?",
]


@pytest.mark.parametrize("level", ["simple", "detaille"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_cited_and_every_quote_is_exact(starter: Collection, question: str, level: str) -> None:
    reply = reply_to(starter, question, level=level)
    if isinstance(reply, Abstention):
        assert reply.nearest
        return
    numbers = {citation.n for citation in reply.citations}
    assert numbers == set(range(1, len(reply.citations) + 1))
    for sentence in reply.sentences:
        assert sentence.citations
        assert set(sentence.citations) <= numbers
    for citation in reply.citations:
        quote = citation.quote
        assert starter.catalogue.find(quote.hit.document.document_id).text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Combien de personnes ont été rejointes par les consultations à Laval?", "900"),
        ("Quel montant le FRDS du Centre-du-Québec a-t-il versé?", "1 086 570"),
        ("Combien de régions étaient membres du RQDS en 2014-2015?", "16"),
    ],
)
def test_a_figure_comes_with_the_sentence_that_holds_it(starter: Collection, question: str, words: str) -> None:
    reply = reply_to(starter, question)
    assert isinstance(reply, Answer)
    assert words in reply_text(reply, "fr").replace("\u00a0", " ").replace("\u202f", " ")


def test_a_list_is_given_whole_and_in_order(starter: Collection) -> None:
    reply = reply_to(starter, "Quelles sont les six orientations de la politique de Laval?")
    assert isinstance(reply, Answer)
    text = reply_text(reply, "fr")
    places = [text.find(word) for word in ("quartiers", "harmonis")]
    assert -1 < places[0] < places[1]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Quelle est la recette du pâté chinois?", "off_topic"),
        ("Comment fonctionne un moteur diesel?", "off_topic"),
        ("Pour qui je devrais voter aux prochaines élections municipales?", "off_topic"),
        ("Que fait le Saguenay–Lac-Saint-Jean en développement social?", "absent"),
        ("Combien y a-t-il de personnes itinérantes à Laval?", "absent"),
        ("Quelle est l’enveloppe du développement social en Mauricie en 2031?", "outdated"),
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(starter: Collection, question: str, reason: str) -> None:
    reply = reply_to(starter, question)
    assert isinstance(reply, Abstention)
    assert reply.reason == reason
    assert reply.nearest


def test_a_follow_up_is_understood(starter: Collection) -> None:
    history = (Turn(role="user", content="Quelles sont les orientations de la politique de Laval?"),)
    reply = reply_to(starter, "Et combien de temps ça leur a pris?", history=history)
    assert isinstance(reply, Answer)
    assert "18 mois" in reply_text(reply, "fr").replace("\u00a0", " ")


def test_filters_hold_for_every_citation(starter: Collection) -> None:
    reply = reply_to(
        starter, "Que fait l'observatoire du développement des communautés?", filters=Filters(regions=("Estrie",))
    )
    assert isinstance(reply, Answer)
    assert all("Estrie" in citation.quote.hit.passage.regions for citation in reply.citations)


def test_old_evidence_is_said_to_be_old(starter: Collection) -> None:
    reply = reply_to(starter, "Quels étaient les objectifs du plan d'action 2003-2004 de la Mauricie?")
    assert "old" in {warning.code for warning in reply.warnings}


def test_an_ended_institution_is_said_to_have_ended(starter: Collection) -> None:
    reply = reply_to(starter, "Que fait la CRÉ en Chaudière-Appalaches?")
    assert any(warning.code == "ended" and "2015" in warning.text for warning in reply.warnings)


def test_the_simple_answer_is_the_shorter_one(starter: Collection) -> None:
    question = "Quels défis Laval a-t-elle rencontrés?"
    lengths = [len(reply_text(reply_to(starter, question, level=level), "fr")) for level in ("simple", "detaille")]
    assert lengths[0] <= lengths[1]


def test_an_english_question_gets_english_lead_ins(starter: Collection) -> None:
    text = reply_text(reply_to(starter, "What is social development?"), "en")
    assert "Glossary" in text
    assert "Selon" not in text


def test_warnings_of_age_tell_one_source_from_several(starter: Collection) -> None:
    hits = {hit.document.document_id: hit for hit in starter.retriever.search("développement social", 200).hits}
    old = [hit for hit in hits.values() if hit.passage.date and hit.passage.date[:4] < "2015"]
    undated = [hit for hit in hits.values() if not hit.passage.date]

    def told(*hits: Hit) -> list[str]:
        quotes = [Quote(hit=hit, start=hit.passage.start, end=hit.passage.end, text=hit.passage.text) for hit in hits]
        citations = [Citation(n=n, quote=quote) for n, quote in enumerate(quotes, 1)]
        found = warnings_for("Qu'est-ce?", citations, "fr", TODAY)
        return [one.text.replace("\u00a0", " ") for one in found if one.code in {"old", "undated"}]

    year = max(int(hit.passage.date[:4]) for hit in old[:2] if hit.passage.date) + 1
    assert told(old[0], old[1]) == [f"sources d'avant {year}, à vérifier."]
    assert told(old[0], undated[0])[0].startswith("une source date de")
    assert told(old[0], old[1], undated[0])[0].startswith("des sources datent d'avant")
    assert told(undated[0], undated[0]) == ["une source non datée."]
    assert told(undated[0], undated[1]) == ["des sources non datées."]


TABLE = """# Plan d'action

Activité\tQui\tQuand
1.1 Tenir quatre rencontres du comité de coordination\tManon Mélineau, MRC\tjuin et septembre 2021
1.2 Publier le bulletin des bénévoles\tMichel Morel, rédacteur\tfévrier 2022
"""


def test_the_cells_of_a_row_come_with_the_one_that_answers(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(TABLE, encoding="utf-8")
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([file])
        reply = reply_to(collection, "Qui publie le bulletin des bénévoles?")
    assert isinstance(reply, Answer)
    shown = [sentence.text for sentence in reply.sentences]
    row = ["1.2 Publier le bulletin des bénévoles", "Michel Morel, rédacteur", "février 2022"]
    assert shown[shown.index(row[0]) :][:3] == row


def test_a_line_that_names_a_person_is_no_label(tmp_path: Path) -> None:
    file = tmp_path / "bulletin.txt"
    file.write_text("# Le bulletin du comité social\n\nMichel Morel, rédacteur\n", encoding="utf-8")
    with Collection.open(tmp_path / "home") as collection:
        collection.ingest([file])
        reply = reply_to(collection, "Qui est le rédacteur du bulletin du comité social?")
    assert "Michel Morel" in reply_text(reply, "fr")


def test_a_licence_is_no_answer(starter: Collection) -> None:
    reply = reply_to(starter, "Que dit la politique de développement social pour Laval?", level="detaille")
    assert isinstance(reply, Answer)
    assert "CC BY" not in reply_text(reply, "fr")


def test_that_a_source_is_old_is_told_beside_its_date(starter: Collection) -> None:
    reply = reply_to(starter, "Quelles sont les six orientations de Laval?")
    assert isinstance(reply, Answer)
    text = reply_text(reply, "fr")
    assert "(25 octobre 2018, à vérifier)" in text.replace("\u00a0", " ")
    assert "old" in {warning.code for warning in reply.warnings}
    assert "Attention" not in text
