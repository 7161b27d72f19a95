"""A cited passage → the sentences, items and table rows that may support a sentence, with what leads to each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.model import Quote
from corpus.sentences import sentence_spans

_ITEM = re.compile(r"(?:•|\d{1,2}[.)])\s")
_RECALLS = re.compile(
    r"(?:s['’]y\b|ils?|elles?|leurs?|son|sa|ses|cet|cette|ces|ce|cela|on|celles?|celui|ceux|dans chacune?)\b",
    re.IGNORECASE,
)
"""How a sentence opens that is about what the one before names: « Elle compte… », « Leur adoption… »."""
_THERE = re.compile(r"(?<!il )(?<!Il )(?<![Qq]u'il )\by (?!a\b|avait\b|eut\b|aura\b)", re.IGNORECASE)
"""What names again the place or the body of the sentence before: « l'université y siégeait aussi »."""
SHORT = 60
"""Characters below which a line without a full stop is a heading: it gives sense to what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A sentence, list item or row of a cited passage: its span in the document, and the lead-in or heading above.

    `led` is the lead-in alone, of an item of a list; `recalled`, what comes before one that opens with « elle », or
    that goes on with an item on its line, and what an item's lead-in recalls.
    """

    quote: Quote
    start: int
    end: int
    text: str
    lead: str = ""
    led: str = ""
    recalled: str = ""


def units_of(quote: Quote) -> tuple[Unit, ...]:
    """Return the units of a cited passage, in order; the cells of a row are one."""
    text = quote.hit.document.text
    found: list[Unit] = []
    heading = lead = before = leaned = ""
    in_item = False
    for start, end in _spans(text, quote.start, quote.end):
        said = text[start:end]
        item = bool(_ITEM.match(said))
        in_item = item or (in_item and "\n" not in text[found[-1].end : start])
        led = lead if item else ""
        recalled = before if _RECALLS.match(said) or _THERE.search(said) or (in_item and not item) else ""
        recalled = recalled or (leaned if led else "")
        above = f"{heading}\n{led}".strip()
        found.append(Unit(quote=quote, start=start, end=end, text=said, lead=above, led=led, recalled=recalled))
        before = f"{recalled}\n{said}".strip()
        if said.endswith(":"):
            lead, leaned = said, recalled
        elif not item and len(said) < SHORT and said[-1] not in ".!?»;" and "\t" not in said:
            heading, lead = said, ""
        elif not item:
            lead = ""
    return tuple(found)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the spans of the sentences of a text, those of one table row joined."""
    held: tuple[int, int] | None = None
    for span in sentence_spans(text, start, end):
        if held and "\n" not in text[held[1] : span[0]] and "\t" in text[held[1] : span[0]]:
            held = (held[0], span[1])
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def around(quote: Quote) -> str:
    """Return what a passage is known by beside its words: title, headings, organisation."""
    document, passage = quote.hit.document, quote.hit.passage
    return "\n".join([document.title, *passage.heading_path, document.organisation or ""])


def heading_of(quote: Quote) -> str:
    """Return the first line of a cited passage: most often its heading."""
    return quote.text.strip().splitlines()[0]


def is_exact(quote: Quote) -> bool:
    """Tell whether a quote stands in its document, character for character, at the place named."""
    return bool(quote.text) and quote.hit.document.text[quote.start : quote.end] == quote.text
