"""What a person says of the servers that a collection lies on, where one machine is not enough for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from corpus.errors import UsageError

EngineName = Literal["embedded", "server"]
ENGINES: tuple[EngineName, ...] = ("embedded", "server")
DATABASE = "postgresql+psycopg://repere@127.0.0.1:5432/repere"
VECTORS = "http://127.0.0.1:8000"
DATABASE_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey"}
"""What may follow a database's address after « ? »: how the connection is encrypted. The rest is ours to choose."""
PASSWORD_VARIABLE = "REPERE_SERVER_PASSWORD"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The PostgreSQL database of the catalogue and the Chroma server of its vectors, by their addresses.

    The password of the database is `password`, which only the environment may give, or stands in `password_file`;
    it is shown nowhere.
    """

    database: str = ""
    vectors: str = ""
    password: str = field(default="", repr=False)
    password_file: str = ""

    @property
    def is_set(self) -> bool:
        """Whether both servers are named."""
        return bool(self.database and self.vectors)


NO_SERVERS = ServerSettings()


def fitting(name: str, value: object) -> str:
    """Return the value of a setting of ours, by its name without the table's.

    Raises:
        UsageError: the value does not fit; one that may hold a password is not repeated in the message.
    """
    expected = {"database": DATABASE, "vectors": VECTORS}.get(name, "texte / text")
    text = value if isinstance(value, str) else None
    if text is not None and name == "database" and text and _password_in(text):
        raise UsageError("server.password_in_address", variable=PASSWORD_VARIABLE)
    if text is None or text != text.strip() or (text and not _fits(name, text)):
        shown = "…" if name == "password" or "@" in str(value) else value
        raise UsageError("usage.settings_value", name=f"server.{name}", value=shown, expected=expected)
    return text


def settled(settings: ServerSettings, environment: Mapping[str, str]) -> ServerSettings:
    """Return settings whose password has been fetched from where they say that it is.

    Raises:
        UsageError: the settings file holds the password itself, or the file that should hold it does not.
    """
    if settings.password and environment.get(PASSWORD_VARIABLE) != settings.password:
        raise UsageError("server.password_in_settings", variable=PASSWORD_VARIABLE)
    if settings.password or not settings.password_file:
        return settings
    try:
        password = Path(settings.password_file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("server.password_file", path=settings.password_file) from error
    if not password:
        raise UsageError("server.password_file", path=settings.password_file)
    return replace(settings, password=password)


def _password_in(database: str) -> bool:
    try:
        parts = urlsplit(database)
        return bool(parts.password or "password" in dict(parse_qsl(parts.query)))
    except ValueError:
        return False


def _fits(name: str, text: str) -> bool:
    if name not in {"database", "vectors"}:
        return True
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    if name == "database":
        named = parts.username and parts.path.strip("/")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        known = options.keys() <= DATABASE_OPTIONS
        return bool(parts.scheme == "postgresql+psycopg" and parts.hostname and named and known)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
