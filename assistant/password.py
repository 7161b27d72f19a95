"""The manager's password: kept in the home folder as an Argon2 hash, for its owner's eyes alone."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.errors import UsageError

FILE = "manager.hash"
LEAST_LENGTH = 12
"""Characters of a password: what keeps guessing hopeless beside a log-in that locks."""
MOST_LENGTH = 1000


def set_password(home: Path, password: str) -> None:
    """Set the manager's password; every open session ends with the one before.

    Raises:
        UsageError: it is too short, or too long.
    """
    from argon2 import PasswordHasher

    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise UsageError("usage.password_length", least=LEAST_LENGTH, most=MOST_LENGTH)
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f"{FILE}.new"
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(PasswordHasher().hash(password))
    fresh.replace(home / FILE)


def kept_hash(home: Path) -> str | None:
    """Return the hash of the manager's password, or None where there is none."""
    try:
        return (home / FILE).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def is_password(home: Path, password: str) -> bool:
    """Tell whether a password is the manager's; it takes a tenth of a second or so."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    kept = kept_hash(home)
    try:
        return kept is not None and PasswordHasher().verify(kept, password[:MOST_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
