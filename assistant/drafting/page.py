"""Draft → HTML: a printable page in one file, which asks nothing of any other machine, and the body of one section."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.drafting.model import DraftedSection, PolicyDraft
from assistant.drafting.notes import reference_of
from assistant.drafting.placeholders import PATTERN
from assistant.drafting.typography import capitalised, typeset
from assistant.model import Citation
from assistant.wording import say
from corpus.dates import spoken


def render_page(draft: PolicyDraft) -> str:
    """Return a draft as HTML."""
    page = (
        _environment()
        .get_template("page.html.jinja")
        .render(
            draft=draft,
            today=spoken(draft.today),
            notes=[citation for section in draft.sections for citation in section.citations],
            note_address=lambda citation: f"#n{citation.n}",
        )
    )
    return page + "\n"


def section_html(section: DraftedSection, address: Callable[[Citation], str]) -> Markup:
    """Return the body of a section as HTML, each of its notes a link to an address."""
    blocks = _environment().get_template("blocks.html.jinja").module.blocks  # type: ignore[attr-defined]
    return Markup(blocks(section, address))


def own_words(text: str) -> Markup:
    """Return our own words, typeset, with their gaps marked."""
    return Markup(PATTERN.sub(_marked, str(escape(typeset(text)))))


def _marked(gap: re.Match[str]) -> str:
    """Return a gap of an escaped text, its first words held together; a space there would be another to a search."""
    end = gap.end("word") - gap.start()
    return f'<mark><span class="held">{gap[0][:end]}</span>{gap[0][end:]}</mark>'


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        own=own_words,
        words=lambda key, **values: say("fr", key, **values),
        kind_of=lambda block: type(block).__name__,
        reference=reference_of,
        capitalised=capitalised,
        opening=typeset("« "),
        closing=typeset(" »"),
    )
    return environment
