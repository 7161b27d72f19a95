"""The server: one process, on this machine only unless a manager's password is set, until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

from assistant.password import kept_hash
from assistant.service import LocalService
from corpus.causes import cause_of
from corpus.errors import UsageError
from corpus.settings import PER_MINUTE
from index.model import Language

PATIENCE = 2
"""Seconds that open connections have to end when the server stops."""
KEPT_OPEN = 30
"""Seconds that an idle connection stays open: somebody told that the server is busy tries again after a few seconds,
and uvicorn's own 5 would close the connection just as the request leaves."""
HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where this machine reaches a server that listens everywhere."""


def serve(
    service: LocalService,
    *,
    host: str,
    port: int,
    root_path: str | None = None,
    language: Language = "fr",
    secret: str | None = None,
    names: Sequence[str] = (),
    per_minute: int = PER_MINUTE,
    remembers: bool = True,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page and the interface until the process is told to stop; `ready` is told the address once it answers.

    `names` are those that the server is reached by, where that is not this machine's own: a proxy's, or the town's.

    Raises:
        UsageError: the host is reachable from other machines and nobody manages it, or the port cannot be had.
        StoreError: the index cannot be opened.
    """
    from assistant.web.guard import is_loopback

    if not is_loopback(host) and kept_hash(service.collection.home) is None:
        raise UsageError("usage.public_address", host=host)
    with contextlib.closing(_listen(host, port)) as listening:
        import uvicorn

        from assistant.web.app import create_app

        _ = service.collection.retriever  # loads the encoder and what is searched now, not at the first question
        root = f"/{root_path.strip('/')}" if root_path and root_path.strip("/") else ""
        hosts = [host, *names, *(_own_names() if not is_loopback(host) else ())]
        app = create_app(
            service,
            hosts=hosts,
            root=root,
            language=language,
            secret=secret,
            per_minute=per_minute,
            remembers=remembers,
        )
        taken = listening.getsockname()[1]
        reached = HERE.get(host, host)
        address = f"http://{f'[{reached}]' if ':' in reached else reached}:{taken}"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started:
                    ready(address)

        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEPT_OPEN,
            timeout_graceful_shutdown=PATIENCE,
        )
        with _stopping_quietly():
            Server(config).run(sockets=[listening])


def _own_names() -> set[str]:
    """Return the names that this machine gives itself."""
    return {name for name in (socket.gethostname(), socket.getfqdn()) if name}


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # a port that has just been left can be had again; elsewhere this would share it
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host.strip("[]"), port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise UsageError("usage.port_taken", port=port) from error
        raise UsageError("web.address_unusable", host=host, port=port, detail=cause_of(error)) from error
    return listening


@contextlib.contextmanager
def _stopping_quietly() -> Iterator[None]:
    """Make both ways of stopping a server, Ctrl-C and SIGTERM, end it without a trace."""
    here = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if here else None
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        if here:
            signal.signal(signal.SIGTERM, before)
