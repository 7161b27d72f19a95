"""Answers as they come: server-sent events, the owner's door and the terminal, with and without a language model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from assistant.cli import main
from assistant.generate import LanguageModel
from assistant.remote import RemoteService, leave_card, take_card_back
from assistant.service import LocalService
from assistant.web.app import create_app
from assistant.web.schemas import Reply
from corpus.errors import UsageError
from index.collection import Collection

if TYPE_CHECKING:
    from tests.assistant.conftest import ScriptedModel, Serving

QUESTION = "Combien de personnes ont été rejointes par les consultations à Laval?"
SECRET = "secret-d-essai"
EVENTS = {"Accept": "text/event-stream"}


def events(response: httpx.Response) -> Iterator[tuple[float, str, dict[str, Any]]]:
    """Give the events of a response: when each came, its name, its data."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield time.monotonic(), name, json.loads(line.removeprefix("data: "))


def asked(address: str, **more: Any) -> list[tuple[float, str, dict[str, Any]]]:
    body = {"question": QUESTION, **more}
    with httpx.stream("POST", f"{address}/api/v1/ask", json=body, headers=EVENTS, timeout=30) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        (_, first, nothing), *told = events(response)
        assert (first, nothing) == ("searching", {})
        return told


def test_each_checked_sentence_is_an_event_and_the_reply_is_the_last(
    starter: Collection, model_server: ScriptedModel, serving: Serving
) -> None:
    model_server.pause = 0.03
    model = LanguageModel(model_server.settings())
    model.load()
    with serving(create_app(LocalService(starter, model=model), secret=SECRET)) as address:
        told = asked(address)
        plain = httpx.post(f"{address}/api/v1/ask", json={"question": QUESTION}, timeout=30).json()
    assert [name for _, name, _ in told] == ["sentence"] * (len(told) - 1) + ["answer"]
    assert len(told) >= 3
    assert told[-1][0] - told[0][0] > 0.1
    reply = told[-1][2]
    assert reply["written_by"] == "modele-d-essai"
    assert [data["text"] for _, _, data in told[:-1]] == [one["text"] for one in reply["sentences"]]
    assert {**plain, "seconds": 0} == {**reply, "seconds": 0}
    Reply.model_validate(reply)


def test_without_a_model_the_events_are_the_same(starter: Collection, serving: Serving) -> None:
    with serving(create_app(LocalService(starter), secret=SECRET)) as address:
        told = asked(address)
        refused = asked(address, level="long")
        absent = asked(address, question="Quelle est la recette du pâté chinois?")
    reply = told[-1][2]
    assert reply["written_by"] is None
    assert [data["text"] for _, _, data in told[:-1]] == [one["text"] for one in reply["sentences"]]
    assert {data["support"] for _, _, data in told[:-1]} == {"exact"}
    assert [(name, data["code"]) for _, name, data in refused] == [("problem", "usage.level_unknown")]
    assert [name for _, name, _ in absent] == ["answer"]
    assert absent[0][2]["outcome"] == "abstention"


def test_whoever_leaves_ends_the_model_s_answer(
    starter: Collection, model_server: ScriptedModel, serving: Serving
) -> None:
    model_server.pause = 0.03
    honest = model_server.script
    model_server.script = lambda request: " ".join([honest(request)] * 20)
    model = LanguageModel(model_server.settings())
    model.load()
    with serving(create_app(LocalService(starter, model=model), secret=SECRET)) as address:
        body = {"question": QUESTION, "level": "detaille"}
        with httpx.stream("POST", f"{address}/api/v1/ask", json=body, headers=EVENTS, timeout=30) as response:
            next(events(response))
        assert model_server.ended.wait(5)


def test_another_repere_hears_the_steps_through_the_owner(
    starter: Collection, model_server: ScriptedModel, serving: Serving
) -> None:
    model_server.pause = 0.03
    service = LocalService(starter, model=LanguageModel(model_server.settings()))
    with serving(create_app(service, secret=SECRET)) as address:
        remote = RemoteService(address, SECRET)
        steps = [(time.monotonic(), step) for step in remote.asking(QUESTION, "simple", [], {}, None)]
        with pytest.raises(UsageError, match=r"usage\.level_unknown"):
            list(remote.asking(QUESTION, "long", [], {}, None))
    assert [step["event"] for _, step in steps] == ["sentence"] * (len(steps) - 1) + ["answer"]
    assert steps[-1][0] - steps[0][0] > 0.1
    assert steps[-1][1]["data"]["written_by"] == "modele-d-essai"


def test_the_terminal_shows_what_is_written_then_the_rest(
    starter: Collection, model_server: ScriptedModel, capsys: pytest.CaptureFixture[str], serving: Serving
) -> None:
    with serving(
        create_app(LocalService(starter, model=LanguageModel(model_server.settings())), secret=SECRET)
    ) as address:
        leave_card(starter.home, address, SECRET)
        try:
            assert main(["--home", str(starter.home), "ask", QUESTION]) == 0
            told = capsys.readouterr().out
            assert main(["--home", str(starter.home), "ask", QUESTION, "--json"]) == 0
            payload = json.loads(capsys.readouterr().out)
            model_server.fault = "cut"
            assert main(["--home", str(starter.home), "ask", QUESTION]) == 0
            cut = capsys.readouterr().out
        finally:
            take_card_back(starter.home)
    assert told.startswith(payload["text"])
    assert told.count(payload["sentences"][0]["text"]) == 1
    assert "modele-d-essai" in told
    assert "sa réponse a été coupée" in cut
    assert "Réponse faite d'extraits exacts" in cut


def test_check_llm_says_whether_the_model_answers(
    model_server: ScriptedModel,
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = ["--home", str(tmp_path / "home"), "check", "--llm"]
    assert main(where) == 2
    assert "repere.toml" in capsys.readouterr().err
    monkeypatch.setenv("REPERE_LLM_BASE_URL", model_server.url)
    monkeypatch.setenv("REPERE_LLM_MODEL", "modele-d-essai")
    model_server.script = lambda _: "Un, deux, trois."
    assert main(where) == 0
    assert "modele-d-essai" in capsys.readouterr().out
    model_server.fault = "401"
    assert main([*where, "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["problems"][0]["code"]) == (False, "llm_key")
    assert not (tmp_path / "home").exists()
