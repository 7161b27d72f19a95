"""Anything at all, as a file or as a question: an answer or a sentence of ours, never a crash, never a hang.

CI tries few; `make faults` tries `--kills` times a hundred. What it found is in docs/reliability.md.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.service import LocalService
from assistant.wording import explain
from corpus.errors import FileError, UsageError
from corpus.limits import Limits
from corpus.reading import read_file
from index.collection import Collection

FOLDER = Path(__file__).parents[1] / "golden"
FILES = {path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".txt"} - {FOLDER / "README.md"}
GOLDEN = sorted(FILES | {FOLDER / "diagnostic-utf16.txt"})
LIMITS = Limits(megabytes=5, pages=50, characters=500_000, unpacked_megabytes=20)
PATIENCE = 120
"""Seconds after which reading a small file is said to hang, on the slowest machine."""
FEW = 12


class Hangs(BaseException):
    """Reading does not end."""


@contextmanager
def ending() -> Iterator[None]:
    """Stop what does not end; where there is no alarm, pytest is left to wait."""

    def ring(*_: object) -> None:
        raise Hangs

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@st.composite
def spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a file with stretches cut, doubled, moved or overwritten, as broken copies and hostile hands do."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(made) - 1)))
        length = draw(st.sampled_from((1, 2, 8, 64, 512, 4096)))
        how = draw(st.sampled_from(("write", "cut", "double", "end", "insert", "number")))
        if how == "write":
            made[start : start + length] = draw(st.binary(min_size=1, max_size=min(length, 64)))
        elif how == "cut":
            del made[start : start + length]
        elif how == "double":
            made[start:start] = made[start : start + length] * draw(st.integers(1, 50))
        elif how == "end":
            del made[start:]
        elif how == "insert":
            made[start:start] = draw(st.sampled_from(PIECES))
        else:
            made[start : start + 4] = draw(st.sampled_from((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"9999")))
    return bytes(made)


PIECES = (
    b"<" * 200,
    b"{" * 500,
    b"[" * 500,
    b"((((" * 100,
    b"\\u-1?" * 50,
    b"&#x10FFFF;&#0;&#xD800;",
    b"\xed\xa0\x80\xff\xfe",
    b"|" * 300 + b"\n" + b"-|" * 300,
    b"\n> " * 300,
    b"1 0 obj<</Kids[1 0 R]/Parent 1 0 R>>endobj",
    b"00:00:00.000 --> 99:99:99.999\n",
    b"\r\n\r\n\x00\x0b\x0c\x85",
    "é̂\u202e\u200b\ufeff".encode() * 20,
)


@pytest.fixture(scope="module")
def most(request: pytest.FixtureRequest) -> int:
    """Return how many examples to try of each."""
    kills = int(request.config.getoption("--kills"))
    return FEW if kills <= 10 else kills * 10


@pytest.mark.parametrize("name", [path.name for path in GOLDEN])
def test_a_spoilt_file_is_read_or_refused_in_a_sentence(name: str, most: int) -> None:
    """In this process, without the last resort of the one that reads files: it would hide what fails."""
    path = next(path for path in GOLDEN if path.name == name)
    content = path.read_bytes()

    @settings(max_examples=most, suppress_health_check=list(HealthCheck), derandomize=most == FEW, database=None)
    @given(data=st.data())
    def try_it(data: st.DataObject) -> None:
        made = data.draw(spoilt(content), label="content")
        try:
            with ending():
                reading = read_file(path, made, limits=LIMITS)
        except (FileError, MemoryError, RecursionError):
            return
        text = reading.document.text
        assert all(passage.text == text[passage.start : passage.end] for passage in reading.passages)
        assert text.encode("utf-8").strip()

    try_it()


TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="\"'()[]{}*:^-+~/\\.,;!?%_<>&|= \t\n\0\u202e\u200b\ud800", max_size=80),
    st.sampled_from(
        (
            "NEAR(",
            '"',
            "AND",
            "OR OR",
            "NOT",
            "body:",
            "a" * 1999,
            "é" * 500,
            "1 " * 500,
            "?" * 300,
            "PDZA" * 50,
            "«»",
            "\u202e",
        )
    ),
    st.lists(
        st.sampled_from(
            ("Quel", "combien", "budget", "à", "Laval", "2014", "et", "vs", "MRC", "?", "le", "qui", "\ud800")
        ),
        max_size=30,
    ).map(" ".join),
)
TURNS = st.lists(st.fixed_dictionaries({"role": st.sampled_from(("user", "assistant")), "content": TEXTS}), max_size=4)
FILTERS = st.fixed_dictionaries(
    {
        "region": st.one_of(st.none(), st.just(["Mauricie"]), st.lists(TEXTS, max_size=2)),
        "kind": st.one_of(st.none(), st.just(["portrait"]), st.lists(TEXTS, max_size=2)),
        "since": st.one_of(st.none(), st.just("2010"), TEXTS),
        "until": st.one_of(st.none(), st.just("2020"), TEXTS),
    }
)


def test_any_question_is_answered_or_refused_in_a_sentence(starter: Collection, most: int) -> None:
    service = LocalService(starter)

    @settings(max_examples=most * 3, suppress_health_check=list(HealthCheck), derandomize=most == FEW, database=None)
    @given(question=TEXTS, history=TURNS, filters=FILTERS, level=st.sampled_from(("simple", "detaille", "x")))
    def try_it(question: str, history: list[dict[str, str]], filters: dict[str, Any], level: str) -> None:
        refused: UsageError | None = None
        told: dict[str, Any] = {}
        try:
            with ending():
                told = service.ask(question, level, history, filters, None)
                service.search(question, 5, filters)
        except UsageError as error:
            refused = error
        if refused is not None:
            assert explain("fr", refused).encode("utf-8")
            return
        assert json.dumps(told, ensure_ascii=False).encode("utf-8")
        assert told["outcome"] in {"answer", "partial", "abstention"}
        for citation in told["citations"]:
            document = service.show(citation["document_id"])
            assert document["text"][citation["start"] : citation["end"]] == citation["quote"]

    try_it()
