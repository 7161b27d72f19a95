"""A draft with a language model: a short paragraph in each section that has quotes, checked like an answer, to review.

It is written from the section's own quotes alone, never from those about other territories; no value of the user's
leaves for the model. A paragraph holds no figure, no person and no other place: those come from the user's fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.checking.names import find_names
from assistant.drafting.fitting import Territory, may_be_shown
from assistant.drafting.model import Block, Box, DraftedSection, Paragraph, PolicyDraft
from assistant.drafting.placeholders import found_in, gap
from assistant.drafting.plain import section_text
from assistant.model import Citation, Shown, Warning
from assistant.prompts import draft_prompt
from assistant.warn import model_warning
from assistant.wording import say
from assistant.write import Writer, write
from corpus.dates import find_dates
from corpus.errors import ModelError
from corpus.glossary import fold
from index.model import Language, Question

WORDS = 60
"""Words of a paragraph."""
UNFIT = frozenset({"llm.nothing", "llm.unverified", "llm.empty"})
"""What is wrong with one paragraph only: the next section is written all the same."""
_SLOT = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A draft, who wrote paragraphs of it, and why some were not."""

    draft: PolicyDraft
    written_by: str | None
    warnings: tuple[Warning, ...] = ()


def with_paragraphs(draft: PolicyDraft, territory: Territory, writer: Writer, language: Language) -> Written:
    """Return a draft with a written paragraph in each section that has quotes, as far as the model answers."""
    sections: list[DraftedSection] = []
    trouble: ModelError | None = None
    for section in draft.sections:
        said: list[Shown] = []
        if trouble is None:
            try:
                said = _said(section, draft, territory, writer)
            except ModelError as error:
                trouble = error if error.key not in UNFIT else None
        sections.append(_with_paragraph(section, said, writer.model.name) if said else section)
    written = any(new is not old for new, old in zip(sections, draft.sections, strict=True))
    return Written(
        draft=replace(draft, sections=tuple(sections)),
        written_by=writer.model.name if written else None,
        warnings=(model_warning(trouble, language),) if trouble else (),
    )


def _said(section: DraftedSection, draft: PolicyDraft, territory: Territory, writer: Writer) -> list[Shown]:
    """Return the checked sentences of a section's paragraph, without those that say what is the user's to say."""
    citations = _own(section.blocks)
    if not citations:
        return []
    guidance = next((one.guidance for one in draft.template.sections if one.title == section.title), "")
    prompt = draft_prompt(
        document=draft.template.title,
        section=section.title,
        guidance=_SLOT.sub("…", guidance),
        quotes=[citation.quote for citation in citations],
        words=WORDS,
        context=writer.model.settings.context,
    )
    steps = list(write(prompt, Question(text=section.title, language="fr"), WORDS, writer))
    return [
        replace(one, citations=_numbered(one.citations, citations))
        for one in steps
        if is_not_the_user_s_to_say(one.sentence.text, territory)
    ]


def is_not_the_user_s_to_say(text: str, territory: Territory) -> bool:
    """Tell whether a written sentence may stand: it holds no figure, no date, no person, and no name but the user's."""
    ours = set(_words(f"{territory.organisation} {territory.region} Québec"))
    names = {word for name in find_names(text) for word in _words(name.text)}
    return may_be_shown(text, "general", territory) and names <= ours and not find_dates(text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _own(blocks: Sequence[Block]) -> list[Citation]:
    """Return the citations of a section that may be written from: not those about other territories."""
    boxes = [block for block in blocks if isinstance(block, Box) and block.scope != "elsewhere"]
    return [extract.citation for box in boxes for extract in box.extracts]


def _numbered(narrow: Sequence[Citation], citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the section's citations that hold what a sentence leans on."""
    return tuple(
        wide
        for wide in citations
        if any(
            wide.quote.hit.document.document_id == one.quote.hit.document.document_id
            and wide.quote.start <= one.quote.start
            and one.quote.end <= wide.quote.end
            for one in narrow
        )
    )


def _with_paragraph(section: DraftedSection, said: Sequence[Shown], model: str) -> DraftedSection:
    """Return a section with a paragraph before its quotes, and the gap that asks for its review."""
    sentences = [
        f"{one.sentence.text} {''.join(f'[{citation.n}]' for citation in one.citations)}".strip() for one in said
    ]
    review = gap("validate", say("fr", "draft.written_by", model=model))
    paragraph = Paragraph(text=" ".join([*sentences, review]))
    first = next(place for place, block in enumerate(section.blocks) if isinstance(block, Box))
    blocks = (*section.blocks[:first], paragraph, *section.blocks[first:])
    return replace(section, blocks=blocks, placeholders=found_in(section_text(blocks), section.title))
