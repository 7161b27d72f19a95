"""The log: JSON a line, where the settings say, and no word of a question unless they say so."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.logs import PACKAGES, JsonLines, start_log
from assistant.service import LocalService
from assistant.web.app import create_app
from corpus.errors import UsageError
from corpus.settings import Settings
from index.collection import Collection

pytestmark = pytest.mark.filterwarnings("ignore:.*(silent_downcasting|copy keyword):DeprecationWarning")
QUESTION = "Combien coûte le zyxquobin à Laval?"


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    yield
    for package in PACKAGES:
        logger = logging.getLogger(package)
        for handler in [one for one in logger.handlers if isinstance(one.formatter, JsonLines)]:
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(logging.NOTSET)


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("questions", [False, True])
def test_each_request_is_a_line_and_a_question_only_where_settings_say_so(
    starter: Collection, tmp_path: Path, questions: bool
) -> None:
    start_log(Settings(log_to="journal.jsonl", log_level="info", log_questions=questions), tmp_path)
    client = TestClient(create_app(LocalService(starter)), base_url="http://127.0.0.1")
    assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200
    assert client.get("/api/v1/search", params={"q": QUESTION}).status_code == 200
    logging.getLogger("assistant.web.problems").error("x", exc_info=ValueError(QUESTION))
    told = lines_of(tmp_path / "journal.jsonl")
    routes = [line["route"] for line in told if line["event"] == "request"]
    assert routes == ["/api/v1/ask", "/api/v1/search"]
    [asked] = [line for line in told if line["event"] == "asked"]
    assert asked["outcome"] in {"answer", "partial", "abstention"}
    text = (tmp_path / "journal.jsonl").read_text("utf-8").lower()
    assert ("zyxquobin" in text) == questions
    assert (asked.get("question") == QUESTION) == questions


def test_by_default_only_errors_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start_log(Settings(), tmp_path)
    logging.getLogger("assistant.x").warning("rien")
    logging.getLogger("index.x").error("quelque chose")
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line).items() >= {"level": "error", "where": "index.x", "event": "quelque chose"}.items()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(UsageError) as caught:
        start_log(Settings(log_to="fichier/journal.jsonl"), tmp_path)
    assert caught.value.key == "usage.unwritable"
