"""Which quotes may be shown, and how wide: whose territory they speak of, no person, no figure outside the boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.checking.units import is_exact
from assistant.drafting.model import Evidence, Scope, TemplateSection
from assistant.model import Quote
from corpus.glossary import find_regions, fold
from corpus.sentences import sentence_spans
from index.model import Hit

FEWEST_WORDS, MOST_WORDS = 7, 110
"""Words of a quote."""
ALL_QUEBEC = 3
"""A passage of more regions than this speaks of no territory in particular."""

_LEANS = re.compile(
    r"(?:• )?(?:ils?|elles?|son|sa|ses|leurs?|cela|ce|cet|cette|ces|celui|celle|on y|y|ainsi|pour cela|en)\b"
)
_LEANS_INSIDE = re.compile(r"^(?:[\w'’-]+ ){1,4}(?:cette|cet|ces|y|aussi|egalement) ")
"""A first sentence that points back: « Selon cette fiche », « Les MRC y siégeaient », « La table servait aussi »."""
_ITEM = re.compile(r"(?:•|\d{1,2}[.)])\s")
_FIGURE = re.compile(r"\d")
_LIST_MARK = re.compile(
    r"(?m)^\s*(?:•|\d{1,2}[.)])\s|\b(?:Orientation|Objectif|Moyen|Axe|Volet|Enjeu)\s\d+(?:\.\d+)?\s?[:,]"
)
_PERSON = re.compile(r"\b(?:Madame|Monsieur|Mesdames|Messieurs|M\.|Mme|MM\.|Mmes|Me|Dre?)\s")
_REFERENCE = re.compile(r"https?://|www\.|\bD['’]après\s?:|^(?:Source|Note)\s?:|\blicence\b|@")
_SAID_ALOUD = re.compile(r"(?i)^(?:(?:réponse|question)\s?:|(?:parlons|voyons|bonjour|merci|alors|donc|et voilà)\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """Whose draft it is: the region, empty where none is known, and the organisation's name."""

    region: str
    organisation: str

    def scope_of(self, hit: Hit) -> Scope:
        """Return whose words a passage holds."""
        regions = hit.passage.regions
        if hit.document.organisation and fold(hit.document.organisation) == fold(self.organisation):
            return "own"
        if not regions or len(regions) > ALL_QUEBEC:
            return "general"
        return "own" if set(regions) == {self.region} else "elsewhere"


def speaks_of(text: str, hit: Hit, about: tuple[str, ...]) -> bool:
    """Tell whether a text of a passage, or the heading right above it, holds one of some beginnings of words."""
    if not about:
        return True
    return bool(_beginnings(about).search(fold(" ".join([*hit.passage.heading_path[-1:], text]))))


@cache
def _beginnings(about: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds one of some beginnings of words, or several in a row: `developpement social c'est`."""
    phrases = (r"\w*\W+".join(map(re.escape, re.findall(r"\w+", fold(one)))) for one in about)
    return re.compile(r"\b(?:" + "|".join(phrases) + ")")


def widened(quote: Quote, most: int = MOST_WORDS) -> Quote | None:
    """Return a quote of at most so many words that stands alone: with what it leans on, or its list, or None."""
    passage, text = quote.hit.passage, quote.hit.document.text
    spans = sentence_spans(text, passage.start, passage.end)
    start, end = _start_alone(text, spans, quote), _end_of_list(text, spans, quote)
    if len(text[start:end].split()) > most:
        start, end = quote.start, quote.end
    said = text[start:end]
    if _ITEM.match(said) or _leans(said) or not FEWEST_WORDS <= len(said.split()) <= most:
        return None
    return Quote(hit=quote.hit, start=start, end=end, text=said)


def _start_alone(text: str, spans: Sequence[tuple[int, int]], quote: Quote) -> int:
    """Return where a quote must start to be understood: above an item's list, before what a pronoun stands for."""
    start = quote.start
    for before in reversed([span for span in spans if span[1] <= quote.start]):
        above = text[slice(*before)]
        if _ITEM.match(text, start):
            if not (_ITEM.match(above) or _leads(above)):
                break  # what stands above the list says something else
        elif not _leans(text[start : quote.end]) or "\n" in text[before[1] : start]:
            break
        start = before[0]
    return start


def _end_of_list(text: str, spans: Sequence[tuple[int, int]], quote: Quote) -> int:
    """Return where the list ends in which a quote ends: its first items alone would say less than the list does."""
    end = quote.end
    inside = [span for span in spans if quote.start <= span[0] and span[1] <= quote.end]
    if not inside or not _ITEM.match(text, inside[-1][0]):
        return end
    for span in (span for span in spans if span[0] >= end):
        if not _ITEM.match(text, span[0]):
            break
        end = span[1]
    return end


def _leads(text: str) -> bool:
    """Tell whether a text leads to the list below it: it ends with a colon, or is a heading."""
    return text.rstrip().endswith(":") or not text.rstrip().endswith((".", "!", "?", ";", "…"))


def _leans(said: str) -> bool:
    """Tell whether a text cannot be understood without what stands before it."""
    first = fold(said).split("\n", 1)[0]
    return bool(_LEANS.match(first) or _LEANS_INSIDE.search(re.split(r"(?<=[.!?])\s", first)[0]))


def fits(evidence: Evidence, territory: Territory, section: TemplateSection) -> bool:
    """Tell whether a section may be offered a quote: exact, short enough, and of no other place by its headings."""
    quote = evidence.quote
    path = " ".join(quote.hit.passage.heading_path)
    elsewhere = evidence.scope == "elsewhere" or set(find_regions(path)) <= {territory.region}
    short = len(quote.text.split()) <= section.most_words
    return short and elsewhere and is_exact(quote) and may_be_shown(quote.text, evidence.scope, territory)


def may_be_shown(text: str, scope: Scope, territory: Territory) -> bool:
    """Tell whether words may be shown: no person; outside the boxes about others, no figure and no other place."""
    if _PERSON.search(text) or _REFERENCE.search(text) or _SAID_ALOUD.match(text):
        return False
    if scope == "elsewhere":
        return True
    return not _FIGURE.search(_LIST_MARK.sub("", text)) and set(find_regions(text)) <= {territory.region}
