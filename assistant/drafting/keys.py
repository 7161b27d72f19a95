"""A mapping of a template file, read key by key: a mistake is told by the file and the place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, cast

from corpus.errors import UsageError


class Key:
    """A mapping of a template file, which knows where it stands for the messages."""

    def __init__(self, path: str, values: object, key: str = "") -> None:
        self.path, self.key = path, key
        if not isinstance(values, Mapping):
            self.wrong(values, "{…}")
        self._values = cast("Mapping[str, Any]", values)

    def at(self, key: str) -> Key:
        """Return the same mapping as a message about one of its keys names it."""
        return Key(self.path, self._values, f"{self.key}.{key}" if self.key else key)

    def wrong(self, value: object, expected: str) -> NoReturn:
        """Refuse a value.

        Raises:
            UsageError: always.
        """
        raise UsageError("draft.template_value", path=self.path, at=self.key, value=value, expected=expected)

    def only(self, *known: str) -> None:
        """Refuse keys that mean nothing."""
        for key in self._values:
            if key not in known:
                raise UsageError("draft.template_key", path=self.path, at=self.at(str(key)).key, known=", ".join(known))

    def value(self, key: str, kind: type | tuple[type, ...], expected: str, default: Any = None) -> Any:
        """Return a value of a type; without a default it must be there."""
        value = self._values.get(key, default)
        if value is None:
            raise UsageError("draft.template_missing", path=self.path, at=self.at(key).key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.at(key).wrong(value, expected)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text, not blank unless it may be left out."""
        value = str(self.value(key, str, "…", default)).strip()
        if not value and default is None:
            raise UsageError("draft.template_missing", path=self.path, at=self.at(key).key)
        return value

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        """Return a name of a form."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            self.at(key).wrong(value, pattern.pattern)
        return value

    def among(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        """Return one of some words."""
        value = self.text(key, default)
        if value not in known:
            self.at(key).wrong(value, ", ".join(known))
        return value

    def texts(self, key: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts, each of which may have to be one of some words."""
        values = self.value(key, list, "[…]", [])
        for number, value in enumerate(values):
            if not isinstance(value, str) or (known and value not in known):
                self.at(f"{key}[{number}]").wrong(value, ", ".join(known) or "…")
        return tuple(values)

    def number(self, key: str, least: int, most: int, default: int) -> int:
        """Return a whole number."""
        value = int(self.value(key, int, f"{least}-{most}", default))
        if not least <= value <= most:
            self.at(key).wrong(value, f"{least}-{most}")
        return value

    def many(self, key: str, least: int = 0) -> Iterator[Key]:
        """Give each mapping of a list."""
        values = self.value(key, list, "[{…}]", None if least else [])
        if len(values) < least:
            raise UsageError("draft.template_missing", path=self.path, at=self.at(key).key)
        for number, value in enumerate(values):
            yield Key(self.path, value, self.at(f"{key}[{number}]").key)

    def raw(self, key: str) -> Any:
        """Return a value of any type, None where there is none."""
        return self._values.get(key)
