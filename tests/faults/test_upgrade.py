"""The home folder of each release before this one opens with this one, and nothing of it is lost.

A stored home is a folder's `catalogue.sqlite3` and `vectors/`, zipped, named after its catalogue's revision. A release
that changes either adds its own: see CONTRIBUTING.md.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assistant.cli import main
from corpus.catalogue import Catalogue
from corpus.engine import HEAD
from index.collection import Collection

HOMES = Path(__file__).parents[1] / "homes"
TEXTS = {
    "plan-aines.md": "Le transport adapté vient en premier. Le conseil y met 40 000 $ par année.",
    "portrait.txt": "En 2016, un ménage locataire sur trois consacrait plus de 30 % de son revenu au loyer.",
}


def test_there_is_a_home_of_this_release() -> None:
    assert (HOMES / f"catalogue-{HEAD}.zip").is_file()


@pytest.mark.parametrize("name", sorted(path.name for path in HOMES.glob("*.zip")))
@pytest.mark.parametrize("there", [False, True])
def test_a_home_of_an_earlier_release_is_brought_up_to_date(
    name: str, there: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its files still there, which a new passage-maker reads again, or gone."""
    home = tmp_path / "home"
    zipfile.ZipFile(HOMES / name).extractall(home)
    if there:
        catalogue = Catalogue.open(home / "catalogue.sqlite3")
        paths = {path: tmp_path / Path(path).name for path in catalogue.source_files()}
        catalogue.move_files({path: str(now) for path, now in paths.items()})
        catalogue.close()
        for path in paths.values():
            path.write_text(f"# Saint-Exemple\n\n{TEXTS[path.name]}", "utf-8")
    if main(["--home", str(home), "check"]):  # another passage-maker: the sentence names the remedy
        assert "repere rebuild" in capsys.readouterr().err.replace("\u00a0", " ")
        assert main(["--home", str(home), "rebuild"]) == 0
    assert main(["--home", str(home), "check"]) == 0
    with Collection.open(home) as collection:
        held = collection.catalogue.held()
        assert {one.document.source for one in held} == set(TEXTS)
        for one in held:
            document_id = one.document.document_id
            text = collection.catalogue.documents([document_id])[document_id].text
            assert TEXTS[one.document.source] in text.replace("\u00a0", " ").replace("\n", " ")
            assert collection.catalogue.sections(document_id)
        hits = collection.retriever.search("transport adapté").hits
        assert hits[0].document.source == "plan-aines.md"
