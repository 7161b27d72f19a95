from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from corpus.ingest import Known, Outcome, find_files, read_files
from corpus.model import Metadata, SourceFile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ["b.txt", "a.md", "sous/c.TXT", "sous/photo.png", ".cache/d.txt", ".e.txt", "~$a.docx", "sans-nom"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Le texte de {name}.", encoding="utf-8")
    return tmp_path


def read_one(path: Path, known: SourceFile | None = None, given: Metadata | None = None) -> Outcome:
    (outcome,) = read_files([path], {known.path: Known(file=known)} if known else {}, given or Metadata())
    return outcome


def test_a_folder_stands_for_the_files_that_can_be_read(folder: Path) -> None:
    found = find_files([folder])
    assert [path.relative_to(folder).as_posix() for path in found.files] == ["a.md", "b.txt", "sous/c.TXT"]
    assert [(Path(one.path).relative_to(folder).as_posix(), one.reason) for one in found.skipped] == [
        (".cache", "skip.hidden"),
        (".e.txt", "skip.hidden"),
        ("sans-nom", "skip.kind"),
        ("sous/photo.png", "skip.kind"),
        ("~$a.docx", "skip.lock"),
    ]
    assert found.failed == ()


def test_a_file_that_is_named_is_always_tried(folder: Path) -> None:
    named = [folder / "sous/photo.png", folder / ".e.txt", folder / "sans-nom"]
    found = find_files(named)
    assert list(found.files) == named
    assert found.skipped == ()


def test_each_file_counts_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = find_files([Path("b.txt"), folder, folder / "sous", folder])
    assert [path.name for path in found.files] == ["b.txt", "a.md", "c.TXT"]
    assert len(found.skipped) == 5
    assert found.failed == ()
    assert all(path.is_absolute() for path in found.files)


def test_says_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").write_bytes(b"x")
    found = find_files([tmp_path / "absent.txt", tmp_path / "vide", tmp_path / "images", tmp_path / ("a" * 5000)])
    assert found.files == ()
    assert [(Path(path).name[:6], error.code, error.key) for path, error in found.failed] == [
        ("absent", "missing", "file.missing"),
        ("vide", "empty", "file.empty_folder"),
        ("images", "empty", "file.empty_folder"),
        ("aaaaaa", "missing", "file.missing"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system whose names are bytes")
def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(odd).write_bytes(b"Le texte.")
    (tmp_path / "a.txt").write_bytes(b"Le texte.")
    found = find_files([tmp_path])
    assert [path.name for path in found.files] == ["a.txt"]
    assert [(one.path, one.reason) for one in found.skipped] == [(f"{tmp_path}/caf\\xe9.txt", "skip.name")]
    ((path, error),) = find_files([Path(odd)]).failed
    assert (path, error.code, error.key) == (f"{tmp_path}/caf\\xe9.txt", "malformed", "file.bad_name")


def test_a_folder_that_may_not_be_listed_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "sous":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = find_files([folder])
    assert [path.name for path in found.files] == ["a.md", "b.txt"]
    assert [(Path(path).name, error.code) for path, error in found.failed] == [("sous", "permission")]
    assert [error.code for _, error in find_files([folder / "sous"]).failed] == ["permission"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_links_are_not_followed_in_circles(folder: Path) -> None:
    (folder / "sous/boucle").symlink_to(folder, target_is_directory=True)
    (folder / "perdu.txt").symlink_to(folder / "absent.txt")
    assert [path.name for path in find_files([folder]).files] == ["a.md", "b.txt", "perdu.txt", "c.TXT"]
    assert read_one(folder / "perdu.txt").file.error_code == "missing"


def test_reads_a_file(folder: Path) -> None:
    outcome = read_one(folder / "b.txt")
    assert outcome.error is None
    assert outcome.reading
    assert outcome.file == SourceFile(
        path=str(folder / "b.txt"),
        name="b.txt",
        sha256=outcome.file.sha256,
        size=18,
        state="read",
        document_id=outcome.reading.document.document_id,
    )


def test_a_file_whose_content_is_known_is_not_read_again(folder: Path) -> None:
    known = read_one(folder / "b.txt").file
    assert read_one(folder / "b.txt", known) == Outcome(file=known, given=Metadata())
    told = read_one(folder / "b.txt", known, Metadata(date="1999"))
    assert told.reading
    assert told.reading.document.date == "1999"
    (folder / "b.txt").write_text("Un autre texte.", encoding="utf-8")
    assert read_one(folder / "b.txt", known).reading


def test_what_a_person_set_stays_when_the_file_changes(folder: Path) -> None:
    before = Known(file=read_one(folder / "b.txt").file, given=Metadata(kind="guide", date="1999"))
    known = {str(folder / "b.txt"): before}
    (again,) = read_files([folder / "b.txt"], known, Metadata(date="1999"))
    assert again.reading is None
    (folder / "b.txt").write_text("Un autre texte.", encoding="utf-8")
    (changed,) = read_files([folder / "b.txt"], known, Metadata(date="2004"))
    assert changed.given == Metadata(kind="guide", date="2004")
    assert changed.reading
    assert (changed.reading.document.kind, changed.reading.document.date) == ("guide", "2004")


def test_a_file_that_failed_is_tried_again(folder: Path) -> None:
    (folder / "b.txt").write_bytes(b"\x00\x01")
    failed = read_one(folder / "b.txt").file
    assert (failed.state, failed.error_code, failed.document_id, failed.size) == ("failed", "not_text", None, 2)
    assert read_one(folder / "b.txt", failed).error


def test_one_failure_leaves_the_others_alone(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"\x00\x01\x02" * 400)
    (folder / "b.txt").write_bytes(b"%PDF-1.7 cut short")
    outcomes = list(read_files(find_files([folder]).files, {}, Metadata(), jobs=2))
    assert [(outcome.file.name, outcome.error and outcome.error.code) for outcome in outcomes] == [
        ("a.md", "not_text"),
        ("b.txt", "truncated"),
        ("c.TXT", None),
    ]
