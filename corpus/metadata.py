"""What a document is: its title, kind, organisation, regions, date and language, recognised from its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.dates import FoundDate, find_dates, find_period
from corpus.glossary import entries, find_regions, fold, region_named, regions
from corpus.model import Block, Kind, Metadata

HEAD_BLOCKS = 24
"""Blocks at the top of a document that stand for its first page, when looking for a title, a date, an organisation."""
HEAD_CHARACTERS = 1500
LANGUAGE_CHARACTERS = 20_000
"""Characters at the top of a document in which its language is looked for."""
FOOT_BLOCKS = 3
"""Blocks at the bottom of a document where its author signs."""
PASSING = 3_000
"""Characters of a text from which a region named once in the middle of a paragraph is named in passing."""
LONGEST_TITLE = 200
"""Characters of a title."""
TITLE_WITHIN = 4
"""Lines at the top of a document among which what it is may follow the name of the body that wrote it."""
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
_ADOPTED = re.compile(r"adopt|publi[ée]|publication|version|mise à jour|présentée?\b", re.IGNORECASE)
_SESSION = re.compile(r"seance|reunion|rencontre|assemblee|proces-verbal|compte[ -]rendu|webinaire|conference|colloque")
_TYPED = re.compile(
    r"proces-verba|compte[ -]rendu|ordre du jour|seance (?:du|ordinaire|extraordinaire|publique)|registre des"
    r"|reglement|resolution|rapport|memoire|bilan"
)
"""Words of a title that say what a document is, where it is of none of our kinds."""
_BODY = re.compile(r"(?:commune|municipalite|ville|paroisse|mrc|conseil) (?:de |d['’]|du |des |municipal)")
"""The name of a body that stands alone at the top of its paper."""
_ADJECTIVE = re.compile(
    r"\b(?:partis?|positions?|vie|sciences?|act(?:eur|rice)s?|volontes?|engagements?|programmes?|debats?|scene"
    r"|personnel|elus?|pouvoirs?|orientations?|responsables?|econom\w+)[ -]politiques?\b"
)
_TOWN = re.compile(
    r"\b((?:commune|municipalité|ville|paroisse|mrc) (?:de la |de |du |des |d['’]))(\w[\w’'-]*)", re.IGNORECASE
)
_SMALL = frozenset("de des du d l la le les aux au sur sous en et".split())
_BEFORE_DATE = re.compile(r"[,|–—(-]\s*(?:(?:le|the|du|en)\s+)?(?:\w{5,8}\s+)?$", re.IGNORECASE)
"""What stands between a place or a body and the date of a document: a comma, « le », the day of the week."""
_NAME = r"[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
_OF = r"(?:de(?:s| la| l['’])?|d['’]|du)"
_ORGANISATION = re.compile(
    rf"(?:Villes?|Municipalité|Commune) (?:de|d['’])\s?{_NAME}|(?:MRC|CI(?:U)?SSS) {_OF}\s?{_NAME}"
    r"|Réseau québécois (?:de|du) développement social|Espace[ -]M(?:UNI|uni)\b"
    r"|(?i:consortium (?:en )?développement social (?:de la )?mauricie)"
)
_SITTING = re.compile(r" (?:Séance|Procès|Compte|Conseil|Règlement|Registre|Bureau)\b.*")
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
    organisation = given.organisation or _organisation(head, blocks[-FOOT_BLOCKS:])
    return replace(
        given,
        title=title,
        kind=given.kind or _kind(title, head, blocks),
        organisation=organisation,
        regions=given.regions or _regions(title, organisation, head, blocks),
        date=given.date or _date(title, head),
        language=given.language or language_of("\n".join(block.text for block in blocks)[:LANGUAGE_CHARACTERS]),
    )


def kind_named(title: str) -> Kind | None:
    """Return the kind of document that a title names first, or None."""
    folded = _ADJECTIVE.sub("", fold(title))
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
        return _typed(lines) if lines else None
    first, above, best = lines[0], lines[named - 1], lines[named]
    # « DÉVELOPPEMENT SOCIAL RÉGION DE LA MAURICIE » above « PLAN D'ACTION 2003-2004 »
    if best.isupper() and above.isupper() and len(best.split()) <= 4 and "développement" in above.lower():
        return f"{above}, {best}"
    return first if len(first.split()) >= 4 and not first.isupper() else best


def _typed(lines: Sequence[str]) -> str:
    """Return the line near the top that says what is no kind of ours, such as minutes, below the body's name."""
    first = lines[0]
    typed = next((line for line in lines[:TITLE_WITHIN] if _TYPED.search(fold(line))), first)
    if typed is first or not _BODY.match(fold(first)) or kind_named(first):
        return first
    return f"{_sentence_case(first)}, {_sentence_case(typed)}"


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
    cased = _TOWN.sub(lambda match: match[1] + _capitals(match[2]), cased)
    names = [name for region in regions() for name in region.variants if not name.islower()]
    for name in sorted(names, key=len, reverse=True):
        cased = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name, cased, flags=re.IGNORECASE)
    return cased


def _capitals(name: str) -> str:
    parts = name.split("-")
    return "-".join(part if number and part in _SMALL else part.capitalize() for number, part in enumerate(parts))


def _keeps_capitals(word: str, acronyms: set[str]) -> bool:
    bare = word.strip("(),.:;«»")
    return bare in acronyms or bool(_ROMAN.fullmatch(bare))


def _organisation(head: Sequence[Block], foot: Sequence[Block]) -> str | None:
    text = "\n".join(block.text[:HEAD_CHARACTERS] for block in head if block.kind != "row")
    found: list[str] = list(dict.fromkeys(_tidy(match[0]) for match in _ORGANISATION.finditer(text)))
    signed = any(_RQDS.search(block.text) for block in foot if len(block.text) <= LONGEST_LINE)
    if not found and (signed or _RQDS.search(text)):
        found = [_NETWORK]
    elif "Espace MUNI" in found and _RQDS.search(text):
        found = [_NETWORK, *(name for name in found if name != _NETWORK)]
    return "; ".join(found[:3]) or None


def _tidy(name: str) -> str:
    name = _SITTING.sub("", re.sub(r"\s+", " ", name)).replace("’", "'")
    name = re.sub(r"^Espace[ -]M(?:UNI|uni)$", "Espace MUNI", name)
    name = re.sub(r"^Réseau québécois du", "Réseau québécois de", name)
    return name.capitalize().replace("mauricie", "Mauricie") if name.isupper() else name


def _regions(title: str, organisation: str | None, head: Sequence[Block], blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the regions of the headings that number them, of the title, or the one or two most often named.

    One that is only named in passing in a long text is not the document's.
    """
    numbered = (block for block in blocks if block.kind == "heading" and block.level == 1 and "|" in block.text)
    headed = tuple(dict.fromkeys(region for block in numbered if (region := region_named(block.text))))
    if headed or (named := find_regions(title) or find_regions(organisation or "")):
        return headed or named
    counts = Counter(region for block in blocks if block.kind != "row" for region in find_regions(block.text))
    total = counts.total()
    main = tuple(region for region, count in counts.most_common(2) if count >= 5 and count >= total * 0.4)
    if main:
        return main
    is_short = sum(len(block.text) for block in blocks) <= PASSING
    lines = [block.text for block in head if block.kind != "row" and (is_short or len(block.text) <= LONGEST_LINE)]
    first_page = find_regions("\n".join(lines))
    return first_page if len(first_page) == 1 and total <= 5 else ()


def _date(title: str, head: Sequence[Block]) -> str | None:
    """Return the title's one date, or the first page's that stands alone, ends a short line or is beside « adopté ».

    Without one, return the title's period.
    """
    titled = {date.iso for date in find_dates(title)} if len(title) <= LONGEST_LINE else set()
    if len(titled) == 1:
        return titled.pop()
    for number, block in enumerate(head):
        dates = find_dates(block.text) if block.kind != "row" else []
        if not dates:
            continue
        alone = dates[0].end - dates[0].start >= len(block.text) * 0.5 or _is_dateline(block, dates[0])
        if alone or _is_adopted(head[max(0, number - 2) : number], block.text[: dates[0].start]):
            return dates[0].iso
    return find_period(title)


def _is_adopted(above: Sequence[Block], before: str) -> bool:
    """Tell whether « adopté » or the like stands right before a date, or on a short line above it."""
    lines = [block.text for block in above if len(block.text) <= LONGEST_LINE]
    return any(map(_ADOPTED.search, [*lines, before[-LONGEST_LINE:]]))


def _is_dateline(block: Block, date: FoundDate) -> bool:
    """Tell whether a short line ends with a date, as « Ville de Laval, le 3 juin 2025 » does."""
    if block.kind not in {"paragraph", "heading"} or len(block.text) > LONGEST_LINE:
        return False
    if _SESSION.search(fold(block.text[: date.start])):
        return True
    return not block.text[date.end :].strip(" .)") and bool(_BEFORE_DATE.search(block.text[: date.start]))
