"""Settings: `repere.toml` in the home folder, then `REPERE_*` variables; parsed once, unknown names refused."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from corpus import llm, servers
from corpus.causes import cause_of
from corpus.errors import UsageError
from corpus.limits import LIMITS, Limits
from corpus.llm import NO_MODEL, LlmSettings
from corpus.servers import ENGINES, NO_SERVERS, EngineName, ServerSettings

FILE = "repere.toml"
STDERR = "stderr"
LOG_LEVELS = ("error", "warning", "info")
MOST = 10**9
"""The largest number that a setting may have."""
PER_MINUTE = 120
"""Requests of one address that a server others can reach answers in a minute."""
TABLES: dict[str, type[Limits] | type[LlmSettings] | type[ServerSettings]] = {
    "limits": Limits,
    "llm": LlmSettings,
    "server": ServerSettings,
}
"""The settings that are tables of their own in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person may set.

    `language` is `fr` or `en`; `encoder` the embedded model's name, or a sentence-transformers model's name or
    folder; `host` and `port` where the web page is served; `keep_questions` whether the questions that are asked stay
    in the home folder, for its gaps to be seen; `keep_conversations` whether a browser keeps its own conversation;
    `names` those that the server is reached by, apart from this machine's, with commas between; `requests_per_minute`
    how often one address may ask where others can; `log_to` where the log goes, `stderr` or a file; `log_level` from
    what on, `error`, `warning` or `info`; `log_questions` whether it may hold a question's text;
    `limits` what one file may hold and cost, a table of its own in the file, `REPERE_LIMITS_PAGES` and so on in the
    environment; `llm` the language model, a table of its own too.
    `engine` says where the collection lies: `embedded` in the home folder, or on the servers of the table `server`.
    """

    language: str = "fr"
    encoder: str = "repere-encoder-fr-en-v1"
    host: str = "127.0.0.1"
    port: int = 7860
    keep_questions: bool = False
    keep_conversations: bool = True
    names: str = ""
    requests_per_minute: int = PER_MINUTE
    log_to: str = STDERR
    log_level: str = "error"
    log_questions: bool = False
    engine: EngineName = "embedded"
    limits: Limits = LIMITS
    llm: LlmSettings = NO_MODEL
    server: ServerSettings = NO_SERVERS

    @property
    def shared(self) -> ServerSettings | None:
        """The servers that the collection lies on, or None where it lies in the home folder."""
        return self.server if self.engine == "server" else None


def default_home() -> Path:
    """Return the platform's folder for a person's data."""
    from platformdirs import user_data_path

    return user_data_path("repere", appauthor=False)


def load_settings(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of a home folder, overridden by the environment.

    Raises:
        UsageError: the file is not TOML, names an unknown setting, or a value does not fit.
    """
    values = _in_file(home / FILE)
    known = _names()
    for name in values:
        if name not in known:
            raise UsageError("usage.settings_unknown", name=name, path=str(home / FILE), known=", ".join(known))
    for name in known:
        if (value := environment.get(f"REPERE_{name.replace('.', '_').upper()}")) is not None:
            values[name] = value
    fitting = {name: _fitting(name, value) for name, value in values.items()}
    limits, model, places = (_table(name, fitting) for name in TABLES)
    settings = Settings(
        **fitting,  # type: ignore[arg-type]
        limits=Limits(**limits),  # type: ignore[arg-type]
        llm=llm.settled(LlmSettings(**model), environment),  # type: ignore[arg-type]
        server=servers.settled(ServerSettings(**places), environment),  # type: ignore[arg-type]
    )
    if settings.shared and not settings.shared.is_set:
        raise UsageError("server.unset", path=str(home / FILE))
    return settings


def _table(table: str, values: dict[str, object]) -> dict[str, object]:
    """Take the values of a table out of all values, and return them by their names in it."""
    names = [name for name in values if name.startswith(f"{table}.")]
    return {name.partition(".")[2]: values.pop(name) for name in names}


def _in_file(path: Path) -> dict[str, object]:
    """Return what a settings file says, a table's names after the table's own and a full stop."""
    if not path.is_file():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("usage.settings_file", path=str(path), detail=cause_of(error)) from error
    values: dict[str, object] = {}
    for name, value in said.items():
        inner = {f"{name}.{key}": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
        values.update(inner or {name: value})
    return values


def _names() -> list[str]:
    own = [field.name for field in fields(Settings) if field.name not in TABLES]
    return own + [f"{table}.{field.name}" for table, type_ in TABLES.items() for field in fields(type_)]


def _fitting(name: str, value: object) -> object:
    if name == "port":
        return _number(name, value, 1, 65535)
    if name in {"keep_questions", "keep_conversations", "log_questions"}:
        return _switch(name, value)
    if name.startswith("llm."):
        return llm.fitting(name.removeprefix("llm."), value)
    if name.startswith("server."):
        return servers.fitting(name.removeprefix("server."), value)
    if name == "engine" and value not in ENGINES:
        raise UsageError("usage.settings_value", name=name, value=value, expected=", ".join(ENGINES))
    if name == "requests_per_minute":
        return _number(name, value, 1, MOST)
    if name.startswith("limits."):
        return _number(name, value, 0 if name == "limits.ocr_seconds" else 1, MOST)
    if not isinstance(value, str) or not value.strip():
        raise UsageError("usage.settings_value", name=name, value=value, expected="texte / text")
    if name == "language" and value not in {"fr", "en"}:
        raise UsageError("usage.settings_value", name=name, value=value, expected="fr, en")
    if name == "log_level" and value not in LOG_LEVELS:
        raise UsageError("usage.settings_value", name=name, value=value, expected=", ".join(LOG_LEVELS))
    return value


def _switch(name: str, value: object) -> bool:
    found = {"true": True, "false": False}.get(str(value).lower())
    if found is None:
        raise UsageError("usage.settings_value", name=name, value=value, expected="true, false")
    return found


def _number(name: str, value: object, least: int, most: int) -> int:
    text = str(value)
    if text.isascii() and text.isdigit() and least <= int(text) <= most and not isinstance(value, bool):
        return int(text)
    raise UsageError("usage.settings_value", name=name, value=value, expected=f"{least}-{most}")
