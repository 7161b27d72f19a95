"""What a document is: its title, kind, organisation, regions, date and language, recognised from its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.dates import find_dates, find_period
from corpus.glossary import entries, find_regions, fold, region_named, regions
from corpus.model import Block, Kind, Metadata

HEAD_BLOCKS = 24
"""Blocks at the top of a document that stand for its first page, when looking for a title, a date, an organisation."""
HEAD_CHARACTERS = 1500
LANGUAGE_CHARACTERS = 20_000
"""Characters at the top of a document in which its language is looked for."""
FOOT_BLOCKS = 3
"""Blocks at the bottom of a document where its author signs."""
LONGEST_TITLE = 200
"""Characters of a title."""
LONGEST_LINE = 90
"""Characters of a line that names what the document is, rather than something it is about."""

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("notes de webinaire", re.compile(r"\bwebinaires?\b|periode de questions|compte.rendu de (?:la )?rencontre")),
    ("plan d'action", re.compile(r"\bplans? d'action|plan de mise en oeuvre|plan de travail")),
    ("cadre de référence", re.compile(r"\bcadre de reference")),
    ("portrait", re.compile(r"\bportraits?\b|\bdiagnostic|\bprofils?\b|etat de situation")),
    ("guide", re.compile(r"\bguides?\b|\bqu'est-ce que\b|boite a outils|trousse")),
    ("présentation", re.compile(r"\bpresentation\b|plan de la presen")),
    ("politique", re.compile(r"\bpolitiques?\b")),
)
_WEBINAR = re.compile(r"\bwebinaire|periode de questions")
_SLIDES = re.compile(r"plan de la presen\w{1,3}ation")  # « présensation » too, as found
_NOT_A_TITLE = re.compile(
    r"^(?:quebec|webinaire|page \d+)$|^(?:www\.|https?:)|^[\d\s|/.:-]+$|presentee? par|^conferenci|coordonnat"
    r"|direct(?:eur|rice)"
)
_ADOPTED = re.compile(r"adopt|publi|version|mise à jour|présenté", re.IGNORECASE)
_NAME = r"[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
_OF = r"(?:de(?:s| la| l['’])?|d['’]|du)"
_ORGANISATION = re.compile(
    rf"(?:Villes?|Municipalité) (?:de|d['’])\s?{_NAME}|(?:MRC|CI(?:U)?SSS) {_OF}\s?{_NAME}"
    r"|Réseau québécois (?:de|du) développement social|Espace[ -]M(?:UNI|uni)\b"
    r"|(?i:consortium (?:en )?développement social (?:de la )?mauricie)"
)
_ROMAN = re.compile(r"[IVX]+")
_NETWORK = "Réseau québécois de développement social"
_RQDS = re.compile(r"\bRQDS\b|rqds\.org")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une?|et|est|dans|pour|que|qui|sur|avec|du|au)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|is|in|to|for|that|with|on|are|this|by|from)\b")
_CITATION = re.compile(r"(?P<authors>[^.(]+)\.\s*\((?P<year>\d{4})\)\.\s*(?P<title>[^.]+)\.")
_ADDRESS = re.compile(r"https?://[^\s,)>\]]*[^\s,)>\].]")
_LICENCE = re.compile(r"\bCC[ -](?:BY|0)\b|creative commons|licence ouverte|domaine public", re.IGNORECASE)


def recognise(blocks: Sequence[Block], given: Metadata, *, source: str) -> Metadata:
    """Return what a document says of itself; what the file or a person gave always wins."""
    head = _head(blocks)
    found = _title(head)
    title = given.title or (_sentence_case(found) if found else source)
    return replace(
        given,
        title=title,
        kind=given.kind or _kind(title, head, blocks),
        organisation=given.organisation or _organisation(head, blocks[-FOOT_BLOCKS:]),
        regions=given.regions or _regions(title, head, blocks),
        date=given.date or _date(title, head),
        language=given.language or language_of("\n".join(block.text for block in blocks)[:LANGUAGE_CHARACTERS]),
    )


def kind_named(title: str) -> Kind | None:
    """Return the kind of document that a title names first, or None."""
    folded = fold(title)
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_KINDS)
        if (match := pattern.search(folded))
    ]
    return min(found)[2] if found else None


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


def _head(blocks: Sequence[Block]) -> list[Block]:
    head: list[Block] = []
    length = 0
    for block in blocks:
        if length >= HEAD_CHARACTERS or (len(head) >= HEAD_BLOCKS and length >= HEAD_CHARACTERS // 3):
            break
        head.append(block)
        length += len(block.text)
    return head


def _title(head: Sequence[Block]) -> str | None:
    """Return the line that reads like a title: the first to name a kind of document, or the first of several words."""
    lines = [
        block.text.strip(" \u00a0:")
        for block in head
        if block.kind in {"heading", "paragraph"} and len(block.text) <= LONGEST_TITLE
    ]
    lines = [line for line in lines if len(line.split()) >= 2 and not _NOT_A_TITLE.search(fold(line))]
    named = next((number for number, line in enumerate(lines) if kind_named(line)), 0)
    if not lines or not named:
        return lines[0] if lines else None
    first, above, best = lines[0], lines[named - 1], lines[named]
    # « DÉVELOPPEMENT SOCIAL RÉGION DE LA MAURICIE » above « PLAN D'ACTION 2003-2004 »
    if best.isupper() and above.isupper() and len(best.split()) <= 4 and "développement" in above.lower():
        return f"{above}, {best}"
    return first if len(first.split()) >= 4 and not first.isupper() else best


def _kind(title: str, head: Sequence[Block], blocks: Sequence[Block]) -> Kind:
    """Return the kind that the title names, or else a line of the first page; how it goes on may tell better."""
    lines = [block.text for block in head if len(block.text) <= LONGEST_LINE]
    headings = [block.text for block in blocks if block.kind == "heading" and len(block.text) <= LONGEST_LINE]
    if any(_WEBINAR.search(fold(line)) for line in (title, *lines, *headings)):
        return "notes de webinaire"
    if any(_SLIDES.search(fold(line)) for line in lines):
        return "présentation"
    return next((kind for kind in map(kind_named, (title, *lines)) if kind is not None), "autre")


def _sentence_case(title: str) -> str:
    """Return a title written all in capitals as a sentence; acronyms and names of places keep their capitals."""
    if not title.isupper():
        return title
    acronyms = {
        entry.name for entry in entries() if entry.kind == "acronyme" and entry.name.isupper() and len(entry.name) > 2
    }
    parts = []
    for part in title.split(", "):
        words = " ".join(word if _keeps_capitals(word, acronyms) else word.lower() for word in part.split(" "))
        parts.append(words[:1].upper() + words[1:])
    cased = ", ".join(parts)
    names = [name for region in regions() for name in region.variants if not name.islower()]
    for name in sorted(names, key=len, reverse=True):
        cased = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name, cased, flags=re.IGNORECASE)
    return cased


def _keeps_capitals(word: str, acronyms: set[str]) -> bool:
    bare = word.strip("(),.:;«»")
    return bare in acronyms or bool(_ROMAN.fullmatch(bare))


def _organisation(head: Sequence[Block], foot: Sequence[Block]) -> str | None:
    text = "\n".join(block.text[:HEAD_CHARACTERS] for block in head)
    found: list[str] = list(dict.fromkeys(_tidy(match[0]) for match in _ORGANISATION.finditer(text)))
    signed = any(_RQDS.search(block.text) for block in foot if len(block.text) <= LONGEST_LINE)
    if not found and (signed or _RQDS.search(text)):
        found = [_NETWORK]
    elif "Espace MUNI" in found and _RQDS.search(text):
        found = [_NETWORK, *(name for name in found if name != _NETWORK)]
    return "; ".join(found[:3]) or None


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).replace("’", "'")
    name = re.sub(r"^Espace[ -]M(?:UNI|uni)$", "Espace MUNI", name)
    name = re.sub(r"^Réseau québécois du", "Réseau québécois de", name)
    return name.capitalize().replace("mauricie", "Mauricie") if name.isupper() else name


def _regions(title: str, head: Sequence[Block], blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the regions of the headings that number them, of the title, or the one or two most often named."""
    numbered = (block for block in blocks if block.kind == "heading" and block.level == 1 and "|" in block.text)
    headed = tuple(dict.fromkeys(region for block in numbered if (region := region_named(block.text))))
    if headed or (named := find_regions(title)):
        return headed or named
    counts = Counter(region for block in blocks for region in find_regions(block.text))
    total = counts.total()
    main = tuple(region for region, count in counts.most_common(2) if count >= 5 and count >= total * 0.4)
    if main:
        return main
    first_page = find_regions("\n".join(block.text for block in head))
    return first_page if len(first_page) == 1 and total <= 5 else ()


def _date(title: str, head: Sequence[Block]) -> str | None:
    """Return the first page's date that stands on a line of its own or beside « adopté », else the title's period."""
    for number, block in enumerate(head):
        dates = find_dates(block.text)
        if not dates:
            continue
        alone = dates[0].end - dates[0].start >= len(block.text) * 0.5
        if alone or any(_ADOPTED.search(near.text) for near in head[max(0, number - 2) : number + 1]):
            return dates[0].iso
    return find_period(title)
