"""Why the system, the database or a parser said no, in our words: theirs are English, whatever language is spoken."""

from __future__ import annotations

import errno
import json
import re
import socket
import sqlite3
import tomllib
from urllib.error import URLError

from corpus.errors import Worded

_SYSTEM = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.ENOENT: "missing",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "not_folder",
    errno.EEXIST: "exists",
    errno.EIO: "device",
    errno.ENAMETOOLONG: "long_name",
    errno.EMFILE: "too_many",
    errno.ENFILE: "too_many",
    errno.ENOMEM: "memory",
    errno.ECONNREFUSED: "unreached",
    errno.ECONNRESET: "unreached",
    errno.EHOSTUNREACH: "unreached",
    errno.ENETUNREACH: "unreached",
    errno.ETIMEDOUT: "slow",
    errno.EADDRNOTAVAIL: "address",
}
_SQLITE = {
    sqlite3.SQLITE_PERM: "denied",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "device",
    sqlite3.SQLITE_CANTOPEN: "not_opened",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_NOMEM: "memory",
}
# Chroma's engine is in Rust: the codes of the system and of SQLite are only in its message.
_RUST_SYSTEM = re.compile(r"\(os error (\d+)\)")
_RUST_SQLITE = re.compile(r"\(code: (\d+)\)")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def cause_of(error: BaseException) -> Worded:
    """Return what a person is told of the cause of an error that is not ours, as a phrase that ends a sentence."""
    match error:
        case socket.gaierror():
            return _cause("address")
        case URLError(reason=OSError() as reason):  # has no code of its own
            return cause_of(reason)
        case TimeoutError():
            return _cause("slow")
        case OSError(errno=int(code)):
            return _of_system(code)
        case ConnectionError():
            return _cause("unreached")
        case sqlite3.Error(sqlite_errorcode=int(code)):
            return _of_sqlite(code)
        case UnicodeDecodeError():
            return _cause("not_utf8")
        case json.JSONDecodeError():
            return _cause("not_json", line=error.lineno, column=error.colno)
        case tomllib.TOMLDecodeError():
            place = _TOML_PLACE.search(str(error))
            return _cause("not_toml", line=place[1], column=place[2]) if place else _cause("toml_end")
    if found := _RUST_SYSTEM.search(str(error)):
        return _of_system(int(found[1]))
    if found := _RUST_SQLITE.search(str(error)):
        return _of_sqlite(int(found[1]))
    return _cause("other", name=type(error).__name__)


def _of_system(code: int) -> Worded:
    return _cause(_SYSTEM[code]) if code in _SYSTEM else _cause("code", code=code)


def _of_sqlite(code: int) -> Worded:
    primary = code & 0xFF  # the rest says more than a person needs: https://www.sqlite.org/rescode.html
    return _cause(_SQLITE[primary]) if primary in _SQLITE else _cause("sqlite", code=code)


def _cause(phrase: str, /, **values: object) -> Worded:
    return Worded(key=f"cause.{phrase}", values=values)
