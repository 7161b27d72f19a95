"""Quotes that name institutions that have ended since: a draft says so once for each, beside the first such quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.drafting.model import Block, Box, DraftedSection
from assistant.warn import MOST_NAMED, warnings_for
from assistant.wording import say
from index.model import Language
from index.terms import exact_acronyms

SPOKEN: Language = "fr"


def with_endings(sections: Sequence[DraftedSection], today: date) -> tuple[DraftedSection, ...]:
    """Return sections whose boxes warn, as answers do, of the ended institutions that no box before has warned of."""
    told: set[str] = set()

    def warned(block: Block) -> Block:
        if not isinstance(block, Box):
            return block
        new = [name for name in _ended_in(block, today) if name not in told][:MOST_NAMED]
        told.update(new)
        if not new or block.scope == "elsewhere":
            return replace(block, warning=_warning(new, today))
        # elsewhere than in the boxes about others, no figure stands but the user's: the year is left out
        return replace(block, warning=say(SPOKEN, "warning.ended", names=", ".join(new)))

    return tuple(replace(section, blocks=tuple(map(warned, section.blocks))) for section in sections)


def _ended_in(box: Box, today: date) -> Iterator[str]:
    """Give the acronyms of the ended institutions that the quotes of a box name, each once."""
    acronyms = (term[2:].upper() for one in box.extracts for term in exact_acronyms(one.citation.quote.text))
    yield from (name for name in dict.fromkeys(acronyms) if _warning([name], today))


def _warning(names: Sequence[str], today: date) -> str:
    """Return what an answer that names some institutions warns of; nothing where they have not ended."""
    found = warnings_for(" ".join(names), (), SPOKEN, today)
    return next((one.text for one in found if one.code == "ended"), "")
