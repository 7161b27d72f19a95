"""Draft → a printable page in one file, which asks nothing of any other machine."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.drafting.model import PolicyDraft
from assistant.drafting.notes import reference_of
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.typography import capitalised, typeset
from assistant.wording import say
from corpus.dates import spoken


def render_page(draft: PolicyDraft) -> str:
    """Return a draft as HTML."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    page = environment.get_template("page.html.jinja").render(
        draft=draft,
        today=spoken(draft.today),
        notes=[citation for section in draft.sections for citation in section.citations],
        own=_own,
        words=lambda key, **values: say("fr", key, **values),
        kind_of=lambda block: type(block).__name__,
        reference=reference_of,
        capitalised=capitalised,
        opening=typeset("« "),
        closing=typeset(" »"),
    )
    return page + "\n"


def _own(text: str) -> Markup:
    """Return our own words, typeset, with their gaps marked."""
    return Markup(PATTERN.sub(lambda match: f"<mark>{match[0]}</mark>", str(escape(typeset(text)))))
