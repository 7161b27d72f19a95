"""What a document is: its title, kind, organisation, regions, date and language, recognised from its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.dates import find_dates
from corpus.metadata_date import date_of
from corpus.metadata_kind import kind_named, kind_of
from corpus.metadata_lines import first_page, opening_of
from corpus.metadata_place import FOOT_BLOCKS, find_organisation, regions_of
from corpus.metadata_title import find_title, sentence_case
from corpus.model import Block, Metadata

__all__ = ["harvest_platform", "kind_named", "language_of", "recognise"]

LANGUAGE_CHARACTERS = 20_000
"""Characters at the top of a document in which its language is looked for."""

_FRENCH = re.compile(r"\b(?:le|la|les|des|une?|et|est|dans|pour|que|qui|sur|avec|du|au)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|is|in|to|for|that|with|on|are|this|by|from)\b")
_CITATION = re.compile(r"(?P<authors>[^.(]+)\.\s*\((?P<year>\d{4})\)\.\s*(?P<title>[^.]+)\.")
_ADDRESS = re.compile(r"https?://[^\s,)>\]]*[^\s,)>\].]")
_LICENCE = re.compile(r"\bCC[ -](?:BY|0)\b|creative commons|licence ouverte|domaine public", re.IGNORECASE)


def recognise(blocks: Sequence[Block], given: Metadata, *, source: str) -> Metadata:
    """Return what a document says of itself; what the file or a person gave always wins."""
    head = first_page(blocks)
    found = None if given.title else find_title(opening_of(head), head)
    title = given.title or (sentence_case(found) if found else source)
    organisation = given.organisation or find_organisation(head, blocks[-FOOT_BLOCKS:])
    return replace(
        given,
        title=title,
        kind=given.kind or kind_of(title, source, head, blocks),
        organisation=organisation,
        regions=given.regions or regions_of(title, organisation, head, blocks),
        date=given.date or date_of(title, head),
        language=given.language or language_of("\n".join(block.text for block in blocks)[:LANGUAGE_CHARACTERS]),
    )


def language_of(text: str) -> str:
    """Return `en` where English function words outnumber the French ones, else `fr`."""
    lowered = text.lower()
    return "en" if len(_ENGLISH.findall(lowered)) > len(_FRENCH.findall(lowered)) else "fr"


def harvest_platform(tail: str) -> Metadata:
    """Return what the foot of a page copied from a web platform says: publication date, authors, address, licence."""
    lines = [line.strip() for line in tail.split("\n") if line.strip()]
    following = dict(pairwise(lines))
    dates = find_dates(following.get("Publication", ""))
    cited = following.get("Pour citer cette note", "")
    citation, address = _CITATION.match(cited), _ADDRESS.search(cited)
    licence = following.get("Licence", "")
    return Metadata(
        date=dates[0].iso if dates else None,
        authors=tuple(name.strip() for name in citation["authors"].split(",")) if citation else (),
        source_url=address[0] if address else None,
        licence=licence if _LICENCE.search(licence) else None,
    )
