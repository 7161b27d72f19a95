"""What the page where one asks does with what a person does: ask, ask anew without a filter, judge, begin again.

The conversation lives in the page that the browser opened: in memory while it is open, and in the browser itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from assistant.options import filters_of, question_of
from assistant.restrictions import Restriction, lifted, without
from assistant.service import LocalService
from assistant.understand import Turn, standalone
from assistant.web.downloads import Downloads
from assistant.web.exchange import Exchange, exchange_of, restored
from assistant.web.exchange_html import exchange_html, message_html, one_line, sources_html
from assistant.web.gate import Gate
from assistant.web.problems import note
from assistant.web.templating import render
from assistant.wording import explain, say
from corpus.dates import year_span
from corpus.errors import RepereError
from index.model import Filters, Language

MOST_EXCHANGES = 30
"""Exchanges that a conversation keeps; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What becomes of the page. None leaves a part as it is.

    `latest` is the answer that the tools below the conversation are about; None takes them away.
    """

    talk: str
    sources: str | None = None
    past: tuple[Exchange, ...] | None = None
    latest: Exchange | None = None
    box: str | None = None
    filters: Filters | None = None


class Chat:
    """The page's answers to what a person does, in one language."""

    def __init__(
        self, service: LocalService, gate: Gate, language: Language, root: str, downloads: Downloads | None = None
    ) -> None:
        self._service = service
        self._gate = gate
        self._language = language
        self._root = root
        self._downloads = downloads or Downloads()

    def intro(self) -> str:
        """Return what a first visit reads: what it does, what it reads now, its limits."""
        held = self._service.collection.catalogue.held()
        spans = [span for one in held if (span := year_span(one.document.date))]
        return one_line(render("intro.html", self._language, reads=self._reads(len(held), spans)))

    def _reads(self, count: int, spans: list[tuple[int, int]]) -> str:
        """Return the sentence on the collection: how many documents, and of which years."""
        if not count:
            return ""
        documents = self._say("documents_one") if count == 1 else self._say("documents_many", count=count)
        if not spans:
            return self._say("first_reads_undated", documents=documents)
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        years = {"year": first} if first == last else {"first": first, "last": last}
        period = self._say("first_year" if first == last else "first_period", **years)
        return self._say("first_reads", documents=documents, period=period)

    def begin_again(self) -> View:
        """Show the first run again, and forget the conversation."""
        return View(talk="", sources="", past=(), box="", filters=Filters())

    def resume(self, stored: Any) -> View:
        """Show the conversation that the browser kept."""
        past = restored(stored)[-MOST_EXCHANGES:]
        return self._answered(past) if past else View(talk="", past=())

    async def ask(
        self,
        question: str,
        level: str,
        chosen: Mapping[str, Any] | Filters,
        past: Sequence[Exchange],
        removed: tuple[Restriction, ...] = (),
    ) -> AsyncIterator[View]:
        """Show a question at once, then its answer: the conversation, the sources, and what comes with them.

        `chosen` are the filters that a person set, `removed` what was understood in the question and is not to be.
        """
        before = self._drawn(past)
        try:
            asked = question_of(question)
            filters = chosen if isinstance(chosen, Filters) else filters_of(**chosen)
            yield View(talk=before + message_html(asked, self._say("searching"), self._language), box="")
            turns = [turn for one in past for turn in one.turns]
            understood = without(standalone(asked, turns), removed)
            before_it: Sequence[Turn] = () if removed else turns
            work = partial(self._service.reply, understood if removed else asked, level, before_it, filters, None)
            reply = await self._gate.run(work)
        except RepereError as error:
            if error.key == "usage.question_empty":
                latest = past[-1] if past else None
                yield self._answered(past) if latest else View(talk=before)
            else:
                yield self._failed(before, question, explain(self._language, error))
            return
        except Exception as error:  # the last door: a person reads a sentence, a maintainer the log
            note("ask", error)
            yield self._failed(before, question, self._say("unexpected"))
            return
        exchange = exchange_of(
            asked, understood, reply, level=level, around=self._language, filters=filters, removed=removed
        )
        yield self._answered([*past, exchange][-MOST_EXCHANGES:], filters)

    async def ask_without(
        self, number: int, chosen: Mapping[str, Any], past: Sequence[Exchange]
    ) -> AsyncIterator[View]:
        """Ask the last question anew without one of the things that restrict it."""
        *earlier, last = past
        one = last.restrictions[number]
        filters, removed = filters_of(**chosen), last.removed
        if one.chosen:
            filters = lifted(filters, one)
        else:
            removed = (*removed, one)
        async for view in self.ask(last.question, last.level, filters, earlier, removed):
            yield view

    async def ask_for_more(self, chosen: Mapping[str, Any], past: Sequence[Exchange]) -> AsyncIterator[View]:
        """Ask the last question anew, for a detailed answer."""
        *earlier, last = past
        async for view in self.ask(last.question, "detaille", chosen, earlier, last.removed):
            yield view

    async def judge(self, verdict: str, comment: str, past: Sequence[Exchange]) -> str:
        """Keep what a person thinks of the last answer, and return what they are told."""
        *earlier, last = past
        history = [{"role": turn.role, "content": turn.content} for one in earlier for turn in one.turns]
        try:
            await self._gate.run(partial(self._service.feedback, last.question, verdict, comment, history))
        except RepereError as error:
            return explain(self._language, error)
        return say(self._language, "chat.opinion_kept")

    def files(self, past: Sequence[Exchange]) -> str:
        """Return the links by which a conversation is downloaded."""
        key = self._downloads.offer(past)
        return one_line(render("files.html", self._language, address=f"{self._root}/conversation/{key}"))

    def _answered(self, past: Sequence[Exchange], filters: Filters | None = None) -> View:
        *earlier, last = past
        return View(
            talk=self._drawn(earlier) + exchange_html(last, self._root, settled=False),
            sources=sources_html(last, self._language, self._root),
            past=tuple(past),
            latest=last,
            filters=filters,
        )

    def _drawn(self, past: Sequence[Exchange]) -> str:
        return "".join(exchange_html(one, self._root, settled=True) for one in past)

    def _failed(self, before: str, question: str, reason: str) -> View:
        """Return a page that says why there is no answer, with the question back in its box."""
        text = self._say("error", text=reason)
        return View(talk=before + message_html(question, text, self._language, failed=True), sources="", box=question)

    def _say(self, key: str, **values: object) -> str:
        return say(self._language, f"web.{key}", **values)
