"""Templates × collection → the figures of their drafts: evidence, exact quotes, gaps listed, facts from elsewhere."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.drafting.model import Box, PolicyDraft, Template, Values
from assistant.drafting.placeholders import PATTERN, WORDS
from assistant.drafting.plain import section_text
from assistant.drafting.studio import make_draft, territory_of
from assistant.drafting.templates import load_templates
from assistant.drafting.values import check_fields, example_values
from corpus.catalogue import Catalogue
from corpus.glossary import find_regions, fold
from corpus.model import Passage
from index.collection import Collection

Json = dict[str, Any]

NAME = "drafts"
"""What the set is called."""
MANY_REGIONS = 3
"""Regions from which a passage speaks of no territory in particular."""
_GAP_WORD = re.compile("|".join(WORDS.values()))
_LIST_MARK = re.compile(
    r"(?:^|« )\d{1,2}[.)]\s|\b(?:Orientation|Objectif|Moyen|Axe|Volet|Enjeu)\s\d+(?:\.\d+)?\s?[:,]", re.MULTILINE
)
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")
_NAME = re.compile(r"(?<![.!?…:;»•|] )(?<=[\w,;'’(«\u00a0-] )(?<!\n)[A-ZÀ-ÖØ-Þ][\w’'-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftScore:
    """The figures of one draft.

    `sections` are those that look for evidence; `foreign` the numbers and names that stand outside the boxes about
    other territories, and come neither from the user, nor from the template, nor from the territory's own documents.
    """

    template: str
    sections: int
    with_evidence: int
    quotes: int
    exact: int
    gaps: int
    listed: bool
    foreign: tuple[str, ...]
    seconds: float


def measure_drafts(
    collection: Collection, *, today: date, templates: Iterable[Template] | None = None
) -> tuple[DraftScore, ...]:
    """Return the figures of the drafts that the templates' own examples give over a collection."""
    chosen = load_templates(collection.home).values() if templates is None else templates
    return tuple(_measured(collection, template, today) for template in chosen)


def _measured(collection: Collection, template: Template, today: date) -> DraftScore:
    values = check_fields(example_values(template), template)
    started = time.monotonic()
    draft = make_draft(collection, template, values, today=today)
    return score(draft, values, collection.catalogue, seconds=time.monotonic() - started)


def score(draft: PolicyDraft, values: Values, catalogue: Catalogue, *, seconds: float = 0.0) -> DraftScore:
    """Return the figures of a draft."""
    wanting = {section.title for section in draft.template.sections if section.retrieve}
    asking = [section for section in draft.sections if section.title in wanting]
    citations = [citation for section in draft.sections for citation in section.citations]
    texts = catalogue.documents({one.quote.hit.document.document_id for one in citations})
    exact = 0
    for one in citations:
        held = texts.get(one.quote.hit.document.document_id)
        exact += held is not None and held.text[one.quote.start : one.quote.end] == one.quote.text
    present = [
        (section.title, match[0])
        for section in draft.sections
        for match in PATTERN.finditer(section_text(section.blocks))
    ]
    return DraftScore(
        template=draft.template.name,
        sections=len(asking),
        with_evidence=sum(bool(section.citations) for section in asking),
        quotes=len(citations),
        exact=exact,
        gaps=len(present),
        listed=Counter(present) == Counter((gap.section, gap.text) for gap in draft.todo),
        foreign=foreign_facts(draft, values, catalogue),
        seconds=seconds,
    )


def foreign_facts(draft: PolicyDraft, values: Values, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the facts outside the boxes about other territories that are nobody's of those who may speak there.

    A number may come from the user, the template, or a cited source's own title and date; the name of a region from
    the user alone; another name also from the territory's documents, and from those of no territory.
    """
    region = territory_of(values).region
    own, general = _passages(catalogue, region)
    ours = "\n".join([*_words_of(values), *_words_of_template(draft.template), draft.today])
    local = "\n".join([ours, *(_told(passage) for passage in own)])
    cited = "\n".join(_sources(draft))
    numbers = set(_numbers(f"{ours}\n{cited}"))
    told = "\n".join([local, cited, *map(_told, general)])
    names = {fold(word) for word in re.findall(r"[\w’'-]+", told)}
    allowed = {region, *find_regions(ours)}
    foreign: list[str] = []
    for text in _outside(draft):
        foreign += [name for name in find_regions(text) if name not in allowed]
        foreign += [number for number in _numbers(text) if number not in numbers]
        foreign += [match[0] for match in _NAME.finditer(text) if fold(match[0]) not in names]
    return tuple(foreign)


def _outside(draft: PolicyDraft) -> Iterator[str]:
    """Give the text of each section but the boxes about other territories; the marks of notes are no facts."""
    for section in draft.sections:
        blocks = [block for block in section.blocks if not (isinstance(block, Box) and block.scope == "elsewhere")]
        text = section_text(blocks)
        for citation in section.citations:
            text = text.replace(f" [{citation.n}]", "")
        yield _LIST_MARK.sub("", _GAP_WORD.sub("", text))


def _sources(draft: PolicyDraft) -> Iterator[str]:
    """Give the titles and dates of what is cited outside the boxes about other territories."""
    boxes = [block for section in draft.sections for block in section.blocks if isinstance(block, Box)]
    for extract in (one for box in boxes if box.scope != "elsewhere" for one in box.extracts):
        hit = extract.citation.quote.hit
        yield f"{hit.document.title}\n{(hit.passage.date or '').replace('-', ' ').replace('/', ' ')}"


def _passages(catalogue: Catalogue, region: str) -> tuple[list[Passage], list[Passage]]:
    """Return the passages of a region, and those of none in particular."""
    held = [passage for one in catalogue.held() for passage in catalogue.passages_of(one.document.document_id)]
    own = [passage for passage in held if set(passage.regions) == {region}]
    return own, [passage for passage in held if not passage.regions or len(passage.regions) > MANY_REGIONS]


def _told(passage: Passage) -> str:
    return "\n".join([passage.text, *passage.heading_path, passage.date or ""])


def _numbers(text: str) -> list[str]:
    return [re.sub(r"[ \u00a0\u202f]", "", match[0]).lstrip("0") for match in _NUMBER.finditer(text)]


def _words_of(value: object) -> Iterator[str]:
    """Give the texts inside a value of fields."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _words_of(one)
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value, start=1):
            yield str(number)  # a list's items, and a table's rows, may be numbered
            yield from _words_of(one)
    else:
        yield str(value)


def _words_of_template(template: Template) -> Iterator[str]:
    yield template.title
    for section in template.sections:
        yield from (section.title, section.guidance, section.text, section.each_text)
    for field in template.fields:
        yield from (field.label, *(column.label for column in field.columns))


def drafts_payload(scores: Sequence[DraftScore]) -> Json:
    """Return the set as the interface's JSON has one; a failure is a draft that shows what it must not."""
    sections, quotes = sum(one.sections for one in scores), sum(one.quotes for one in scores)
    return {
        "name": NAME,
        "n": len(scores),
        "metrics": {
            "sections with evidence": round(sum(one.with_evidence for one in scores) / max(1, sections), 4),
            "quotes": quotes,
            "quotes exact": round(sum(one.exact for one in scores) / quotes, 4) if quotes else 1.0,
            "gaps listed": round(sum(one.listed for one in scores) / max(1, len(scores)), 4),
            "foreign facts": sum(len(one.foreign) for one in scores),
            "seconds": round(sum(one.seconds for one in scores), 2),
        },
        "drafts": [as_json_of(one) for one in scores],
        "failures": [one.template for one in scores if one.foreign or not one.listed or one.exact < one.quotes],
    }


def as_json_of(score: DraftScore) -> Json:
    """Return a score by its names."""
    return asdict(score) | {"foreign": list(score.foreign), "seconds": round(score.seconds, 3)}
