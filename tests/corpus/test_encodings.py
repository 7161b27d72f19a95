from __future__ import annotations

import codecs
import contextlib
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FileError
from corpus.limits import Limits
from corpus.readers.encodings import decode, unify_line_ends

SHORT = ["Été", "l’équité", "PROCÈS-VERBAL", "À Québec, où ça?", "« Oui »", "MÊME", "Noël – août", "sœurs", "25 °C"]
LONG = "Procès-verbal de la séance du conseil : « qualité de vie », aînés, à 25 %, l'été, FORÊT, Île, ça."


@pytest.mark.parametrize("text", [*SHORT, LONG])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_reads_french(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "iso8859_15", "utf-16-le", "utf-16-be", "cp1252"])
def test_reads_a_few_words_in_an_old_encoding(encoding: str) -> None:
    assert decode(LONG.encode(encoding)) == LONG
    assert decode("Les aînés de la forêt".encode(encoding)) == "Les aînés de la forêt"


def test_reads_sisters_in_latin_9_and_quotes_on_a_macintosh() -> None:
    assert decode("Les sœurs et les cœurs".encode("iso8859_15")) == "Les sœurs et les cœurs"
    assert decode("« L’œuvre » d’été".encode("mac_roman")) == "« L’œuvre » d’été"


@pytest.mark.parametrize("text", ["la séance du comité", "LA SÉANCE", "Été comme hiver"])
def test_tells_dos_from_the_macintosh_by_where_capitals_stand(text: str) -> None:
    assert decode(text.encode("cp850")) == text


def test_reads_utf_8_with_letters_of_windows_in_it() -> None:
    text = "Été après été, l’équité à Québec. " * 3
    assert decode(text.encode() + "l’été".encode("cp1252")) == f"{text}l’été"


def test_reads_other_alphabets() -> None:
    russian = "Однажды, в студеную зимнюю пору, я из лесу вышел; был сильный мороз. " * 4
    assert decode(russian.encode("cp866")) == russian
    assert decode(russian.encode()) == russian


WORDS = st.sampled_from("été forêt aîné où ça Noël sûr À ÉTÉ Île École — – « » ’ … 5 % la MRC élu·e·s".split())


@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_any_french_text_in_the_encoding_of_windows(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\x03" * 50,
        random.Random(5).randbytes(5_000),
        codecs.BOM_UTF16_LE + b"\x00\xd8",
        codecs.BOM_UTF8 + b"abc\xff",
        b"texte\x00\x01\x02\x03\x04\x05" * 9,
        bytes(range(256)) * 20,
    ],
)
def test_refuses_what_is_not_a_text(content: bytes) -> None:
    with pytest.raises(FileError) as caught:
        decode(content)
    assert caught.value.code == "not_text"


def test_refuses_more_than_it_can_read() -> None:
    limits = Limits(characters=100)
    assert len(decode(b"a" * 100, limits)) == 100
    with pytest.raises(FileError) as caught:
        decode(b"a" * 101, limits)
    assert caught.value.code == "limit"


def test_line_ends() -> None:
    assert unify_line_ends("a\r\nb\rc\nd\r\r\n") == "a\nb\nc\nd\n\n"


@pytest.mark.parametrize("piece", ["é", "été ", "Ã©", "\x81", "«"])
def test_a_long_text_takes_little_time(piece: str) -> None:
    content = piece.encode("latin-1") * (2_000_000 // len(piece))
    started = time.process_time()
    with contextlib.suppress(FileError):
        decode(content)
    assert time.process_time() - started < 10
