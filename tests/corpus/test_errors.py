from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import pytest

from corpus.errors import FILE_ERROR_CODES, FileError, OwnedError, RepereError, StoreError, UsageError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a.b"), 2),
        (StoreError("a.b"), 3),
        (OwnedError("a.b"), 3),
        (FileError("empty"), 1),
        (RepereError("a"), 3),
    ],
)
def test_each_failure_has_its_exit_code(error: RepereError, code: int) -> None:
    assert error.exit_code == code
    assert isinstance(error, RepereError)


def test_a_file_s_failure_is_worded_by_its_code_unless_said_otherwise() -> None:
    assert FileError("empty").key == "file.empty"
    error = FileError("limit", "file.limit_size", page=3, megabytes=50)
    assert (error.code, error.key, error.page, error.values) == ("limit", "file.limit_size", 3, {"megabytes": 50})
    assert str(error) == "file.limit_size(megabytes=50)"


def test_a_file_s_failure_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(FileError("limit", "file.limit_size", page=3, megabytes=50)))
    assert (error.code, error.key, error.page, error.values) == ("limit", "file.limit_size", 3, {"megabytes": 50})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_failure_of_a_file_has_its_sentence(language: str) -> None:
    wording = tomllib.loads((ROOT / "assistant" / "wording" / f"{language}.toml").read_text("utf-8"))
    assert set(FILE_ERROR_CODES) <= wording["file"].keys()
