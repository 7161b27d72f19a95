from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.errors import FileError
from corpus.limits import LIMITS, Limits
from corpus.model import Block, Extract, Metadata
from corpus.reading import load, make_reading, read_file, sha256_of


def code_of(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileError) as caught:
        load(path, limits)
    return caught.value.code


def test_loads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x00\xff")
    assert load(path) == b"\x00\xff"


def test_says_why_a_file_cannot_be_loaded(tmp_path: Path) -> None:
    assert code_of(tmp_path / "absent.txt") == "missing"
    assert code_of(tmp_path) == "not_text"
    assert code_of(tmp_path / ("a" * 5000)) == "malformed"
    large = tmp_path / "large.txt"
    large.write_bytes(b"12345")
    assert code_of(large, Limits(megabytes=0)) == "limit"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert code_of(tmp_path / "pipe.txt") == "not_text"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_says_that_a_file_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a")
    path.chmod(0)
    assert code_of(path) == "permission"


def test_reads_a_file_to_its_passages() -> None:
    content = "Politique de Laval\n\n25 octobre 2018\n\nVille de Laval\n\nLES ENJEUX\n\nLe logement.".encode("cp1252")
    result = read_file(Path("politique.txt"), content)
    document = result.document
    assert (document.source, document.title, document.kind) == ("politique.txt", "Politique de Laval", "politique")
    assert (document.date, document.regions, document.language) == ("2018-10-25", ("Laval",), "fr")
    assert document.organisation == "Ville de Laval"
    assert [passage.text for passage in result.passages] == [
        "Politique de Laval\n\n25 octobre 2018",
        "Ville de Laval\n\nLES ENJEUX\n\nLe logement.",
    ]
    assert result.sections[-1].heading_path[-1] == "LES ENJEUX"


def test_what_a_person_gives_wins_over_the_front_matter_and_that_over_the_text() -> None:
    content = b"---\nkind: guide\ndate: 2001\nlanguage: en\n---\n# Politique de Laval\n\n25 octobre 2018\n\nFin."
    document = read_file(Path("a.md"), content, Metadata(date="1999", kind="portrait")).document
    assert document.language == "en"
    assert (document.title, document.kind, document.date, document.regions) == (
        "Politique de Laval",
        "portrait",
        "1999",
        ("Laval",),
    )


def test_nothing_that_nobody_sees_is_kept_of_what_a_file_says_of_itself() -> None:
    content = (
        b'---\ntitle: "Plan\\0 d\\u200b\'action\\u202e"\nauthors: ["A\\0nne"]\norganisation: "MRC\\0"\n---\nLe texte.\n'
    )
    document = read_file(Path("plan.md"), content).document
    assert (document.title, document.authors, document.organisation) == ("Plan d'action", ("Anne",), "MRC")


def test_an_id_is_that_of_the_text_alone() -> None:
    first = read_file(Path("a.md"), b"---\ndate: 2001\n---\nLe texte.").document
    second = read_file(Path("b.txt"), b"Le texte.\r\n").document
    assert first.document_id == second.document_id == sha256_of(b"Le texte.")[:16]
    assert first.document_id != read_file(Path("a.md"), b"Le texte").document.document_id


def test_refuses_an_extract_without_text() -> None:
    with pytest.raises(FileError) as caught:
        make_reading(Extract(blocks=(Block(kind="paragraph", text=" "),)), source="a.txt")
    assert caught.value.code == "empty"


def test_a_nameless_text_is_called_by_its_file() -> None:
    assert read_file(Path("NOTE.TXT"), b"mot").document.title == "NOTE.TXT"
