"""When a document is from: the date that it gives itself, and not one of a law, of earlier minutes or of a story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.dates import FoundDate, find_dates, find_period
from corpus.glossary import fold
from corpus.metadata_kind import names_a_paper
from corpus.metadata_lines import LONGEST_LINE, PROSE
from corpus.model import Block

_ADOPTED = re.compile(
    r"\b(?:adopt\w*|publi[ée]e?s?|published|publication|version|mise à jour|updated|revised|décrétée?"
    r"|(?<!\ba )(?<!\bont )(?:présentée?|déposée?))\b",
    re.IGNORECASE,
)
"""Words before the date of a document."""
_SESSION = re.compile(
    r"seance|reunion|rencontre|assemblee|proces-verbal|compte[ -]rendu|webinaire|conference|colloque"
    r"|conseil (?:municipal|des maires|d'administration)"
)
_BEFORE_DATE = re.compile(r"[,|–—(-]\s*(?:(?:le|the|du|en)\s+)?(?:\w{5,8}\s+)?$", re.IGNORECASE)
"""What stands between a place or a body and the date of a document: a comma, « le », the day of the week."""
_NEWS = re.compile(r"[A-ZÀ-Ÿ][^\d:;.]{1,40}[,(]\s*(?:(?:le|ce)\s+)?(?:\w{3,9}\s+)?")
"""What stands before the date that opens a press release: « Saguenay, le 3 mai 2024 – »."""
_RECITAL = re.compile(r"(?:\W|\d)*(?:attendu|considerant|whereas|vu l)\b")
"""What opens a line that says what a decision rests on."""
_LAW = re.compile(
    r"\b(?:lois?|reglements?|decrets?|ordonnances?|codes?|by-laws?|acts?)\b[^.;]*$|\bresolution\s*(?:n\w*\W*)?$"
)
"""A law before a date in its sentence, or the number of a resolution that looks like a date."""
_EARLIER = re.compile(
    r"(?:adoption|approbation|ratification|lecture|depot|suivi|destinataire)\b.{0,60}(?:proces-verba|compte[ -]rendu)"
    r"|(?:proces-verba|compte[ -]rendu|minutes).{0,200}\b(?:est|soit|sont|soient|ete|be|were|was)\b.{0,40}"
    r"(?:adopt|approuv|ratifi|approved)|(?:seance|reunion|rencontre|assemblee) precedente",
    re.DOTALL,
)
"""Words about the minutes of an earlier session."""


def date_of(title: str, head: Sequence[Block]) -> str | None:
    """Return the title's one date, or the first page's that stands alone, ends a short line or is beside « adopté ».

    Without one, return the title's period.
    """
    dates = find_dates(title) if len(title) <= LONGEST_LINE else []
    titled = {date.iso for date in dates if not _is_of_a_law(title, date.start)}
    if len(titled) == 1:
        return titled.pop()
    for number, block in enumerate(head):
        date = _own_date(block)
        if date is None:
            continue
        alone = date.end - date.start >= len(block.text) * 0.5 or _is_dateline(block, date)
        if alone or _is_adopted(head[max(0, number - 2) : number], block.text[: date.start]):
            return date.iso
    return find_period(title)


def _own_date(block: Block) -> FoundDate | None:
    """Return the first date of a block that may be the document's: not a law's, nor that of an earlier session."""
    dates = find_dates(block.text) if block.kind != "row" else []
    if not dates or _RECITAL.match(folded := fold(block.text)) or _EARLIER.search(folded[: 4 * LONGEST_LINE]):
        return None
    return next((date for date in dates if not _is_of_a_law(block.text, date.start)), None)


def _is_of_a_law(text: str, start: int) -> bool:
    """Tell whether a date follows a law's name in its sentence; a by-law that opens the line may be the document."""
    before = fold(text[max(0, start - 2 * LONGEST_LINE) : start]).lstrip()
    return bool(_LAW.search(before.removeprefix("reglement") if start <= LONGEST_LINE else before))


def _is_adopted(above: Sequence[Block], before: str) -> bool:
    """Tell whether « adopté » or the like stands right before a date, or on a short line above it."""
    lines = [block.text for block in above if len(block.text) <= LONGEST_LINE]
    return any(map(_ADOPTED.search, [*lines, before[-LONGEST_LINE:]]))


def _is_dateline(block: Block, date: FoundDate) -> bool:
    """Tell whether a short line ends with a date, as « Laval, le 3 mai 2025 » does, or news or minutes open with it."""
    if _NEWS.fullmatch(block.text[: date.start]) and block.text[date.end :].lstrip(" \u00a0)")[:1] in {*"-–—:/"}:
        return True
    if names_a_paper(block.text) and date.end <= PROSE:
        return True
    if block.kind not in {"paragraph", "heading"} or len(block.text) > LONGEST_LINE:
        return False
    if _SESSION.search(fold(block.text[: date.start])):
        return True
    return not block.text[date.end :].strip(" .)") and bool(_BEFORE_DATE.search(block.text[: date.start]))
