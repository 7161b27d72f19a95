"""One question and its answer as HTML, every word of theirs escaped, on one line: what the conversation is made of.

On one line because Gradio's Markdown takes a line that opens with a tag, up to the next blank one, as HTML that it
leaves alone: nothing in a document's words is read as Markdown.
"""

from __future__ import annotations

import re

from assistant.compare import FIRST_ROWS
from assistant.web.acronyms import explainer
from assistant.web.described import card_address
from assistant.web.draft_known import Known, known_in
from assistant.web.draft_wanted import wants_draft
from assistant.web.exchange import Exchange
from assistant.web.templating import render, web_address
from assistant.wording import say
from index.model import Language

_LINES = re.compile(r"\s*[\r\n]\s*")


def exchange_html(exchange: Exchange, root: str, *, settled: bool) -> str:
    """Return a question and its answer.

    The markers of the latest answer lead to the cards beside it; those of a settled one, whose cards are gone, to the
    documents.
    """
    language = exchange.language
    cited = {card.n: card for card in exchange.cards if card.n}
    marks = {
        n: {
            "address": card_address(card, language, root) if settled else f"#source-{n}",
            "title": card.title,
            "language": card.language,
        }
        for n, card in cited.items()
    }
    known = known_of(exchange) if wants_draft(exchange.question) else None
    return one_line(
        render(
            "exchange.html",
            language,
            exchange=exchange,
            first_rows=FIRST_ROWS,
            settled=settled,
            found=marks,
            nearest=() if cited else [(card, card_address(card, language, root)) for card in exchange.cards],
            references=[(n, card.reference, card_address(card, language, root)) for n, card in cited.items()],
            explained=explainer(language),
            drafting=known.address(root, language) if known else "",
            carried=bool(known and known.fields),
        )
    )


def known_of(exchange: Exchange) -> Known:
    """Return what a question that asks for a draft already says of it."""
    regions = dict.fromkeys(one.value for one in exchange.restrictions if one.facet == "region")
    return known_in(exchange.question, exchange.understood, tuple(regions), exchange.language)


def message_html(question: str, text: str, language: Language, *, failed: bool = False) -> str:
    """Return a question and a sentence of ours in the place of its answer."""
    return one_line(render("message.html", language, question=question, text=text, failed=failed))


def sources_html(exchange: Exchange, language: Language, root: str) -> str:
    """Return the cards of an answer's citations, or of the passages nearest to a question without an answer."""
    if not exchange.cards:
        return ""
    heading = say(language, "web.sources" if exchange.outcome != "abstention" else "web.nearest")
    cards = [(card, card_address(card, language, root), web_address(card.source_url)) for card in exchange.cards]
    return one_line(render("sources.html", language, heading=heading, cards=cards))


def one_line(html: str) -> str:
    """Return HTML without line ends; those of a quote are character references, and stay."""
    return _LINES.sub(" ", html).strip()
