"""The page where one asks, as Gradio's blocks: a conversation, its tools, the sources beside it, and the box."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.options import MOST_QUESTION
from assistant.restrictions import Restriction
from assistant.web.chat import Chat, View
from assistant.web.exchange import Exchange, kept
from assistant.wording import say
from corpus.glossary import regions
from corpus.model import KINDS
from index.model import Language

if TYPE_CHECKING:
    import gradio as gr

Past = tuple[Exchange, ...]

OFFERS = 4
"""Questions offered after an answer: readings of an acronym, or what else one could ask."""
CHIPS = 8
"""Restrictions of a question that are shown; there are seldom more than three."""
READERS = ("official", "coordination", "municipal", "maintenance")
"""Who comes; for each, `wording` has a name and an example of a question."""
STORAGE = "repere-conversation"
STORED_AS = "repere"
"""The key that Gradio hides what a browser keeps with: it hides nothing from whoever uses that browser."""


def build_page(chat: Chat, language: Language, *, remembers: bool = True) -> gr.Blocks:
    """Return the page as Gradio's blocks; where it `remembers`, the browser keeps the conversation."""
    import gradio as gr

    def words(key: str) -> str:
        return say(language, key)

    plain = partial(gr.Markdown, latex_delimiters=[], container=False, buttons=[], line_breaks=False)
    page = gr.Blocks(title=words("web.title"), analytics_enabled=False, fill_width=True)
    with page:
        past = gr.State(())
        verdict = gr.State("")
        stored = gr.BrowserState([], storage_key=STORAGE, secret=STORED_AS) if remembers else gr.State([])
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="left"):
                with gr.Column(elem_id="talk-column"):
                    with gr.Column(elem_id="first-run") as first_run:
                        intro = plain(chat.intro(), elem_id="intro")
                        with gr.Row(elem_id="readers"):
                            examples = [
                                _reader(words(f"web.{name}"), words(f"web.example_{name}"), plain) for name in READERS
                            ]
                    conversation = plain("", elem_id="conversation")
                    with gr.Column(elem_id="after", visible=False) as after:
                        with gr.Row(elem_id="scope", visible=False) as scope:
                            plain(words("chat.understood"), elem_id="scope-title")
                            chips = [gr.Button("", visible=False, size="sm") for _ in range(CHIPS)]
                        with gr.Row(elem_id="tools"):
                            more = gr.Button(words("chat.more"), size="sm", elem_id="more")
                            gr.Button(words("chat.copy"), size="sm", elem_id="copy-answer")
                            useful = gr.Button(words("chat.useful"), size="sm", elem_id="useful")
                            useless = gr.Button(words("chat.useless"), size="sm", elem_id="useless")
                        with gr.Column(elem_id="opinion", visible=False) as opinion:
                            plain(words("chat.opinion_terms"))
                            comment = gr.Textbox(label=words("chat.opinion_comment"), lines=2, max_length=MOST_QUESTION)
                            with gr.Row():
                                keep = gr.Button(words("chat.opinion_keep"), size="sm", variant="primary")
                                drop = gr.Button(words("chat.opinion_drop"), size="sm")
                        thanks = plain("", elem_id="thanks")
                        with gr.Column(elem_id="suggestions", visible=False) as suggested:
                            offers_title = plain("", elem_id="suggestions-title")
                            offers = [gr.Button("", visible=False, size="sm") for _ in range(OFFERS)]
                        with gr.Row(elem_id="keeping"):
                            files = plain("", elem_id="files")
                            clear = gr.Button(words("web.clear"), size="sm", elem_id="clear")
                            plain(words("chat.remembered" if remembers else "chat.forgotten"), elem_id="where-kept")
                with gr.Column(elem_id="box"):
                    with gr.Column(elem_id="filters"):
                        chosen_regions = gr.CheckboxGroup(
                            [region.name for region in regions()], label=words("chat.regions"), elem_classes="choice"
                        )
                        chosen_kinds = gr.CheckboxGroup(
                            [(words(f"kind.{kind}"), kind) for kind in KINDS],
                            label=words("chat.kinds"),
                            elem_classes="choice",
                        )
                        with gr.Row(elem_id="years"):
                            since = gr.Textbox(label=words("chat.since"), max_length=4, placeholder="2014")
                            until = gr.Textbox(label=words("chat.until"), max_length=4, placeholder="2018")
                    with gr.Row(elem_id="ask"):
                        question = gr.Textbox(
                            label=words("web.question_label"),
                            placeholder=words("web.question_placeholder"),
                            lines=1,
                            max_lines=5,
                            max_length=MOST_QUESTION,
                            autofocus=True,
                            container=False,
                            elem_id="question",
                        )
                        send = gr.Button(words("web.send"), variant="primary", elem_id="send")
                    with gr.Row(elem_id="choices"):
                        level = gr.Radio(
                            [(words("web.level_simple"), "simple"), (words("web.level_detailed"), "detaille")],
                            value="simple",
                            label=words("web.level"),
                            container=False,
                            elem_id="level",
                        )
                        gr.Button(words("chat.filters"), size="sm", elem_id="filters-toggle")
            with gr.Column(elem_id="sources-column", visible=False) as sources_column:
                sources = plain("", elem_id="sources")

        filters = [chosen_regions, chosen_kinds, since, until]
        outputs = [
            *(conversation, sources, sources_column, first_run, question, past, stored, *filters),
            *(after, scope, *chips, more, opinion, thanks, files, suggested, offers_title, *offers),
        ]

        def shown(view: View) -> tuple[Any, ...]:
            """Return what becomes of each output."""
            latest, there = view.latest, view.latest is not None
            restrictions = latest.restrictions[:CHIPS] if latest else ()
            said = [_chip(one, language) for one in restrictions] + [""] * (CHIPS - len(restrictions))
            offered = list((latest.choices or latest.suggestions)[:OFFERS]) if latest else []
            offered += [""] * (OFFERS - len(offered))
            same = gr.skip()
            return (
                f'<div class="talk">{view.talk}</div>' if view.talk else "",
                same if view.sources is None else view.sources,
                same if view.sources is None else gr.Column(visible=bool(view.sources)),
                gr.Column(visible=not view.talk),
                same if view.box is None else view.box,
                same if view.past is None else view.past,
                same if view.past is None or not remembers else kept(view.past),
                *_set_filters(view),
                gr.Column(visible=there),
                gr.Row(visible=bool(restrictions)),
                *(gr.Button(text, visible=bool(text)) for text in said),
                gr.Button(visible=latest is not None and latest.level == "simple" and latest.outcome != "abstention"),
                gr.Column(visible=False),
                "",
                chat.files(view.past) if latest and view.past else "",
                gr.Column(visible=bool(offered[0])),
                words("chat.readings" if latest and latest.choices else "web.follow_up"),
                *(gr.Button(text, visible=bool(text)) for text in offered),
            )

        async def asking(text: str, how: str, past: Past, *chosen: Any) -> AsyncIterator[tuple[Any, ...]]:
            async for view in chat.ask(text, how, _chosen(*chosen), past):
                yield shown(view)

        async def asking_more(past: Past, *chosen: Any) -> AsyncIterator[tuple[Any, ...]]:
            async for view in chat.ask_for_more(_chosen(*chosen), past):
                yield shown(view)

        def asking_without(number: int) -> Callable[..., AsyncIterator[tuple[Any, ...]]]:
            async def handle(past: Past, *chosen: Any) -> AsyncIterator[tuple[Any, ...]]:
                async for view in chat.ask_without(number, _chosen(*chosen), past):
                    yield shown(view)

            return handle

        quiet = partial(gr.on, show_progress="hidden", api_visibility="private", concurrency_limit=None)
        whole = partial(quiet, outputs=outputs)
        quiet([page.load], chat.intro, outputs=[intro])
        if remembers:
            whole([page.load], lambda value: shown(chat.resume(value)), inputs=[stored])
        whole([question.submit, send.click], asking, inputs=[question, level, past, *filters])
        for button in [*examples, *offers]:
            whole([button.click], asking, inputs=[button, level, past, *filters])
        for number, chip in enumerate(chips):
            whole([chip.click], asking_without(number), inputs=[past, *filters])
        whole([more.click], asking_more, inputs=[past, *filters])
        whole([clear.click], lambda: shown(chat.begin_again()))

        for button, value in ((useful, "up"), (useless, "down")):
            quiet(
                [button.click],
                partial(lambda value: (gr.Column(visible=True), value, "", ""), value),
                outputs=[opinion, verdict, comment, thanks],
            )

        async def judged(value: str, text: str, past: Past) -> tuple[Any, str]:
            return gr.Column(visible=False), await chat.judge(value, text, past)

        quiet([keep.click], judged, inputs=[verdict, comment, past], outputs=[opinion, thanks])
        quiet([drop.click], lambda: gr.Column(visible=False), outputs=[opinion])
    page.queue(default_concurrency_limit=None)  # our gate lets in as many as it can, and tells the others
    return page


def _set_filters(view: View) -> tuple[Any, ...]:
    import gradio as gr

    if view.filters is None:
        return (gr.skip(),) * 4
    since, until = view.filters.since, view.filters.until
    return list(view.filters.regions), list(view.filters.kinds), str(since or ""), str(until or "")


def _chosen(chosen_regions: list[str], chosen_kinds: list[str], since: str, until: str) -> dict[str, Any]:
    """Return the filters that the page holds, as `options.filters_of` takes them."""
    return {
        "region": chosen_regions or None,
        "kind": chosen_kinds or None,
        "since": since.strip() or None,
        "until": until.strip() or None,
    }


def _chip(one: Restriction, language: Language) -> str:
    """Return a restriction in words."""
    said = one.value
    if one.facet == "kind":
        said = say(language, f"kind.{one.value}")
    elif one.facet in {"since", "until"}:
        said = say(language, f"chat.{one.facet}_year", year=one.value)
    return say(language, "chat.chosen", value=said) if one.chosen else said


def _reader(name: str, example: str, plain: Any) -> gr.Button:
    import gradio as gr

    with gr.Column(elem_classes="reader", min_width=200):
        plain(name)
        return gr.Button(example, size="sm")
