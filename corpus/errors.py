"""The one exception tree.

RepereError                 anything a user is told about; carries a wording key and its values
├── UsageError              an option, an argument or a setting is wrong                  (exit 2)
├── StoreError              the home folder, catalogue or index cannot be used            (exit 3)
│   └── OwnedError          another process holds the home folder                         (exit 3)
├── ModelError              the language model gave no answer that can be shown           (exit 3)
└── FileError               one file could not be read; the others go on                  (exit 1)

A message is a key of `assistant/wording/*.toml` with the values it names, so that one place holds
every sentence a user reads, in French and in English.
"""

from __future__ import annotations

from typing import Literal, TypedDict, get_args

FileErrorCode = Literal[
    "empty",
    "password",
    "scanned",
    "mismatch",
    "unsupported",
    "not_text",
    "truncated",
    "malformed",
    "limit",
    "time",
    "memory",
    "missing",
    "permission",
]
FILE_ERROR_CODES: tuple[FileErrorCode, ...] = get_args(FileErrorCode)


class Worded(TypedDict):
    """A value that is a phrase of the wording itself, by its key; as JSON carries it from one process to another."""

    key: str
    values: dict[str, object]


class RepereError(Exception):
    """A failure that a user is told about in one sentence: what, where, and what to do."""

    exit_code = 3

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key}({details})"


class UsageError(RepereError):
    """Occurs when an option, an argument or a setting has a value that cannot be used."""

    exit_code = 2


class StoreError(RepereError):
    """Occurs when the home folder, the catalogue or the index cannot be opened or written."""

    exit_code = 3


class OwnedError(StoreError):
    """Occurs when another process holds the home folder and cannot be asked to do the work."""


class ModelError(RepereError):
    """Occurs when the language model's server gives no answer that can be shown; one without a model is given instead.

    Nothing that the server said is in the values: it may repeat a key or a question.
    """

    exit_code = 3

    @property
    def code(self) -> str:
        """What went wrong, in a word: the last part of its key."""
        return self.key.rpartition(".")[2]


class FileError(RepereError):
    """Occurs when one file cannot be read; `code` is one of the interface's failure codes."""

    exit_code = 1

    def __init__(
        self, code: FileErrorCode, key: str | None = None, *, page: int | None = None, **values: object
    ) -> None:
        super().__init__(key or f"file.{code}", **values)
        self.code: FileErrorCode = code
        self.page = page

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a reading process."""
        return _file_error, (self.code, self.key, self.page, self.values)


def _file_error(code: FileErrorCode, key: str, page: int | None, values: dict[str, object]) -> FileError:
    return FileError(code, key, page=page, **values)
