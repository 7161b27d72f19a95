"""The language model: messages → pieces of text as they come, from a server that speaks OpenAI's protocol.

The only file that knows LlamaIndex's LLM classes. Their retries and the SDK's are set to none: the policy is ours
(one connection per call, three deadlines, a circuit breaker), and each failure is one `ModelError`.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from assistant.breaker import Breaker
from corpus.errors import ModelError
from corpus.llm import LlmSettings

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

LIBRARY = "llama_index.llms.openai_like"
NO_KEY = "none"
"""What is sent where the server asks for no key: the SDK refuses to send nothing."""
LEAVE = 1.0
"""Seconds that a connection has to end once its answer is no longer wanted."""
_TEMPORARY = frozenset({"down", "slow", "late", "busy", "failed", "cut"})
"""What another question, right after, would meet too."""
_BY_STATUS = {401: "key", 403: "key", 404: "unknown", 408: "slow", 413: "context", 429: "busy"}


Heard = queue.SimpleQueue["str | ModelError | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user"]
    text: str


class LanguageModel:
    """A model on a server, as the settings name it; holds nothing open between two answers."""

    def __init__(self, settings: LlmSettings, breaker: Breaker | None = None) -> None:
        self.settings = settings
        self.name = settings.model
        self._breaker = breaker or Breaker()

    def load(self) -> None:
        """Import the library now, which takes seconds, rather than at the first question."""
        import llama_index.llms.openai_like  # noqa: F401

    def stream(self, messages: Sequence[Message], most_tokens: int) -> Generator[str, None, None]:
        """Give the pieces of an answer as they come; closing the iterator ends the connection.

        Raises:
            ModelError: there is no answer, or no more of one: its code says why.
        """
        if not self._breaker.lets_through():
            raise self._error("paused")
        try:
            self.make_ready()
            yield from self._pieces(messages, most_tokens)
        except ModelError as error:
            if error.code in _TEMPORARY:
                self._breaker.failed()
            else:
                self._breaker.succeeded()
            raise
        except GeneratorExit:
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()

    def make_ready(self) -> None:
        """Load the library, unless a server of this machine is not even there: loading takes seconds.

        Raises:
            ModelError: nothing listens at the server's address.
        """
        if LIBRARY not in sys.modules:
            if self.settings.is_local:
                self._knock()
            self.load()

    def _knock(self) -> None:
        parts = urlsplit(self.settings.base_url)
        address = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        try:
            socket.create_connection(address, timeout=self.settings.connect_seconds).close()
        except OSError as error:
            raise self._error("down") from error

    def _pieces(self, messages: Sequence[Message], most_tokens: int) -> Iterator[str]:
        """Give what one task in a thread of its own hears: it alone holds the connection, and a deadline ends it."""
        heard: Heard = queue.SimpleQueue()
        loop = asyncio.new_event_loop()
        task = loop.create_task(self._listen(messages, most_tokens, heard))

        def work() -> None:
            try:
                with contextlib.suppress(asyncio.CancelledError):
                    loop.run_until_complete(task)
                loop.run_until_complete(loop.shutdown_asyncgens())
            finally:
                loop.close()
                heard.put(None)

        thread = threading.Thread(target=work, name="repere-llm", daemon=True)
        thread.start()
        try:
            while isinstance(piece := heard.get(), str):
                yield piece
            if piece is not None:
                raise piece
        finally:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                loop.call_soon_threadsafe(task.cancel)
            thread.join(LEAVE)

    async def _listen(self, messages: Sequence[Message], most_tokens: int, heard: Heard) -> None:
        """Put the pieces of an answer in a queue, then what went wrong."""
        try:
            async with asyncio.timeout(self.settings.total_seconds):
                trouble = await self._converse(messages, most_tokens, heard)
        except TimeoutError:
            trouble = self._error("late")
        except Exception as error:  # whatever a server sends, the answer without a model follows
            trouble = self._error(_code_of(error), status=getattr(error, "status_code", "?"))
        heard.put(trouble)

    async def _converse(self, messages: Sequence[Message], most_tokens: int, heard: Heard) -> ModelError | None:
        import httpx
        from llama_index.core.llms import ChatMessage

        settings = self.settings
        timeout = httpx.Timeout(settings.idle_seconds, connect=settings.connect_seconds)
        chat = [ChatMessage(role=message.role, content=message.text) for message in messages]
        said, ended = False, False
        async with self._client() as client:
            async for response in await self._llm(client, most_tokens).astream_chat(chat, timeout=timeout):
                if response.delta:
                    said = True
                    heard.put(response.delta)
                ended = ended or _is_last(response.raw)
        if ended:
            return None if said else self._error("empty")
        return self._error("cut" if said else "garbage")

    def _client(self) -> Any:
        """Return a client for one call: it follows no redirection, and asks no proxy for this machine."""
        import httpx

        return httpx.AsyncClient(
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            trust_env=not self.settings.is_local,
            follow_redirects=False,
        )

    def _llm(self, client: Any, most_tokens: int) -> OpenAILike:
        from llama_index.llms.openai_like import OpenAILike

        settings = self.settings
        return OpenAILike(
            model=settings.model,
            api_base=settings.base_url,
            api_key=settings.api_key or NO_KEY,
            is_chat_model=True,
            context_window=settings.context,
            max_tokens=most_tokens,
            temperature=settings.temperature,
            max_retries=0,
            timeout=settings.total_seconds,
            reuse_client=False,
            async_http_client=client,
        )

    def _error(self, code: str, **values: object) -> ModelError:
        settings = self.settings
        parts = urlsplit(settings.base_url)
        named: dict[str, object] = {
            "url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}",
            "model": settings.model,
            "idle": f"{settings.idle_seconds:g}",
            "total": f"{settings.total_seconds:g}",
            "context": settings.context,
        }
        return ModelError(f"llm.{code}", **named, **({"status": "?"} | values))


def model_of(settings: LlmSettings) -> LanguageModel | None:
    """Return the language model that the settings name, or None: the default."""
    return LanguageModel(settings) if settings.is_set else None


def _is_last(raw: object) -> bool:
    """Tell whether a piece of a stream says that the answer is complete, or as long as it may be."""
    choices = getattr(raw, "choices", None) or ()
    return any(getattr(choice, "finish_reason", None) for choice in choices)


def _code_of(error: Exception) -> str:
    """Return what went wrong in a word, from what the SDK or the connection raised."""
    import httpx
    import openai

    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        if _says_too_long(error):
            return "context"
        return _BY_STATUS.get(status) or ("failed" if status >= 500 else "refused")
    causes = list(_causes(error))
    if any(isinstance(cause, (httpx.ConnectError, httpx.ConnectTimeout)) for cause in causes):
        return "down"
    if any(isinstance(cause, (httpx.TimeoutException, openai.APITimeoutError)) for cause in causes):
        return "slow"
    if any(isinstance(cause, httpx.DecodingError) for cause in causes):
        return "garbage"
    if any(isinstance(cause, httpx.TransportError) for cause in causes):
        return "cut"
    if isinstance(error, openai.APIError):  # told inside the stream
        return "context" if _says_too_long(error) else "failed"
    return "garbage"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _says_too_long(error: Exception) -> bool:
    said = f"{getattr(error, 'code', '')} {getattr(error, 'message', '')}".lower()
    return "context" in said and any(word in said for word in ("exceed", "length", "long"))
