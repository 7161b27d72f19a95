"""Settings: `repere.toml` in the home folder, then `REPERE_*` variables; parsed once, unknown names refused."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from corpus.errors import UsageError

FILE = "repere.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person may set.

    `language` is `fr` or `en`; `encoder` the embedded model's name, or a sentence-transformers model's name or
    folder; `host` and `port` where the web page is served.
    """

    language: str = "fr"
    encoder: str = "repere-encoder-fr-en-v1"
    host: str = "127.0.0.1"
    port: int = 7860


def default_home() -> Path:
    """Return the platform's folder for a person's data."""
    from platformdirs import user_data_path

    return user_data_path("repere", appauthor=False)


def load_settings(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of a home folder, overridden by the environment.

    Raises:
        UsageError: the file is not TOML, names an unknown setting, or a value does not fit.
    """
    values: dict[str, object] = {}
    path = home / FILE
    if path.is_file():
        try:
            values.update(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError("usage.settings_file", path=str(path), detail=str(error)) from error
    known = {field.name: field for field in fields(Settings)}
    for name in values:
        if name not in known:
            raise UsageError("usage.settings_unknown", name=name, path=str(path), known=", ".join(known))
    for name in known:
        if (value := environment.get(f"REPERE_{name.upper()}")) is not None:
            values[name] = value
    return Settings(**{name: _fitting(name, value) for name, value in values.items()})  # type: ignore[arg-type]


def _fitting(name: str, value: object) -> object:
    if name == "port":
        number = str(value)
        if number.isdigit() and 0 < int(number) < 65536 and not isinstance(value, bool):
            return int(number)
        raise UsageError("usage.settings_value", name=name, value=value, expected="1-65535")
    if not isinstance(value, str) or not value.strip():
        raise UsageError("usage.settings_value", name=name, value=value, expected="texte / text")
    if name == "language" and value not in {"fr", "en"}:
        raise UsageError("usage.settings_value", name=name, value=value, expected="fr, en")
    return value
