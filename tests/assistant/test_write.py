"""Answers with a model over the starter collection: checked as they come, replaced by extracts when it fails."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assistant.ask import ask, consider, replying
from assistant.generate import LanguageModel
from assistant.model import Abstention, Answer, Reply, Shown
from assistant.payloads import reply_json
from assistant.probe import probe
from assistant.render import reply_text, written_line
from assistant.service import LocalService
from assistant.write import Writer
from corpus.errors import UsageError
from corpus.llm import LlmSettings
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import ScriptedModel

TODAY = date(2026, 11, 22)
QUESTION = "Combien de personnes ont été rejointes par les consultations à Laval?"
ASKED = [
    QUESTION,
    "Qu'est-ce que le développement social?",
    "Comment Laval a-t-elle préparé sa politique?",
    "What is social development?",
]


def writer_of(starter: Collection, settings: LlmSettings) -> Writer:
    return Writer(model=LanguageModel(settings), encoder=starter.encoder)


def written(starter: Collection, server: ScriptedModel, question: str = QUESTION, **changes: Any) -> Reply:
    return ask(starter, question, today=TODAY, writer=writer_of(starter, server.settings(**changes)))


@pytest.mark.parametrize("level", ["simple", "detaille"])
@pytest.mark.parametrize("question", ASKED)
def test_honest_sentences_are_shown_with_exact_quotes(
    starter: Collection, model_server: ScriptedModel, question: str, level: str
) -> None:
    writer = writer_of(starter, model_server.settings())
    writer.model.load()
    reply = ask(starter, question, today=TODAY, level=level, writer=writer)  # type: ignore[arg-type]
    assert isinstance(reply, Answer)
    assert reply.written_by == "modele-d-essai"
    assert reply.sentences
    assert {sentence.support for sentence in reply.sentences} <= {"exact", "verified"}
    assert [citation.n for citation in reply.citations] == list(range(1, len(reply.citations) + 1))
    for citation in reply.citations:
        quote = citation.quote
        assert starter.catalogue.find(quote.hit.document.document_id).text[quote.start : quote.end] == quote.text
    language = reply.question.language
    assert len(reply_text(reply, language).split()) <= (90 if level == "simple" else 250)
    assert model_server.connections == 1
    said = model_server.asked()
    assert question in said
    assert ("extrait" if language == "fr" else "passage") in said
    assert reply_json(question, reply, language, 0.0)["written_by"] == "modele-d-essai"


def test_each_sentence_comes_before_the_next_is_written(starter: Collection, model_server: ScriptedModel) -> None:
    model_server.pause = 0.03
    considered = consider(starter, QUESTION)
    writer = writer_of(starter, model_server.settings())
    arrived = [(time.monotonic(), step) for step in replying(considered, today=TODAY, writer=writer)]
    shown = [(at, step) for at, step in arrived if isinstance(step, Shown)]
    at_last, reply = arrived[-1]
    assert isinstance(reply, Answer)
    assert len(shown) >= 2
    assert at_last - shown[0][0] > 0.1
    text = " ".join(written_line(one.sentence.text, one.sentence.citations, "verified", "fr") for _, one in shown)
    assert reply_text(reply, "fr").startswith(text)
    assert [one.sentence for _, one in shown] == list(reply.sentences)
    for _, one in shown:
        assert set(one.citations) <= set(reply.citations)


GIBBERISH = [
    "Les consultations ont rejoint 4 321 personnes à Laval [1].",
    "La mairesse Jeanne Untel a fondé le comité le 3 mars 1987 [1]. Le budget était de 12 M$ [2].",
    "Les dauphins bleus mangent des étoiles filantes au bord du lac sucré [1].",
    "Banane tournevis 42 [1]. Blorp grumf zizanie [2]. Nulle part ailleurs [3].",
    "Les consultations de Laval ont rejoint des personnes.",
    "Les consultations ont rejoint 900 personnes [99].",
    "Je suis désolé, en tant que modèle de langue, je ne peux pas répondre.",
    "[1] [2] [3]",
]


@pytest.mark.parametrize("text", GIBBERISH)
def test_gibberish_is_never_shown(starter: Collection, model_server: ScriptedModel, text: str) -> None:
    model_server.script = lambda _: text
    reply = written(starter, model_server)
    assert isinstance(reply, Answer)
    assert reply.written_by is None
    assert {sentence.support for sentence in reply.sentences} == {"exact"}
    assert [warning.code for warning in reply.warnings][-1] in {"llm_unverified", "llm_empty"}
    shown = reply_text(reply, "fr")
    for word in ("4 321", "Untel", "1987", "dauphins", "Blorp", "désolé"):
        assert word not in shown


def test_what_fails_among_honest_sentences_is_dropped(starter: Collection, model_server: ScriptedModel) -> None:
    honest = model_server.script

    def script(request: dict[str, Any]) -> str:
        return f"{honest(request)} Le maire a donné 77 M$ [1]."

    model_server.script = script
    reply = written(starter, model_server)
    assert isinstance(reply, Answer)
    assert reply.written_by
    assert "77" not in reply_text(reply, "fr")


def test_a_model_that_finds_nothing_says_so_and_extracts_answer(
    starter: Collection, model_server: ScriptedModel
) -> None:
    model_server.script = lambda _: "RIEN"
    reply = written(starter, model_server)
    assert isinstance(reply, Answer)
    assert (reply.written_by, reply.warnings[-1].code) == (None, "llm_nothing")


def test_an_endless_answer_ends(starter: Collection, model_server: ScriptedModel) -> None:
    model_server.fault = "endless"
    for said in ("Le ciel est vert [1]. ", "encore et ", "a"):
        model_server.script = lambda _, said=said: said  # type: ignore[misc]
        started = time.monotonic()
        reply = written(starter, model_server)
        assert time.monotonic() - started < 20
        assert isinstance(reply, Answer)
        assert reply.written_by is None


@pytest.mark.parametrize(
    ("fault", "code"),
    [("401", "key"), ("404", "unknown"), ("429", "busy"), ("500", "failed"), ("silent", "slow"), ("cut", "cut"),
     ("context", "context"), ("bytes", "garbage"), ("html", "garbage"), ("empty", "empty"), ("drips", "late")],
)  # fmt: skip
def test_whatever_the_server_does_extracts_answer_in_time(
    starter: Collection, model_server: ScriptedModel, fault: str, code: str
) -> None:
    model_server.fault = fault
    plain = ask(starter, QUESTION, today=TODAY)
    assert isinstance(plain, Answer)
    started = time.monotonic()
    reply = written(starter, model_server, idle_seconds=2, total_seconds=4, api_key="cle-secrete")
    assert time.monotonic() - started < 15
    assert isinstance(reply, Answer)
    assert (reply.sentences, reply.citations) == (plain.sentences, plain.citations)
    assert reply.written_by is None
    assert [warning.code for warning in reply.warnings] == [*(one.code for one in plain.warnings), f"llm_{code}"]
    assert "cle-secrete" not in json.dumps(reply_json(QUESTION, reply, "fr", 0.0))
    assert "sans modèle de langue" in reply_text(reply, "fr")


def test_extracts_answer_within_five_seconds_where_the_server_is_down(
    starter: Collection, model_server: ScriptedModel
) -> None:
    settings = model_server.settings()
    model_server.shutdown()
    model_server.server_close()
    started = time.monotonic()
    reply = ask(starter, QUESTION, today=TODAY, writer=writer_of(starter, settings))
    assert time.monotonic() - started < 15
    assert isinstance(reply, Answer)
    assert reply.warnings[-1].code == "llm_down"


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la recette du pâté chinois?",
        "Pour qui je devrais voter aux prochaines élections municipales?",
        "et?",
    ],
)
def test_without_evidence_no_model_is_asked(starter: Collection, model_server: ScriptedModel, question: str) -> None:
    reply = written(starter, model_server, question)
    assert isinstance(reply, Abstention)
    assert reply == ask(starter, question, today=TODAY)
    assert model_server.connections == 0


@pytest.mark.parametrize(
    "question",
    [
        "Compare la sécurité alimentaire en Mauricie et dans les Laurentides.",
        "Quelles sont les six orientations de la politique de Laval?",
        "Les CRÉ existent-elles encore aujourd'hui?",
    ],
)
def test_tables_whole_lists_and_the_present_stay_extracts(
    starter: Collection, model_server: ScriptedModel, question: str
) -> None:
    assert written(starter, model_server, question) == ask(starter, question, today=TODAY)
    assert model_server.connections == 0


def test_no_address_of_a_model_s_reaches_the_answer(starter: Collection, model_server: ScriptedModel) -> None:
    honest = model_server.script

    def script(request: dict[str, Any]) -> str:
        spoilt = honest(request).replace(" [", " ![x](http://mal.test/p.png) [cliquez](http://mal.test/c) [")
        return f"<img src='http://mal.test/i'> {spoilt} https://mal.test/vol"

    model_server.script = script
    reply = written(starter, model_server)
    payload = json.dumps(reply_json(QUESTION, reply, "fr", 0.0))
    assert "mal.test" not in payload
    assert "<img" not in payload


def test_the_service_gives_steps_with_and_without_a_model(starter: Collection, model_server: ScriptedModel) -> None:
    for model in (LanguageModel(model_server.settings()), None):
        service = LocalService(starter, clock=lambda: TODAY, model=model)
        *sentences, last = service.asking(QUESTION, "simple", [], {}, None)
        assert {one["event"] for one in sentences} == {"sentence"}
        assert last["event"] == "answer"
        payload = last["data"]
        assert payload["written_by"] == (model and "modele-d-essai")
        told = [{key: one["data"][key] for key in ("text", "citations", "support")} for one in sentences]
        assert told == payload["sentences"]
        cited = {one["n"]: one for step in sentences for one in step["data"]["sources"]}
        assert cited == {one["n"]: one for one in payload["citations"]}
        again = service.ask(QUESTION, "simple", [], {}, None)
        assert {**again, "seconds": 0} == {**payload, "seconds": 0}


def test_the_probe_says_how_fast_or_what_to_do(model_server: ScriptedModel) -> None:
    model_server.script = lambda _: "Un, deux, trois."
    told = probe(model_server.settings(), "fr")
    assert told["ok"]
    assert (told["llm"]["model"], told["llm"]["words"]) == ("modele-d-essai", 3)
    assert 0 < told["llm"]["seconds_first"] <= told["llm"]["seconds"]
    model_server.fault = "404"
    told = probe(model_server.settings(api_key="cle-secrete"), "en")
    assert not told["ok"]
    assert told["problems"][0]["code"] == "llm_unknown"
    assert "llm.model" in told["problems"][0]["text"]
    assert "cle-secrete" not in json.dumps(told)
    with pytest.raises(UsageError, match=r"llm\.unset"):
        probe(LlmSettings(), "fr")


def test_a_sentence_supported_in_part_is_shown_as_such_only_where_asked(
    starter: Collection, model_server: ScriptedModel
) -> None:
    def script(request: dict[str, Any]) -> str:
        said = "\n".join(str(message["content"]) for message in request["messages"])
        n = re.findall(r'<extrait n="(\d+)"', said[: said.index("ont rejoint 900 personnes")])[-1]
        return f"Laval a rejoint 900 personnes par ses consultations [{n}]. 900 individus ont pu s'exprimer [{n}]."

    model_server.script = script
    dropped = written(starter, model_server)
    assert isinstance(dropped, Answer)
    assert [sentence.support for sentence in dropped.sentences] == ["verified"]
    shown = written(starter, model_server, unverified="show")
    assert isinstance(shown, Answer)
    assert [sentence.support for sentence in shown.sentences] == ["verified", "weak"]
    assert reply_text(shown, "fr").count("(non vérifié)") == 1
