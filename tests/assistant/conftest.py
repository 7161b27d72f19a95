"""What the tests of the assistant share: a server, a browser, and a language model that follows a script.

The model stands behind a real HTTP server that speaks OpenAI's protocol, with its faults.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from corpus.llm import LlmSettings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
Script = Callable[[dict[str, Any]], str]
"""What the model says to a request."""
PASSAGE = re.compile(r'<(?:extrait|passage) n="(\d+)"[^>]*>\n(.*?)\n</', re.DOTALL)


class ScriptedModel(ThreadingHTTPServer):
    """Streams what `script` says, a few letters at a time; `fault` spoils it, `pause` is waited between two pieces."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: Script = copy_of_each
        self.fault = ""
        self.pause = 0.0
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.connections = 0
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def settings(self, **changes: Any) -> LlmSettings:
        return LlmSettings(**{"base_url": self.url, "model": "modele-d-essai", **changes})

    def get_request(self) -> tuple[socket.socket, Any]:
        self.connections += 1
        return super().get_request()

    def handle_error(self, *_: object) -> None:
        """Keep the tests' output clean: a client that leaves is expected."""

    def asked(self) -> str:
        """Return all that the last request said."""
        return "\n".join(str(message["content"]) for message in self.requests[-1]["messages"])


class Handler(BaseHTTPRequestHandler):
    server: ScriptedModel
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        self.server.keys.append(self.headers["Authorization"])
        fault = self.server.fault
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if fault.isdigit():
                self.refuse(int(fault))
            elif fault == "context":
                self.refuse(400, code="context_length_exceeded", message="This model's maximum context length is 8")
            elif fault == "silent":
                time.sleep(30)
            elif fault == "drips_headers":
                for letter in "HTTP/1.1 200 OK\r\nX-Slow: " + "a" * 1000:
                    self.send(letter.encode())
                    time.sleep(0.05)
            elif fault == "html":
                self.whole(b"<html><body>It works!</body></html>", "text/html")
            elif fault == "bytes":
                self.whole(b"\xff\xfe\x00garbage\xc3\x28\n\n" * 20, "text/event-stream")
            elif fault == "json":
                self.whole(b"data: {not json]\n\ndata: [1, 2]\n\n", "text/event-stream")
            elif fault == "odd":
                self.whole(b'data: {"choices": [{"delta": {"content": 7}, "index": "x"}]}\n\n', "text/event-stream")
            else:
                self.stream(fault, request)
        self.close_connection = True
        self.server.ended.set()

    def refuse(self, status: int, **error: str) -> None:
        told = {"error": {"message": f"key {self.headers['Authorization']} refused", "type": "x"} | error}
        self.whole(json.dumps(told).encode(), "application/json", status)

    def whole(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, fault: str, request: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.piece({"role": "assistant", "content": ""})
        text = "" if fault == "empty" else self.server.script(request)
        if fault == "drips":
            for letter in self.event({"content": text}):
                self.send(bytes([letter]))
                time.sleep(0.05)
        while True:
            for start in range(0, len(text), 7):
                self.piece({"content": text[start : start + 7]})
                time.sleep(self.server.pause)
                if fault in {"cut", "reset"} and start > len(text) // 2:
                    if fault == "reset":
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                        self.connection.close()
                    return
            if fault == "stalls":
                time.sleep(30)
            if fault != "endless":
                break
        self.piece({}, finish_reason="stop")
        self.send(b"data: [DONE]\n\n")

    def piece(self, delta: dict[str, Any], **more: Any) -> None:
        self.send(self.event(delta, **more))

    def event(self, delta: dict[str, Any], **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": None} | more
        told = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "modele-d-essai"}
        return b"data: " + json.dumps(told | {"choices": [choice]}).encode() + b"\n\n"

    def send(self, content: bytes) -> None:
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


def passages_in(request: dict[str, Any]) -> list[tuple[int, str]]:
    """Return the numbered passages that a request shows."""
    said = "\n".join(str(message["content"]) for message in request["messages"])
    return [(int(n), text) for n, text in PASSAGE.findall(said)]


def copy_of_each(request: dict[str, Any]) -> str:
    """Say what an honest model says: a sentence of each of the first passages, with its number."""
    said = []
    for n, text in passages_in(request)[:3]:
        sentences = [one.strip() for one in re.split(r"(?<=[.!?])\s|\n", text)]
        best = next((one for one in sentences if one.endswith(".") and 6 <= len(one.split()) <= 30), "")
        if best:
            said.append(f"{best.removesuffix('.')} [{n}].")
    return " ".join(said)


@pytest.fixture
def model_server() -> Iterator[ScriptedModel]:
    """Give a scripted language model that listens."""
    with ScriptedModel() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield made
        made.shutdown()


Serving = Callable[["FastAPI"], AbstractContextManager[str]]
"""What serves an application, and gives its address."""


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Return what serves an application over a real socket, in a thread of this process."""
    return _served


@contextlib.contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.05)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser, to a module: while it is open, its thread can run no other event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
