from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.limits import Limits
from corpus.llm import LlmSettings
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


def test_the_language_model_is_a_table_too_and_none_is_set_at_first(tmp_path: Path) -> None:
    assert not load_settings(tmp_path, {}).llm.is_set
    (tmp_path / FILE).write_text(
        '[llm]\nbase_url = "http://127.0.0.1:11434/v1"\nmodel = "petit"\ntemperature = 0.5\nunverified = "show"\n',
        encoding="utf-8",
    )
    environment = {"REPERE_LLM_MODEL": "grand", "REPERE_LLM_IDLE_SECONDS": "2.5", "REPERE_LLM_CONTEXT": "8192"}
    assert load_settings(tmp_path, environment).llm == LlmSettings(
        base_url="http://127.0.0.1:11434/v1",
        model="grand",
        temperature=0.5,
        unverified="show",
        idle_seconds=2.5,
        context=8192,
    )
    off = {"REPERE_LLM_BASE_URL": "", "REPERE_LLM_MODEL": ""}
    assert not load_settings(tmp_path, off).llm.is_set


def test_a_key_may_stand_in_a_variable_or_a_file_and_is_never_shown(tmp_path: Path) -> None:
    named = {"REPERE_LLM_BASE_URL": "https://exemple.test/v1", "REPERE_LLM_MODEL": "m"}
    by_variable = load_settings(tmp_path, named | {"REPERE_LLM_API_KEY_VARIABLE": "MA_CLE", "MA_CLE": "cle-1"})
    assert by_variable.llm.api_key == "cle-1"
    (tmp_path / "cle").write_text("cle-2\n", encoding="utf-8")
    by_file = load_settings(tmp_path, named | {"REPERE_LLM_API_KEY_FILE": str(tmp_path / "cle")})
    assert by_file.llm.api_key == "cle-2"
    assert "cle-1" not in repr(by_variable)
    error = refused(tmp_path, named | {"REPERE_LLM_API_KEY": "cle secrete"})
    assert (error.key, error.values["name"]) == ("usage.settings_value", "llm.api_key")
    assert "secrete" not in str(error)


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"REPERE_LLM_BASE_URL": "http://127.0.0.1/v1"}, "llm.half_set"),
        ({"REPERE_LLM_MODEL": "m"}, "llm.half_set"),
        ({"REPERE_LLM_BASE_URL": "ftp://127.0.0.1/v1", "REPERE_LLM_MODEL": "m"}, "usage.settings_value"),
        ({"REPERE_LLM_BASE_URL": "127.0.0.1:11434", "REPERE_LLM_MODEL": "m"}, "usage.settings_value"),
        ({"REPERE_LLM_BASE_URL": "http://127.0.0.1:99999/v1", "REPERE_LLM_MODEL": "m"}, "usage.settings_value"),
        ({"REPERE_LLM_BASE_URL": "http://moi:secret@127.0.0.1/v1", "REPERE_LLM_MODEL": "m"}, "usage.settings_value"),
        ({"REPERE_LLM_UNVERIFIED": "hide"}, "usage.settings_value"),
        ({"REPERE_LLM_TEMPERATURE": "3"}, "usage.settings_value"),
        ({"REPERE_LLM_TEMPERATURE": "nan"}, "usage.settings_value"),
        ({"REPERE_LLM_CONTEXT": "100"}, "usage.settings_value"),
        ({"REPERE_LLM_TOTAL_SECONDS": "0"}, "usage.settings_value"),
    ],
)
def test_a_language_model_that_cannot_be_asked_is_refused(
    tmp_path: Path, environment: dict[str, str], key: str
) -> None:
    error = refused(tmp_path, environment)
    assert error.key == key
    assert "secret" not in str(error)


@pytest.mark.parametrize("given", [{"API_KEY_VARIABLE": "ABSENTE"}, {"API_KEY_FILE": "absent"}])
def test_a_key_that_is_not_where_it_should_be_is_told(tmp_path: Path, given: dict[str, str]) -> None:
    named = {"REPERE_LLM_BASE_URL": "http://127.0.0.1/v1", "REPERE_LLM_MODEL": "m"}
    ((name, value),) = given.items()
    where = str(tmp_path / value) if name.endswith("FILE") else value
    error = refused(tmp_path, named | {f"REPERE_LLM_{name}": where})
    assert error.key in {"llm.key_variable", "llm.key_file"}
    assert where in error.values.values()
