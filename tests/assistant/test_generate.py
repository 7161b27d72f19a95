"""The language model's server, well and ill: pieces as they come, one clear error otherwise, within the deadlines."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from assistant.breaker import FAILURES, PAUSE, Breaker
from assistant.generate import LanguageModel, Message
from assistant.wording import explain, sentences
from corpus.errors import ModelError
from corpus.llm import LlmSettings

if TYPE_CHECKING:
    from tests.assistant.conftest import ScriptedModel

ASKED = (Message(role="system", text="Répondez."), Message(role="user", text="Qui siège au comité?"))
QUICK = {"connect_seconds": 3, "idle_seconds": 2, "total_seconds": 4}


def failure(settings: LlmSettings, breaker: Breaker | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        list(LanguageModel(settings, breaker).stream(ASKED, 100))
    return caught.value


def test_the_pieces_come_as_the_server_sends_them(model_server: ScriptedModel) -> None:
    model_server.script = lambda _: "Dix personnes siègent au comité [1]."
    model_server.pause = 0.02
    model = LanguageModel(model_server.settings(api_key="cle-secrete", temperature=0.3))
    model.load()
    arrived: list[tuple[float, str]] = [(time.monotonic(), piece) for piece in model.stream(ASKED, 77)]
    assert "".join(piece for _, piece in arrived) == "Dix personnes siègent au comité [1]."
    assert len(arrived) > 3
    assert arrived[-1][0] - arrived[0][0] > 0.04
    sent = model_server.requests[0]
    assert (sent["model"], sent["max_tokens"], sent["temperature"], sent["stream"]) == ("modele-d-essai", 77, 0.3, True)
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert model_server.keys == ["Bearer cle-secrete"]
    assert model_server.connections == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("400", "refused"),
        ("401", "key"),
        ("403", "key"),
        ("404", "unknown"),
        ("413", "context"),
        ("429", "busy"),
        ("500", "failed"),
        ("503", "failed"),
        ("context", "context"),
        ("silent", "slow"),
        ("stalls", "slow"),
        ("drips_headers", "late"),
        ("drips", "late"),
        ("cut", "cut"),
        ("reset", "cut"),
        ("html", "garbage"),
        ("bytes", "garbage"),
        ("json", "garbage"),
        ("odd", "garbage"),
        ("empty", "empty"),
    ],
)
def test_each_fault_is_one_clear_error_in_time(model_server: ScriptedModel, fault: str, code: str) -> None:
    model_server.fault = fault
    model_server.script = lambda _: "Dix personnes siègent au comité de pilotage [1]."
    settings = model_server.settings(api_key="cle-secrete", **QUICK)
    LanguageModel(settings).load()
    started = time.monotonic()
    error = failure(settings)
    assert time.monotonic() - started < QUICK["total_seconds"] + 10
    assert error.code == code
    assert model_server.connections == 1
    for language in ("fr", "en"):
        told = explain(language, error)
        assert model_server.url in told or "modele-d-essai" in told
        assert "cle-secrete" not in told + str(error) + repr(settings)
        assert f"llm.short_{code}" in sentences(language)


def test_a_server_that_is_down_is_told_at_once(model_server: ScriptedModel) -> None:
    settings = model_server.settings()
    model_server.shutdown()
    model_server.server_close()
    started = time.monotonic()
    assert failure(settings).code == "down"
    assert time.monotonic() - started < 15


def test_an_address_that_swallows_everything_is_down_after_the_time_to_connect() -> None:
    """Source of the address: RFC 5737, kept for documentation, so that nobody answers there."""
    started = time.monotonic()
    assert failure(LlmSettings(base_url="http://192.0.2.1/v1", model="m", connect_seconds=1)).code == "down"
    assert time.monotonic() - started < 15


def test_whoever_stops_listening_ends_the_connection(model_server: ScriptedModel) -> None:
    model_server.script = lambda _: "encore et "
    model_server.fault = "endless"
    model_server.pause = 0.001
    pieces = LanguageModel(model_server.settings()).stream(ASKED, 100)
    next(pieces)
    pieces.close()
    assert model_server.ended.wait(5)


def test_after_failures_in_a_row_nobody_waits_for_the_server(model_server: ScriptedModel) -> None:
    now = [100.0]
    breaker = Breaker(clock=lambda: now[0])
    model_server.fault = "500"
    settings = model_server.settings()
    assert [failure(settings, breaker).code for _ in range(FAILURES + 2)] == ["failed"] * FAILURES + ["paused"] * 2
    assert len(model_server.requests) == FAILURES
    now[0] += PAUSE
    assert [failure(settings, breaker).code for _ in range(2)] == ["failed", "paused"]
    now[0] += PAUSE
    model_server.fault = ""
    model = LanguageModel(settings, breaker)
    model_server.script = lambda _: "Bien."
    assert "".join(model.stream(ASKED, 100)) == "Bien."
    assert "".join(model.stream(ASKED, 100)) == "Bien."


def test_a_wrong_key_is_no_reason_to_leave_the_server_in_peace(model_server: ScriptedModel) -> None:
    model_server.fault = "401"
    breaker = Breaker()
    assert {failure(model_server.settings(), breaker).code for _ in range(FAILURES + 1)} == {"key"}


def test_no_proxy_is_asked_for_a_server_of_this_machine(
    model_server: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    model_server.script = lambda _: "Bien."
    assert "".join(LanguageModel(model_server.settings()).stream(ASKED, 100)) == "Bien."


def test_a_redirection_is_not_followed(model_server: ScriptedModel) -> None:
    model_server.fault = "302"
    assert failure(model_server.settings()).code == "refused"
    assert model_server.connections == 1


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("https://api.exemple.test/v1", False),
        ("http://127.0.0.1.exemple.test/v1", False),
        ("http://192.168.1.5/v1", False),
    ],
)
def test_it_is_known_whether_a_server_is_on_this_machine(url: str, local: bool) -> None:
    assert LlmSettings(base_url=url, model="m").is_local is local


def test_the_address_that_is_told_holds_no_password(model_server: ScriptedModel) -> None:
    model_server.fault = "500"
    url = model_server.url.replace("http://", "http://moi:motdepasse@")
    error = failure(model_server.settings(base_url=url))
    told: dict[str, Any] = error.values
    assert "motdepasse" not in str(told)
