"""The command line: the contract's JSON, its exit codes, and one clear sentence for each mistake."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.arguments import COMMANDS
from assistant.cli import main
from assistant.remote import leave_card
from index.collection import Collection

TEXT = """# Politique des aînés de Saint-Exemple

La ville consulte 250 aînés chaque année. Le transport adapté vient en premier.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "aînés.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run(capsys, *arguments, "--json")
    assert out.count("\n") == 1
    return code, json.loads(out)


def test_the_whole_path(home: Path, document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--home", str(home))
    code, report = run_json(capsys, *where, "ingest", str(document), "--kind", "politique", "--region", "estrie")
    assert code == 0
    assert set(report) >= {"added", "updated", "unchanged", "removed", "failed", "skipped", "seconds"}
    added = report["added"][0]
    assert added["path"] == str(document)
    assert added["passages"] == 1

    code, listed = run_json(capsys, "documents", *where)
    (one,) = listed["documents"]
    assert (code, one["source"], one["kind"], one["regions"]) == (0, "aînés.md", "politique", ["Estrie"])
    assert one["document_id"] == added["document_id"]

    code, shown = run_json(capsys, "show", "aînés.md", *where)
    assert code == 0
    assert all(shown["text"][p["start"] : p["end"]].strip() for p in shown["passages"])
    assert shown["passages"][0]["passage_id"].startswith(added["document_id"])

    code, found = run_json(capsys, "search", "transport adapté", "-k", "3", *where)
    (hit,) = found["hits"]
    assert (code, hit["rank"], hit["locator"]["kind"]) == (0, 1, "section")
    assert shown["text"][hit["start"] : hit["end"]] == hit["text"]
    assert found["understood"]["language"] == "fr"
    assert "transport" in " ".join(hit["why"]["terms"])
    assert main(["search", "Que fait le CRDS en Estrie?", *where]) == 0
    told = capsys.readouterr().out
    assert "Estrie" in told.split("\n\n")[0]
    assert "CRDS peut vouloir dire" in told

    code, answered = run_json(capsys, "ask", "Combien d'aînés la ville consulte-t-elle?", *where)
    assert (code, answered["outcome"], answered["reason"]) == (0, "answer", None)
    assert "250" in answered["text"]
    for citation in answered["citations"]:
        assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert {n for sentence in answered["sentences"] for n in sentence["citations"]} == {
        c["n"] for c in answered["citations"]
    }

    assert run_json(capsys, "check", *where)[1]["ok"] is True
    assert run_json(capsys, "remove", "aînés.md", *where)[0] == 0
    assert run_json(capsys, "documents", *where)[1] == {"documents": []}


def test_text_output_is_for_people(home: Path, document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--home", str(home), "ingest", str(document))
    code, out, _ = run(capsys, "--home", str(home), "ask", "Combien d'aînés la ville consulte-t-elle?")
    assert code == 0
    assert "[1]" in out
    assert "Sources" in out
    code, out, _ = run(capsys, "--home", str(home), "search", "transport")
    assert out.startswith("1. Politique des aînés")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "commande"),
        (("chercher",), "chercher"),
        (("search",), "manque"),
        (("search", "x", "--frobnicate"), "--frobnicate"),
        (("search", "x", "--region", ""), "Bas-Saint-Laurent"),
        (("search", "x", "--region", "Bretagne"), "Bretagne"),
        (("search", "x", "--kind", "roman"), "politique"),
        (("search", "x", "--since", "hier"), "hier"),
        (("search", "x", "-k", "0"), "100"),
        (("search", "   "), "vide"),
        (("ask", "x", "--level", "moyen"), "detaille"),
        (("ask", "x", "--history", "/nulle/part.json"), "/nulle/part.json"),
        (("ingest", "x", "--date", "demain"), "demain"),
        (("show", "inconnu"), "inconnu"),
        (("remove", "inconnu"), "inconnu"),
        (("serve", "--port", "bientôt"), "bientôt"),
        (("serve", "--port", "99999"), "65535"),
        (("search", "x", "--since", "2020", "--until", "2010"), "2020"),
        (("ingest", "x", "--jobs", "0"), "64"),
    ],
)
def test_a_wrong_usage_is_told_in_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "--home", str(home), *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert err.strip().splitlines()[-1].startswith("Erreur")


def test_mistakes_are_told_in_english_and_in_json_when_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "search", "x", "--region", "Bretagne", "--lang", "en", "--json", "--home", str(home))
    assert code == 2
    assert "not known" in err
    assert json.loads(out)["error"]["code"] == "usage.region_unknown"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("vide.txt", b"", "empty"), ("image.txt", b"\x00\x01" * 900, "not_text"), ("a.pdf", b"%PDF-1.4", "truncated")],
)
def test_a_bad_file_fails_alone(
    home: Path, document: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, code: str
) -> None:
    bad = document.parent / name
    bad.write_bytes(content)
    exit_code, report = run_json(capsys, "ingest", str(bad), str(document), "--home", str(home))
    assert exit_code == 1
    assert [(one["path"], one["code"]) for one in report["failed"]] == [(str(bad), code)]
    assert report["failed"][0]["reason"]
    assert len(report["added"]) == 1


def test_a_missing_path_and_an_empty_folder_are_reported(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "photo.png").write_bytes(b"\x89PNG")
    code, report = run_json(capsys, "ingest", str(tmp_path / "rien.txt"), str(folder), "--home", str(home))
    assert code == 1
    assert [one["code"] for one in report["failed"]] == ["missing", "empty"]
    assert [one["path"] for one in report["skipped"]] == [str(folder / "photo.png")]


def test_a_home_that_cannot_be_used_is_told_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    occupied = tmp_path / "fichier"
    occupied.write_text("")
    code, _, err = run(capsys, "--home", str(occupied), "documents")
    assert code == 3
    assert "--home" in err


def test_a_home_of_a_newer_version_is_left_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--home", str(home), "documents")
    with sqlite3.connect(home / "catalogue.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = (home / "catalogue.sqlite3").read_bytes()
    code, _, err = run(capsys, "--home", str(home), "documents")
    assert code == 3
    assert "9999" in err
    assert (home / "catalogue.sqlite3").read_bytes() == before


def test_settings_are_read_and_unknown_ones_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    (home / "repere.toml").write_text('language = "en"\n', encoding="utf-8")
    assert "empty" in run(capsys, "--home", str(home), "documents")[1]
    (home / "repere.toml").write_text("couleur = 1\n", encoding="utf-8")
    code, _, err = run(capsys, "--home", str(home), "documents")
    assert code == 2
    assert "couleur" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language, word in (("fr", "Exemple"), ("en", "Example")):
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help", "--lang", language])
        assert stopped.value.code == 0
        assert word in capsys.readouterr().out


def test_python_dash_m_is_the_same_command(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--home", str(home), "documents", "--json"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, {"documents": []})


def test_a_card_left_by_a_server_that_died_is_not_believed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--home", str(home), "documents")
    leave_card(home, "http://127.0.0.1:9", "secret")
    assert run(capsys, "--home", str(home), "documents")[0] == 0
    assert not (home / "owner.json").exists()


def test_an_index_of_another_encoder_is_rebuilt_by_the_command_that_the_error_names(
    home: Path, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--home", str(home))
    run(capsys, *where, "ingest", str(document))
    with Collection.open(home) as collection:
        card = json.loads(collection.catalogue.value("card") or "")
        collection.catalogue.set_value("card", json.dumps(card | {"encoder": "another"}))
    code, _, err = run(capsys, *where, "search", "transport")
    assert (code, "repere rebuild" in err.replace("\u00a0", " ")) == (3, True)
    assert run(capsys, *where, "rebuild")[0] == 0
    assert run(capsys, *where, "search", "transport")[0] == 0


def test_an_empty_collection_says_that_it_is_empty(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, payload = run_json(capsys, "--home", str(home), "ask", "Qui finance le transport?")
    assert (code, payload["outcome"]) == (0, "abstention")
    assert "repere ingest" in payload["text"]


def test_a_folder_with_nothing_to_read_does_not_empty_the_collection(
    home: Path, document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--home", str(home))
    run(capsys, *where, "ingest", str(document))
    (tmp_path / "vide").mkdir()
    assert run(capsys, *where, "sync", str(tmp_path / "vide"))[0] == 3
    assert len(run_json(capsys, *where, "documents")[1]["documents"]) == 1


@pytest.mark.parametrize(("command", "instead"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_a_collection_on_servers_is_not_put_away_from_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, instead: str
) -> None:
    settings = 'engine = "server"\n[server]\ndatabase = "postgresql+psycopg://r@127.0.0.1:1/r"\n'
    (tmp_path / "repere.toml").write_text(settings + 'vectors = "http://127.0.0.1:1"\n', encoding="utf-8")
    code, _, err = run(capsys, "--home", str(tmp_path), command, str(tmp_path / "sauvegarde.zip"))
    assert code == 2
    assert instead in err
