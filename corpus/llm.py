"""What a person says of the language model that may write answers: its server, its name, its key, its limits.

Nothing is set at first: no model, and nothing leaves the machine. An address that is not this machine's is the
person's own choice: the question and the passages found for it are sent there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from corpus.errors import UsageError

Unverified = Literal["drop", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmSettings:
    """A server that speaks OpenAI's protocol, and how it is asked.

    `base_url` ends like `http://127.0.0.1:11434/v1`. The key is `api_key`, or stands in the environment variable
    `api_key_variable` or in the file `api_key_file`; it is shown nowhere. Seconds: to connect, between two pieces of
    an answer, and for a whole answer. `context` is the model's window, in tokens. `unverified` says what becomes of a
    sentence that what it cites supports only in part: dropped, or shown and marked as such.
    """

    base_url: str = ""
    model: str = ""
    api_key: str = field(default="", repr=False)
    api_key_variable: str = ""
    api_key_file: str = ""
    connect_seconds: float = 2
    idle_seconds: float = 30
    total_seconds: float = 120
    temperature: float = 0.0
    context: int = 4096
    unverified: Unverified = "drop"

    @property
    def is_set(self) -> bool:
        """Whether a model is named at all."""
        return bool(self.base_url)

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


NO_MODEL = LlmSettings()

TEXTS = ("base_url", "model", "api_key", "api_key_variable", "api_key_file")
SECONDS = ("connect_seconds", "idle_seconds", "total_seconds")
LEAST_CONTEXT = 1024
"""Tokens that our instructions, one passage and a short answer need."""
HOTTEST = 2.0


def fitting(name: str, value: object) -> object:
    """Return the value of a setting of ours, by its name without the table's.

    Raises:
        UsageError: the value does not fit; a key is not repeated in the message.
    """
    if name in TEXTS:
        if isinstance(value, str) and value == value.strip() and (not value or _fits(name, value)):
            return value
        expected = "http://127.0.0.1:11434/v1" if name == "base_url" else "texte / text"
        secret = name == "api_key" or "@" in str(value)  # a password may stand in an address
        raise _misfit(name, "…" if secret else value, expected)
    if name == "unverified":
        if value not in get_args(Unverified):
            raise _misfit(name, value, ", ".join(get_args(Unverified)))
        return value
    if name == "temperature":
        return _number(name, value, 0.0, HOTTEST)
    if name in SECONDS:
        return _number(name, value, 0.1, 3600.0)
    return int(_number(name, value, LEAST_CONTEXT, 10**7))


def settled(settings: LlmSettings, environment: Mapping[str, str]) -> LlmSettings:
    """Return settings whose key has been fetched from where they say that it is.

    Raises:
        UsageError: a server is named without a model, or a model without a server; the key is not where it should be.
    """
    if bool(settings.base_url) != bool(settings.model):
        raise UsageError("llm.half_set", name="llm.model" if settings.base_url else "llm.base_url")
    if settings.api_key or not settings.is_set:
        return settings
    if name := settings.api_key_variable:
        key = environment.get(name, "").strip()
        if not key:
            raise UsageError("llm.key_variable", name=name)
        return replace(settings, api_key=key)
    if path := settings.api_key_file:
        try:
            key = Path(path).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("llm.key_file", path=path) from error
        if not key:
            raise UsageError("llm.key_file", path=path)
        return replace(settings, api_key=key)
    return settings


def _fits(name: str, value: str) -> bool:
    if name == "api_key":
        return value.isascii() and value.isprintable() and " " not in value  # what a header can carry
    if name != "base_url":
        return True
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)  # a key has its own setting
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain


def _number(name: str, value: object, least: float, most: float) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if isinstance(value, bool) or not least <= number <= most:
        raise _misfit(name, value, f"{least:g}-{most:g}")
    return number


def _misfit(name: str, value: object, expected: str) -> UsageError:
    return UsageError("usage.settings_value", name=f"llm.{name}", value=value, expected=expected)
