"""The log: one JSON object a line, on stderr or in a file of a bounded size, without a word of a question.

An event says what happened in its message, and the rest in `extra={"fields": {…}}`. A field of `PRIVATE`, and the trace
of an error, which may hold a question too, are written only where the settings say so.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from corpus.causes import cause_of
from corpus.errors import UsageError
from corpus.settings import STDERR, Settings

PACKAGES = ("corpus", "index", "assistant", "evals")
PRIVATE = frozenset({"question"})
MOST_BYTES, MOST_FILES = 5_000_000, 3
"""Of one file, and how many older ones stay beside it."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; `private` lets a question in."""

    def __init__(self, *, private: bool) -> None:
        super().__init__()
        self._private = private

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        fields = dict(getattr(record, "fields", {}))
        if not self._private:
            fields = {name: value for name, value in fields.items() if name not in PRIVATE}
        elif record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "where": record.name, "event": record.getMessage()}
        return json.dumps(line | fields, ensure_ascii=False, default=str)


def start_log(settings: Settings, home: Path) -> None:
    """Send what our packages log where the settings say; what was set up before is replaced.

    Raises:
        UsageError: the file cannot be written.
    """
    handler = _handler(settings.log_to, home)
    handler.setFormatter(JsonLines(private=settings.log_questions))
    handler.setLevel(logging.DEBUG if settings.log_questions else settings.log_level.upper())
    for package in PACKAGES:
        logger = logging.getLogger(package)
        for before in [one for one in logger.handlers if isinstance(one.formatter, JsonLines)]:
            logger.removeHandler(before)
            before.close()
        logger.addHandler(handler)
        logger.setLevel(handler.level)


def _handler(log_to: str, home: Path) -> logging.Handler:
    if log_to == STDERR:
        return logging.StreamHandler(sys.stderr)
    path = home / Path(log_to).expanduser()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        return RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=MOST_FILES, encoding="utf-8")
    except OSError as error:
        raise UsageError("usage.unwritable", path=str(path), detail=cause_of(error)) from error
