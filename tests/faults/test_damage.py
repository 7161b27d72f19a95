"""Files of a home folder that are cut, garbled or gone: found out, told in a sentence, and nothing lost or made up.

CI spoils a file in each way; `make faults` spoils as often as `--kills` says. The encoder's files are spoilt in
tests/index/test_encode.py, each in each way.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StoreError
from index.collection import Collection

SEED = 20_261_122


def cut(path: Path, chance: random.Random) -> None:
    """Keep only the beginning."""
    os.truncate(path, int(path.stat().st_size * chance.uniform(0, 0.95)))


def empty(path: Path, _: random.Random) -> None:
    os.truncate(path, 0)


def garble(path: Path, chance: random.Random) -> None:
    """Overwrite a stretch with anything, and leave size and time as they were: a disk that fails tells nobody."""
    stat = path.stat()
    start = int(stat.st_size * chance.uniform(0, 0.7))
    with path.open("r+b") as file:
        file.seek(start)
        file.write(chance.randbytes(max(64, (stat.st_size - start) // 3)))
    os.truncate(path, stat.st_size)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def flip(path: Path, chance: random.Random) -> None:
    """Change one bit, and leave the time as it was."""
    stat, content = path.stat(), bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


WAYS = {"cut": cut, "empty": empty, "garble": garble, "flip": flip}


def verdict(home: Path) -> str | dict[str, str]:
    """Return the key of what is wrong with a home folder's catalogue, or the texts where nothing is."""
    try:
        with Collection.open(home) as collection:
            problems = collection.check()
            if problems:
                return "check"
            held = collection.catalogue.held()
            found = collection.catalogue.documents(one.document.document_id for one in held)
            return {one.document.source: found[one.document.document_id].text for one in held}
    except StoreError as error:
        return error.key


def test_a_damaged_catalogue_is_told_or_harmless(
    sound: Path, tmp_path: Path, kills: int, told: Callable[[str], None]
) -> None:
    """A bit in a page that nothing uses harms nothing: what is then held is what was held."""
    chance, counts = random.Random(SEED), Counter[str]()
    whole = verdict(shutil.copytree(sound, tmp_path / "whole"))
    assert isinstance(whole, dict)
    for number in range(max(len(WAYS), kills if kills > 10 else 0)):
        way = list(WAYS)[number % len(WAYS)]
        home = shutil.copytree(sound, tmp_path / "home")
        WAYS[way](home / "catalogue.sqlite3", chance)
        found = verdict(home)
        counts[f"{way}: {'harmless' if found == whole else 'told'}"] += 1
        assert found in (whole, "store.damaged", "store.newer", "check"), (way, found)
        shutil.rmtree(home)
    assert all(counts[f"{way}: told"] for way in ("cut", "empty", "garble"))
    told(f"damaged catalogue: {dict(counts)}")


def test_a_damaged_cache_is_made_anew_or_told_and_the_process_lives(
    sound: Path, tmp_path: Path, repere: Callable[..., object], kills: int, told: Callable[[str], None]
) -> None:
    """Whatever happens to the vectors' files, `check` lives to tell, and `rebuild` mends."""
    chance, counts = random.Random(SEED), Counter[str]()
    files = [path.relative_to(sound) for path in sorted((sound / "vectors").rglob("*")) if path.is_file()]
    big = [path for path in files if (sound / path).stat().st_size > 100]
    for number in range(max(len(WAYS), kills // 2 if kills > 10 else 0)):
        way, damaged = list(WAYS)[number % len(WAYS)], big[number % len(big)]
        home = shutil.copytree(sound, tmp_path / "home")
        WAYS[way](home / damaged, chance)
        answer = repere(home, "check")
        assert answer.code in {0, 3}, (way, damaged, answer)
        counts[f"{way}: {'sound again' if answer.code == 0 else 'told'}"] += 1
        if answer.code == 3:
            assert "rebuild" in str(answer.payload), answer
            assert repere(home, "rebuild").code == 0
        shutil.rmtree(home)
    told(f"damaged vectors: {dict(counts)}")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_home_that_may_not_be_written_is_told(home: Path, repere: Callable[..., object]) -> None:
    for path in [home, *home.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        answer = repere(home, "search", "le transport")
    finally:
        for path in [home, *home.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o200)
    assert (answer.code, answer.payload["error"]["code"]) == (3, "store.unwritable")
    assert isinstance(verdict(home), dict)
