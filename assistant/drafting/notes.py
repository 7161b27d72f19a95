"""Citation → note: who said it, where, when, at which place, and the exact words."""

from __future__ import annotations

from assistant.model import Citation
from assistant.wording import say
from corpus.dates import spoken


def reference_of(citation: Citation) -> str:
    """Return what a note says before the quote: the organisation, the title, the date and the place."""
    hit = citation.quote.hit
    organisation = hit.document.organisation
    key = "draft.source_organisation" if organisation else "draft.source"
    return say(
        "fr",
        "draft.note",
        source=say("fr", key, organisation=organisation, title=hit.document.title),
        date=spoken(hit.passage.date) or say("fr", "documents.undated"),
        place=say("fr", f"place.{hit.passage.locator.kind}", value=hit.passage.locator.value),
    )
