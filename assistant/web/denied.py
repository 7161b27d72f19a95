"""What a person or a program may not do here, or not now."""

from __future__ import annotations

from corpus.errors import RepereError


class ManagerOnlyError(RepereError):
    """Occurs when someone who is not the manager asks for what only the manager may do."""


class LockedError(RepereError):
    """Occurs when the log-in is locked after too many wrong passwords."""


class TooLargeError(RepereError):
    """Occurs when a body that came in pieces turns out larger than it may be."""
