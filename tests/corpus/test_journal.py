"""The journal keeps what it is given, and forgets when it is told to."""

from __future__ import annotations

from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.model import Asked


def test_what_is_added_is_kept_until_it_is_erased(tmp_path: Path) -> None:
    first = Asked(asked_at="2026-11-22", question="Qui siège au comité?", language="fr", outcome="abstention")
    second = Asked(
        asked_at="2026-11-23",
        question="Et à Laval?",
        language="fr",
        history=(("user", "Qui siège au comité?"), ("assistant", "31 membres.")),
        outcome="answer",
        verdict="down",
        comment="Ce n'est pas le bon comité.",
    )
    catalogue = Catalogue.open(tmp_path / "catalogue.sqlite3")
    revision = catalogue.revision()
    catalogue.journal.add(first)
    catalogue.journal.add(second)
    catalogue.close()
    again = Catalogue.open(tmp_path / "catalogue.sqlite3")
    assert again.journal.asked() == [first, second]
    assert again.revision() == revision  # the vectors' cache has nothing to follow
    assert again.journal.erase() == 2
    assert again.journal.asked() == []
    assert not [path for path in tmp_path.iterdir() if b"pas le bon" in path.read_bytes()]  # while it is open too
    again.close()
