"""Quotes that name institutions that have ended since: a draft says so once for each, beside the first such quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.drafting.model import Block, Box, DraftedSection
from assistant.warn import MOST_NAMED, ended_in, of_ended
from assistant.wording import say
from index.model import Language
from index.terms import acronyms

SPOKEN: Language = "fr"


def with_endings(sections: Sequence[DraftedSection]) -> tuple[DraftedSection, ...]:
    """Return sections whose boxes warn, as answers do, of the ended institutions that no box before has warned of."""
    told: set[str] = set()

    def warned(block: Block) -> Block:
        if not isinstance(block, Box):
            return block
        quotes = [one.citation.quote.text for one in block.extracts]
        ended = ended_in(quotes)
        names = dict.fromkeys(name.upper() for quote in quotes for name in acronyms(quote))
        new = [name for name in names if name not in told and any(one.name == name for one in ended)][:MOST_NAMED]
        told.update(new)
        if not new:
            return replace(block, warning="")
        if block.scope == "elsewhere":
            return replace(block, warning=of_ended([one for one in ended if one.name in new][:MOST_NAMED], SPOKEN))
        # elsewhere than in the boxes about others, no figure stands but the user's: the year is left out
        return replace(block, warning=say(SPOKEN, "warning.ended", names=", ".join(new)))

    return tuple(replace(section, blocks=tuple(map(warned, section.blocks))) for section in sections)
