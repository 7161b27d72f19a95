from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.limits import Limits
from corpus.settings import FILE, Settings, default_home, load_settings


def refused(home: Path, environment: dict[str, str] | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        load_settings(home, environment or {})
    return caught.value


def test_without_a_file_they_are_the_usual_ones(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('language = "en"\nport = 8080\n', encoding="utf-8")
    assert load_settings(tmp_path, {}) == Settings(language="en", port=8080)
    environment = {"REPERE_PORT": "9000", "REPERE_HOST": "0.0.0.0", "REPERE_OTHER": "x"}
    assert load_settings(tmp_path, environment) == Settings(language="en", port=9000, host="0.0.0.0")


def test_limits_are_a_table_of_the_file_and_variables_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[limits]\npages = 10\nocr_seconds = 0\n", encoding="utf-8")
    read = load_settings(tmp_path, {"REPERE_LIMITS_PAGES": "12", "REPERE_LIMITS_MEGABYTES": "1"})
    assert read.limits == Limits(pages=12, ocr_seconds=0, megabytes=1)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("language = ", "usage.settings_file"),
        ("encodeur = 'x'", "usage.settings_unknown"),
        ("language = 'de'", "usage.settings_value"),
        ("language = 3", "usage.settings_value"),
        ("host = ' '", "usage.settings_value"),
        ("port = 0", "usage.settings_value"),
        ("port = 65536", "usage.settings_value"),
        ("port = true", "usage.settings_value"),
        ("port = '8o'", "usage.settings_value"),
        ("limits = 3", "usage.settings_unknown"),
        ("[limits]\npagess = 3", "usage.settings_unknown"),
        ("[limits]\npages = 0", "usage.settings_value"),
        ("[limits]\npages = 2.5", "usage.settings_value"),
        ("[port]\nx = 1", "usage.settings_unknown"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, content: str, key: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert refused(tmp_path).key == key


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"host = '\xe9'")
    assert refused(tmp_path).key == "usage.settings_file"


def test_a_variable_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, {"REPERE_PORT": "beaucoup"})
    assert (error.key, error.values["name"], error.values["value"]) == ("usage.settings_value", "port", "beaucoup")


def test_the_default_home_is_in_the_user_s_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home().name == "repere"
