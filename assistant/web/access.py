"""Who may change things: whoever sits at this machine, and elsewhere the manager, by a password and a session.

A server that other machines can reach, or that a proxy stands before, asks everyone for the password. One that only
this machine can reach asks nobody, unless a request shows that a proxy passed it on.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import Response

from assistant.password import is_password, kept_hash
from assistant.web.asked import root_path
from assistant.web.denied import LockedError, ManagerOnlyError
from assistant.web.pace import caller

COOKIE = "repere_session"
LASTS = 8 * 3600
"""Seconds after which a session that nobody uses ends."""
MOST_SESSIONS = 50
TRIES = RateLimitItemPerMinute(5, 15)
"""Wrong passwords from one address after which it has to wait."""
TRIES_OF_ALL = RateLimitItemPerMinute(30, 15)
"""Wrong passwords from everywhere after which all have to wait: guessing from many addresses stays hopeless too."""
PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers that tell of a proxy."""


@dataclass(slots=True, kw_only=True)
class Session:
    """A manager's session: it ends at a time, and with the password that opened it."""

    ends: float
    password: str


class Access:
    """The door between reading and changing."""

    def __init__(self, home: Path, *, exposed: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.exposed = exposed
        self._home = home
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._sessions: dict[str, Session] = {}
        self._tries = MovingWindowRateLimiter(MemoryStorage())

    def has_password(self) -> bool:
        """Tell whether a manager's password was set."""
        return kept_hash(self._home) is not None

    def is_local(self, request: Request) -> bool:
        """Tell whether a request comes from this machine, and from nobody behind it."""
        return not self.exposed and not any(name in request.headers for name in PASSED_ON)

    def is_manager(self, request: Request) -> bool:
        """Tell whether a request may change things."""
        return self.is_local(request) or self._session(request) is not None

    def is_logged_in(self, request: Request) -> bool:
        """Tell whether a request has a session, which can be ended."""
        return self._session(request) is not None

    def check_manager(self, request: Request) -> None:
        """Let only the manager through.

        Raises:
            ManagerOnlyError: somebody else asks.
        """
        if not self.is_manager(request):
            raise ManagerOnlyError("web.manager_only")

    def check_change(self, request: Request, token: object) -> None:
        """Let only a form of a page that we made for the manager through.

        Raises:
            ManagerOnlyError: somebody else asks, or the form is not ours or is too old.
        """
        self.check_manager(request)
        self.check_token(request, token)

    def check_token(self, request: Request, token: object) -> None:
        """Let only a form of a page of ours through.

        Raises:
            ManagerOnlyError: it is not, or the server or the session is another by now.
        """
        given = token.encode("utf-8") if isinstance(token, str) else b""
        if not hmac.compare_digest(given, self.token(request).encode()):
            raise ManagerOnlyError("web.form_old")

    def token(self, request: Request) -> str:
        """Return what a form carries, so that no other site's page can make a browser send it."""
        session = request.cookies.get(COOKIE, "") if self._session(request) else ""
        return hmac.new(self._key, session.encode("utf-8"), hashlib.sha256).hexdigest()

    def log_in(self, request: Request, password: str) -> str:
        """Return the cookie of a new session.

        Raises:
            LockedError: too many wrong passwords were given already.
            ManagerOnlyError: the password is wrong, or there is none.
        """
        own, everyone = f"one/{caller(request.scope)}", "all"
        kept = kept_hash(self._home)
        if kept is None:
            raise ManagerOnlyError("web.no_password")
        # a try counts before it is judged: many at once would else all be judged
        if not (self._tries.hit(TRIES, own) and self._tries.hit(TRIES_OF_ALL, everyone)):
            raise LockedError("web.locked")
        if not is_password(self._home, password):
            raise ManagerOnlyError("web.password_wrong")
        self._tries.clear(TRIES, own)
        self._tidy()
        cookie = secrets.token_urlsafe(32)
        self._sessions[_name(cookie)] = Session(ends=self._clock() + LASTS, password=kept)
        return cookie

    def log_out(self, request: Request) -> None:
        """End a request's session."""
        self._sessions.pop(_name(request.cookies.get(COOKIE, "")), None)

    def _session(self, request: Request) -> Session | None:
        """Return the session of a request that still holds, and let it last longer."""
        name = _name(request.cookies.get(COOKIE, ""))
        session = self._sessions.get(name)
        if session is None:
            return None
        if session.ends < self._clock() or session.password != kept_hash(self._home):
            self._sessions.pop(name, None)
            return None
        session.ends = self._clock() + LASTS
        return session

    def _tidy(self) -> None:
        """Forget the sessions that ended, and the oldest where there are too many."""
        now = self._clock()
        ended = [name for name, session in list(self._sessions.items()) if session.ends < now]
        oldest = sorted(self._sessions, key=lambda name: self._sessions[name].ends)[: -MOST_SESSIONS + 1]
        for name in {*ended, *oldest}:
            self._sessions.pop(name, None)


def set_cookie(response: Response, request: Request, cookie: str) -> None:
    """Give a browser its session; behind https, never over anything else."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=LASTS,
        path=root_path(request) or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def drop_cookie(response: Response, request: Request) -> None:
    """Take a session's cookie back from a browser."""
    response.delete_cookie(COOKIE, path=root_path(request) or "/", httponly=True, samesite="strict")


def _name(cookie: str) -> str:
    """Return what a session is kept by: not the cookie itself."""
    return hashlib.sha256(cookie.encode("utf-8")).hexdigest()
