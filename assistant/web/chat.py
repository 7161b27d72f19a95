"""The page where one asks: a conversation, the sources of its last answer beside it, and a first run that explains.

The conversation lives in the session that the browser opened, in memory, and goes with it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.model import Reply
from assistant.options import MOST_QUESTION, question_of
from assistant.render import reply_text
from assistant.service import LocalService
from assistant.understand import Turn, standalone
from assistant.web.exchange_html import exchange_html, message_html, one_line, sources_html
from assistant.web.gate import Gate
from assistant.web.problems import note
from assistant.web.templating import render
from assistant.wording import explain, say
from corpus.dates import year_span
from corpus.errors import RepereError
from index.model import Filters, Language

if TYPE_CHECKING:
    import gradio as gr

SUGGESTIONS = 3
MOST_EXCHANGES = 30
"""Exchanges that a conversation keeps; the oldest go first."""
READERS = ("official", "coordination", "municipal", "maintenance")
"""Who comes; for each, `wording` has a name and an example of a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question that was answered, as the conversation shows and remembers it."""

    question: str
    text: str
    html: str


class Chat:
    """The page's answers to what a person does, in one language."""

    def __init__(self, service: LocalService, gate: Gate, language: Language, root: str) -> None:
        self._service = service
        self._gate = gate
        self._language = language
        self._root = root

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

    def begin_again(self) -> tuple[Any, ...]:
        """Show the first run again, and forget the conversation."""
        return self._shown("", sources="", past=[], box="")

    async def ask(self, question: str, level: str, past: list[Exchange]) -> AsyncIterator[tuple[Any, ...]]:
        """Show a question at once, then its answer: the conversation, the sources, and what comes with them."""
        before = "".join(one.html for one in past)
        try:
            asked = question_of(question)
            yield self._shown(before + message_html(asked, self._say("searching"), self._language), box="")
            turns = [turn for one in past for turn in _turns(one)]
            reply = await self._gate.run(partial(self._reply, asked, level, turns))
        except RepereError as error:
            if error.key == "usage.question_empty":
                yield self._shown(before)
            else:
                yield self._failed(before, question, explain(self._language, error))
            return
        except Exception as error:  # the last door: a person reads a sentence, a maintainer the log
            note("ask", error)
            yield self._failed(before, question, self._say("unexpected"))
            return
        spoken = reply.question.language  # one is answered in the language one asks in
        drawn = partial(exchange_html, asked, standalone(asked, turns), reply, spoken, self._root)
        exchange = Exchange(question=asked, text=reply_text(reply, spoken), html=drawn(settled=True))
        yield self._shown(
            before + drawn(settled=False),
            sources=sources_html(reply, self._language, self._root),
            suggestions=reply.suggestions,
            past=[*past, exchange][-MOST_EXCHANGES:],
        )

    def _reply(self, question: str, level: str, turns: list[Turn]) -> Reply:
        return self._service.reply(question, level, turns, Filters(), None)

    def _failed(self, before: str, question: str, reason: str) -> tuple[Any, ...]:
        """Return a page that says why there is no answer, with the question back in its box."""
        text = self._say("error", text=reason)
        talk = before + message_html(question, text, self._language, failed=True)
        return self._shown(talk, sources="", box=question)

    def _shown(
        self,
        talk: str,
        *,
        sources: str | None = None,
        suggestions: tuple[str, ...] = (),
        past: list[Exchange] | None = None,
        box: str | None = None,
    ) -> tuple[Any, ...]:
        """Return what becomes of each of the page's outputs; None leaves one as it is."""
        import gradio as gr

        begun = bool(talk)
        offered = [*suggestions[:SUGGESTIONS], *[""] * SUGGESTIONS][:SUGGESTIONS]
        return (
            f'<div class="talk">{talk}</div>' if begun else "",
            gr.skip() if sources is None else sources,
            gr.skip() if sources is None else gr.Column(visible=bool(sources)),
            gr.Column(visible=not begun),
            gr.Button(visible=begun),
            gr.skip() if box is None else box,
            gr.skip() if past is None else past,
            gr.Column(visible=bool(suggestions)),
            *(gr.Button(text, visible=bool(text)) for text in offered),
        )

    def _say(self, key: str, **values: object) -> str:
        return say(self._language, f"web.{key}", **values)


def build_page(chat: Chat, language: Language) -> gr.Blocks:
    """Return the page as Gradio's blocks."""
    import gradio as gr

    def words(key: str) -> str:
        return say(language, f"web.{key}")

    plain = partial(gr.Markdown, latex_delimiters=[], container=False, buttons=[], line_breaks=False)
    page = gr.Blocks(title=words("title"), analytics_enabled=False, fill_width=True)
    with page:
        past = gr.State([])
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="left"):
                with gr.Column(elem_id="talk-column"):
                    with gr.Column(elem_id="first-run") as first_run:
                        intro = plain(chat.intro(), elem_id="intro")
                        with gr.Row(elem_id="readers"):
                            examples = [_reader(words(name), words(f"example_{name}"), plain) for name in READERS]
                    conversation = plain("", elem_id="conversation")
                    with gr.Column(elem_id="suggestions", visible=False) as suggested:
                        plain(words("follow_up"), elem_id="suggestions-title")
                        offers = [gr.Button("", visible=False, size="sm") for _ in range(SUGGESTIONS)]
                with gr.Column(elem_id="box"):
                    with gr.Row(elem_id="ask"):
                        question = gr.Textbox(
                            label=words("question_label"),
                            placeholder=words("question_placeholder"),
                            lines=1,
                            max_lines=5,
                            max_length=MOST_QUESTION,
                            autofocus=True,
                            container=False,
                            elem_id="question",
                        )
                        send = gr.Button(words("send"), variant="primary", elem_id="send")
                    with gr.Row(elem_id="choices"):
                        level = gr.Radio(
                            [(words("level_simple"), "simple"), (words("level_detailed"), "detaille")],
                            value="simple",
                            label=words("level"),
                            container=False,
                            elem_id="level",
                        )
                        clear = gr.Button(words("clear"), size="sm", visible=False, elem_id="clear")
            with gr.Column(elem_id="sources-column", visible=False) as sources_column:
                sources = plain("", elem_id="sources")

        outputs = [conversation, sources, sources_column, first_run, clear, question, past, suggested, *offers]
        quiet = partial(
            gr.on, outputs=outputs, show_progress="hidden", api_visibility="private", concurrency_limit=None
        )
        gr.on([page.load], chat.intro, outputs=[intro], show_progress="hidden", api_visibility="private")
        quiet([question.submit, send.click], chat.ask, inputs=[question, level, past])
        for button in [*examples, *offers]:
            quiet([button.click], chat.ask, inputs=[button, level, past])
        quiet([clear.click], chat.begin_again)
    page.queue(default_concurrency_limit=None)  # our gate lets in as many as it can, and tells the others
    return page


def _reader(name: str, example: str, plain: Any) -> gr.Button:
    import gradio as gr

    with gr.Column(elem_classes="reader", min_width=200):
        plain(name)
        return gr.Button(example, size="sm")


def _turns(exchange: Exchange) -> tuple[Turn, Turn]:
    return Turn(role="user", content=exchange.question), Turn(role="assistant", content=exchange.text)
