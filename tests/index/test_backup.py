"""A backup and its restoration: all comes back, nothing damaged or hostile gets in, a crash leaves one or the other."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.library import take_in
from assistant.wording import explain
from corpus import archive, restoration
from corpus.backup import make_backup, without_key
from corpus.errors import OwnedError, StoreError, UsageError
from corpus.home import COMMITTED
from corpus.model import Metadata
from corpus.restoration import finish_restoration
from corpus.settings import load_settings
from index.collection import Collection
from index.restore import restore

ROOT = Path(__file__).resolve().parents[2]
TEXT = "# Politique des aînés\n\nLa ville consulte les aînés chaque année. Le transport adapté vient en premier.\n"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOLDER = """
import sys
from pathlib import Path
from index.owner import Ownership

ownership = Ownership(Path(sys.argv[1]))
ownership.claim()
print(flush=True)
sys.stdin.read()
"""
SECRET = "clé-très-secrète".encode().hex()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home folder with everything that one may hold: two documents, one of which it keeps itself."""
    home, outside = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("documents") / "aines.md"
    outside.write_text(TEXT, encoding="utf-8")
    (home / "repere.toml").write_text(
        f'port = 8080\n\n[llm]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\napi_key = "{SECRET}"\n', "utf-8"
    )
    (home / "manager.hash").write_text("$argon2id$secret", "utf-8")
    for name in ("templates/a.yaml", "evals/questions.jsonl"):
        (home / name).parent.mkdir()
        (home / name).write_text("contenu", "utf-8")
    with Collection.open(home) as collection:
        collection.ingest([outside])
        take_in(collection, "logement.md", BytesIO("Le logement manque à Laval.".encode()), Metadata(), "keep")
    return home


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sauvegarde.zip"
    make_backup(home, path, NOW)
    return path


def state_of(home: Path) -> dict[str, bytes]:
    """Return every file of a folder but the lock, by name."""
    files = (path for path in sorted(home.rglob("*")) if path.is_file() and path.name != "owner.lock")
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def fill(home: Path) -> None:
    """Put something in every place that a restoration replaces."""
    shutil.rmtree(home, ignore_errors=True)
    for name in ("catalogue.sqlite3", "catalogue.sqlite3-wal", "vectors/a/b", "imported/a/b", "templates/b.yaml"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"before")


def documents_of(home: Path) -> dict[str, str]:
    """Return the text of every document of a sound home folder, by name."""
    with Collection.open(home) as collection:
        assert collection.check() == []
        held = collection.catalogue.held()
        texts = collection.catalogue.documents(one.document.document_id for one in held)
        return {one.document.source: texts[one.document.document_id].text for one in held}


def refused(path: Path, home: Path, *, replace: bool = False) -> str:
    with pytest.raises(StoreError) as caught:
        restore(path, home, replace=replace)
    return caught.value.key


def test_all_comes_back_elsewhere(home: Path, made: Path, tmp_path: Path) -> None:
    there = tmp_path / "ailleurs" / "home"
    assert restore(made, there).made_at == NOW.isoformat()
    assert documents_of(there) == documents_of(home)
    assert (there / "templates" / "a.yaml").read_text("utf-8") == "contenu"
    assert (there / "evals" / "questions.jsonl").is_file()
    assert load_settings(there, {}).port == 8080
    with Collection.open(there) as collection:
        (kept,) = [Path(p) for one in collection.catalogue.held() for p in one.paths if Path(p).is_relative_to(there)]
        assert kept.read_text("utf-8") == "Le logement manque à Laval."
        assert collection.retriever.search("transport adapté").hits
    assert not list(there.glob(".rest*"))


def test_no_secret_goes_in(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with zipfile.ZipFile(made) as opened:
        names = set(opened.namelist())
        inside = b"".join(opened.read(name) for name in names)
    assert not {name for name in names if name.startswith(("vectors", "manager", "owner"))}
    assert SECRET.encode() not in inside
    assert b"argon2" not in inside
    assert b"8080" in inside


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("port = 1\n", "port = 1\n"),
        ('[llm]\napi_key = "x"\n', "[llm]\n"),
        ('llm.model = "m"\nllm.api_key = "x"\n', 'llm.model = "m"\n'),
        ('llm = { api_key = "x" }\n', None),
        ('[llm]\n"api_key" = "x"\n', None),
        ("[llm]\napi_key = '''\nx'''\n", None),
        ("[llm", None),
    ],
)
def test_a_key_is_taken_out_or_the_settings_stay_behind(said: str, kept: str | None) -> None:
    assert without_key(said) == kept


def test_a_backup_is_one_moment_while_others_write(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    stop = threading.Event()
    with Collection.open(tmp_path / "home") as collection:
        for number in range(12):
            (folder / f"{number}.md").write_text(f"# Plan {number}\n\n" + "La ville consulte. " * 30, "utf-8")
        collection.ingest([folder / "0.md"])

        def write() -> None:
            for number in range(1, 12):
                if not stop.is_set():
                    collection.ingest([folder / f"{number}.md"])

        writing = threading.Thread(target=write)
        writing.start()
        try:
            kept = [make_backup(collection.home, tmp_path / f"{number}.zip", NOW) for number in range(3)]
        finally:
            stop.set()
            writing.join()
    for number, one in enumerate(kept):
        restore(tmp_path / f"{number}.zip", tmp_path / f"home{number}")
        assert len(documents_of(tmp_path / f"home{number}")) == one.documents >= 1


def test_a_home_that_is_not_empty_is_replaced_only_when_told(made: Path, tmp_path: Path, home: Path) -> None:
    there, path = tmp_path / "home", tmp_path / "autre.md"
    path.write_text("Une autre collection parle de culture.", "utf-8")
    with Collection.open(there) as collection:
        collection.ingest([path])
    (there / "repere.toml").write_text("port = 9090\n", "utf-8")
    before = state_of(there)
    assert refused(made, there) == "backup.not_empty"
    assert state_of(there) == before
    restore(made, there, replace=True)
    assert documents_of(there) == documents_of(home)
    assert load_settings(there, {}).port == 9090  # a machine's own settings stay


def test_what_is_replaced_is_counted_and_what_nobody_knew_is_kept(home: Path, made: Path, tmp_path: Path) -> None:
    there = tmp_path / "home"
    with Collection.open(there) as collection:
        for name in ("loisirs.md", "culture.md"):
            take_in(collection, name, BytesIO(f"La ville parle de {name}.".encode()), Metadata(), "keep")
        known = next(Path(path) for path in collection.catalogue.source_files() if path.endswith("loisirs.md"))
    restore(made, tmp_path / "same")
    (theirs,) = [path.relative_to(tmp_path / "same") for path in (tmp_path / "same" / "imported").rglob("*.md")]
    own = {
        "imported/mes notes.txt": "à moi",
        "imported/a/b/photo.png": "à moi aussi",
        theirs.as_posix(): "à moi encore",
    }
    for name, text in (own | {"templates/autre.yaml": "x", "templates/a.yaml": "y", "evals/autre.jsonl": "z"}).items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text, "utf-8")
    restored = restore(made, there, replace=True)
    assert (restored.replaced, restored.before) == (True, 2)
    assert restored.removed == {"imported": 2, "templates": 1, "evals": 1}
    assert not known.exists()
    assert documents_of(there) == documents_of(home)
    assert (there / theirs).read_text("utf-8") == "Le logement manque à Laval."  # the backup's, and beside it:
    beside = theirs.with_name(f"{theirs.stem} (2){theirs.suffix}").as_posix()
    assert set(restored.kept) == {"imported/mes notes.txt", "imported/a/b/photo.png", beside}
    for name in restored.kept:
        assert (there / name).read_text("utf-8").startswith("à moi")


def test_a_collection_that_cannot_be_read_any_more_is_replaced_and_its_files_are_kept(
    home: Path, made: Path, tmp_path: Path
) -> None:
    """Nobody can say any more which files of imported/ were its own: all stay."""
    fill(tmp_path / "home")
    restored = restore(made, tmp_path / "home", replace=True)
    assert (restored.before, restored.kept) == (None, ("imported/a/b",))
    assert documents_of(tmp_path / "home") == documents_of(home)


def test_a_home_in_use_is_left_alone(made: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "home")], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(OwnedError):
            restore(made, tmp_path / "home", replace=True)
        holder.kill()


# ------------------------------------------------------------------------------- damaged and hostile archives


def flipped(content: bytes, place: float) -> bytes:
    at = int(place * (len(content) - 1))
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    **{f"a bit at {place}0 %": partial(flipped, place=place / 10) for place in range(11)},
    "half of it": lambda content: content[: len(content) // 2],
    "all but the last byte": lambda content: content[:-1],
    "one byte more": lambda content: content + b"\0",
    "something before": lambda content: content[:30] + content,
    "nothing": lambda content: b"",
    "another file": lambda content: b"ceci n'est pas une sauvegarde" * 20,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("exists", [False, True])
def test_a_damaged_archive_is_refused_before_anything_changes(
    made: Path, tmp_path: Path, exists: bool, damage: str
) -> None:
    made.write_bytes(DAMAGES[damage](made.read_bytes()))
    there = tmp_path / "home"
    if exists:
        fill(there)
    before = state_of(there)
    assert refused(made, there, replace=True) == "backup.damaged"
    assert state_of(there) == before
    assert there.exists() == exists


def sealed(path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], **facts: Any) -> Path:
    """Write an archive as an enemy would: with its digest right."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("manifest.json", json.dumps({"format": 1} | facts))
        for name, content in entries:
            opened.writestr(name, content)
        opened.comment = bytes(64)
    content = path.read_bytes()[:-64]
    path.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    return path


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("imported/lien")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "entry",
    [
        "../dehors.txt",
        "imported/../../dehors.txt",
        "/dehors.txt",
        "C:/dehors.txt",
        "imported\\..\\..\\dehors.txt",
        "imported//a",
        "imported/./a",
        "imported/",
        "manager.hash",
        "owner.json",
        "vectors/current.json",
        "catalogue.sqlite3",
        "Catalogue.SQLite3",
        pytest.param(link(), id="link"),
    ],
)
def test_a_hostile_name_is_refused(made: Path, tmp_path: Path, entry: str | zipfile.ZipInfo) -> None:
    with zipfile.ZipFile(made) as opened:
        catalogue = opened.read("catalogue.sqlite3")
    path = sealed(tmp_path / "hostile.zip", [("catalogue.sqlite3", catalogue), (entry, b"x")])
    before = state_of(tmp_path)
    assert refused(path, tmp_path / "home") == "backup.hostile"
    assert state_of(tmp_path) == before


def test_an_archive_larger_than_the_disk_is_refused(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.Archive, "unpack", None)  # nothing is unpacked
    with archive.opened(made) as opened:
        check = restoration.restore_archive
        opened.size = 10**18
        with pytest.raises(StoreError) as caught:
            check(opened, tmp_path)
    assert caught.value.key == "backup.disk"


def test_a_catalogue_that_is_none_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"garbage" * 1000):
        path = sealed(tmp_path / "a.zip", [("catalogue.sqlite3", content)])
        if content:
            assert refused(path, tmp_path / "home") == "backup.damaged"
    path = sealed(tmp_path / "b.zip", [("repere.toml", b"port = 1\n")])
    assert refused(path, tmp_path / "home") == "backup.damaged"
    assert not (tmp_path / "home").exists()


def test_a_catalogue_damaged_inside_is_refused(home: Path, tmp_path: Path) -> None:
    content = bytearray((home / "catalogue.sqlite3").read_bytes())
    content[8192:-8192] = b"\xff" * (len(content) - 16384)
    path = sealed(tmp_path / "a.zip", [("catalogue.sqlite3", bytes(content))])
    assert refused(path, tmp_path / "there") == "backup.damaged"
    assert not (tmp_path / "there").exists()


def test_a_newer_backup_is_refused(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(home / "catalogue.sqlite3") as there, sqlite3.connect(copy) as here:
        there.backup(here)
        here.execute("UPDATE alembic_version SET version_num = '9999'")
    there.close()
    here.close()
    assert refused(sealed(tmp_path / "a.zip", [], format=2), tmp_path / "there") == "backup.newer"
    path = sealed(tmp_path / "b.zip", [("catalogue.sqlite3", copy.read_bytes())])
    assert refused(path, tmp_path / "there") == "store.newer"


GARBLED = "the pages of the file"
SPOILT = {
    GARBLED: "check.catalogue",
    "UPDATE documents SET text = text || '!' WHERE source = 'aines.md'": "check.text",
    "UPDATE passages SET text = 'autre chose' WHERE seq = 1": "check.passage",
    "UPDATE documents SET date = '1999' WHERE source = 'aines.md'": "check.content",
    "UPDATE passages SET vector = zeroblob(length(vector)) WHERE seq = 1": "check.index",
}
"""Ways in which a catalogue is damaged, and what is said of each."""


def spoil(catalogue: Path, way: str) -> None:
    if way == GARBLED:
        content = bytearray(catalogue.read_bytes())
        content[8192:-8192] = b"\xff" * (len(content) - 16384)
        catalogue.write_bytes(content)
        return
    with closing(sqlite3.connect(catalogue)) as database, database:
        assert database.execute(way).rowcount


@pytest.mark.parametrize("way", SPOILT)
def test_what_check_calls_damaged_is_not_put_away_over_an_earlier_backup(
    home: Path, made: Path, tmp_path: Path, way: str
) -> None:
    there, before = tmp_path / "home", made.read_bytes()
    shutil.copytree(home, there)
    spoil(there / "catalogue.sqlite3", way)
    with pytest.raises(StoreError) as caught:
        make_backup(there, made, NOW)
    assert caught.value.key == "backup.unsound"
    told = explain("fr", caught.value).replace("\u00a0", " ")
    assert SPOILT[way] == "check.catalogue" or "« Politique des aînés »" in told, told
    assert made.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"home", made.name}
    if way != GARBLED:  # else it cannot even be opened
        with Collection.open(there) as collection:
            assert [problem.key for problem in collection.check()] == [SPOILT[way]]


@pytest.mark.parametrize("way", SPOILT)
def test_a_backup_of_what_is_damaged_replaces_nothing(home: Path, tmp_path: Path, way: str) -> None:
    """As a version that judged less made one: whole to the byte, and not what its documents were."""
    copy, there = tmp_path / "copy.sqlite3", tmp_path / "home"
    copy.write_bytes((home / "catalogue.sqlite3").read_bytes())
    spoil(copy, way)
    path = sealed(tmp_path / "a.zip", [("catalogue.sqlite3", copy.read_bytes())])
    shutil.copytree(home, there)
    before = state_of(there)
    assert refused(path, there, replace=True) == ("backup.damaged" if way == GARBLED else "backup.spoilt")
    assert state_of(there) == before


def test_a_backup_of_nothing_is_neither_made_nor_brought_back(home: Path, tmp_path: Path) -> None:
    empty, there = tmp_path / "vide", tmp_path / "home"
    Collection.open(empty).close()
    with pytest.raises(StoreError) as caught:
        make_backup(empty, tmp_path / "a.zip", NOW)
    assert caught.value.key == "backup.nothing"
    assert not (tmp_path / "a.zip").exists()
    path = sealed(tmp_path / "b.zip", [("catalogue.sqlite3", (empty / "catalogue.sqlite3").read_bytes())])
    shutil.copytree(home, there)
    before = state_of(there)
    assert refused(path, there, replace=True) == "backup.holds_none"
    assert state_of(there) == before


# ------------------------------------------------------------------------------------------- cut short


class CutError(Exception):
    """A crash."""


def die(monkeypatch: pytest.MonkeyPatch, die_at: int) -> None:
    """Make a restoration die at one of its moves, counted from 1."""
    steps = count(1)
    drop, rename = restoration._drop, Path.rename

    def step() -> None:
        if next(steps) == die_at:
            raise CutError

    def dropping(path: Path) -> None:
        step()
        drop(path)

    def renaming(path: Path, target: Path) -> Path:
        if COMMITTED in path.parts:
            step()
        return rename(path, target)

    monkeypatch.setattr(restoration, "_drop", dropping)
    monkeypatch.setattr(Path, "rename", renaming)


def test_a_restoration_cut_short_is_finished_by_whoever_opens_next(made: Path, tmp_path: Path) -> None:
    there = tmp_path / "home"
    fill(there)
    restore(made, there, replace=True)
    whole = state_of(there)
    assert [name for name, content in whole.items() if content == b"before"] == ["imported/a/b"]  # nobody knew it
    cuts = 0
    for die_at in count(1):
        fill(there)
        with pytest.MonkeyPatch.context() as patch:
            die(patch, die_at)
            try:
                restore(made, there, replace=True)
                break
            except CutError:
                cuts += 1
        finish_restoration(there)
        assert state_of(there) == whole
        assert not (there / COMMITTED).exists()
    assert cuts == 13  # three that are derived, then five that go and five that come


def test_the_commands(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, there = tmp_path / "a.zip", tmp_path / "there"
    assert main(["--home", str(home), "--json", "backup", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["problems"], told["documents"]) == (True, [], 2)
    assert told["left_out"] == ["manager.hash", "llm.api_key"]
    assert main(["--home", str(there), "--json", "restore", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert main(["--home", str(there), "restore", str(path)]) == 3
    assert "--replace" in capsys.readouterr().err
    assert main(["--home", str(there), "restore", str(tmp_path / "absent.zip")]) == 3
    (there / "imported" / "notes.txt").write_text("à moi", "utf-8")
    capsys.readouterr()
    assert main(["--home", str(there), "restore", str(path), "--replace"]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Documents : 2 avant, 2 maintenant." in told
    assert "1 (imported/notes.txt)" in told


def test_a_command_that_is_mistyped_is_refused_and_makes_nothing(
    home: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A home that is not there, holds nothing or is a file; a file where there is no folder, or inside the home."""
    (tmp_path / "vide").mkdir()
    (tmp_path / "fichier").write_text("x", "utf-8")
    there = shutil.copytree(home, tmp_path / "home")
    shutil.copy(made, there / "templates" / "a.zip")
    before = state_of(tmp_path)
    for given, command, file, code, remedy in (
        ("rien", "backup", "a.zip", 3, "Vérifiez --home"),
        ("vide", "backup", "a.zip", 3, "Vérifiez --home"),
        ("fichier", "backup", "a.zip", 3, "un fichier, pas un dossier"),
        ("fichier", "restore", made.name, 3, "un fichier, pas un dossier"),
        ("home", "backup", "absent/a.zip", 3, "son dossier n'existe pas. Choisissez un autre endroit"),
        ("home", "backup", f"{'a' * 300}.zip", 3, "le nom est trop long"),
        ("home", "backup", "home/a.zip", 2, "Donnez un endroit en dehors"),
        ("home", "restore", "home/templates/a.zip", 2, "déplacez-la d'abord"),
        ("home", "restore", "absent.zip", 3, "Vérifiez le chemin"),
        ("home", "restore", "vide", 3, "c'est un dossier"),
    ):
        assert main(["--home", str(tmp_path / given), command, str(tmp_path / file)]) == code, (given, command, file)
        assert remedy in capsys.readouterr().err.replace("\u00a0", " ")
        assert state_of(tmp_path) == before
        assert not (tmp_path / "rien").exists()


def test_check_names_the_documents_in_its_json(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = shutil.copytree(home, tmp_path / "home")
    spoil(there / "catalogue.sqlite3", "UPDATE documents SET text = text || '!' WHERE source = 'aines.md'")
    assert main(["--home", str(there), "--json", "check"]) == 3
    told = json.loads(capsys.readouterr().out)
    (problem,) = told["problems"]
    assert (told["ok"], problem["code"]) == (False, "check.text")
    assert [one["title"] for one in problem["documents"]] == ["Politique des aînés"]
    assert "« Politique des aînés »" in problem["text"].replace("\u00a0", " ")


def test_a_file_that_is_no_backup_is_never_replaced(home: Path, tmp_path: Path) -> None:
    letter, backup = tmp_path / "lettre.docx", tmp_path / "sauvegarde.zip"
    letter.write_bytes(b"PK la lettre d'une personne")
    for path in (letter, Path("/dev/null")):
        with pytest.raises(UsageError) as caught:
            make_backup(home, path, datetime.now(UTC))
        assert caught.value.key == "backup.other_file"
    assert letter.read_bytes() == b"PK la lettre d'une personne"
    for _ in range(2):  # an earlier backup gives way to the next
        assert make_backup(home, backup, datetime.now(UTC)).documents
