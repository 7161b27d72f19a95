"""Every sentence a person reads, French first: `fr.toml`, and the same keys in English in `en.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from corpus.errors import RepereError, Worded
from corpus.surrogates import whole

LANGUAGES = ("fr", "en")


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return every sentence of a language by its dotted key."""
    with resources.files("assistant.wording").joinpath(f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            flat.extend(_flat(value, f"{prefix}{key}."))
        else:
            flat.append((f"{prefix}{key}", str(value)))
    return flat


def say(language: str, key: str, **values: object) -> str:
    """Return a sentence, with its values filled in; one that is a phrase itself, or a list of them, is said too."""
    return sentences(language)[key].format(**{name: _filled(language, value) for name, value in values.items()})


def said(language: str, worded: Worded) -> str:
    """Return a phrase with its values."""
    return say(language, worded["key"], **worded["values"])


def _filled(language: str, value: object) -> object:
    match value:
        case {"key": str(key), "values": dict(values)}:
            return say(language, key, **values)
        case [{"key": str(), "values": dict()}, *_]:
            return ", ".join(str(_filled(language, one)) for one in value)
    return value


def explain(language: str, error: RepereError) -> str:
    """Return what a person is told about an error: the cause and the remedy."""
    return whole(say(language, error.key, **error.values))
