"""What a document is: its title, kind, organisation, regions, date and language, recognised from its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.dates import find_dates, find_period
from corpus.glossary import entries, find_regions, fold, regions
from corpus.model import Block, Kind, Metadata

HEAD_BLOCKS = 24
"""Blocks at the top of a document that stand for its first page, when looking for a title, a date, an organisation."""
HEAD_CHARACTERS = 1500

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("notes de webinaire", re.compile(r"\bwebinaires?\b|periode de questions|compte.rendu de (?:la )?rencontre")),
    ("plan d'action", re.compile(r"\bplans? d'action|plan de mise en oeuvre|plan de travail")),
    ("cadre de référence", re.compile(r"\bcadre de reference")),
    ("portrait", re.compile(r"\bportraits?\b|\bdiagnostic|\bprofils?\b|etat de situation")),
    ("guide", re.compile(r"\bguides?\b|\bqu'est-ce que\b|boite a outils|trousse")),
    ("présentation", re.compile(r"\bpresentation\b|plan de la presen")),
    ("politique", re.compile(r"\bpolitiques?\b")),
)
_NOT_A_TITLE = re.compile(
    r"^(?:quebec|page \d+|webinaire|www\.|https?:)|^[\d\s|/.:-]+$|presentee? par|^conferenci|coordonnat|direct(?:eur|rice)"
)
_ORGANISATION = re.compile(
    r"(?:Villes? (?:de|d['’])\s?[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
    r"|Municipalité (?:de|d['’])\s?[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
    r"|MRC (?:de(?:s| la| l['’])?|d['’]|du)\s?[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
    r"|CI(?:U)?SSS (?:de(?:s| la| l['’])?|d['’]|du)\s?[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
    r"|Réseau québécois (?:de|du) développement social"
    r"|Espace[ -]M(?:UNI|uni)\b"
    r"|(?i:consortium (?:en )?développement social (?:de la )?mauricie))"
)
_RQDS = re.compile(r"\bRQDS\b|rqds\.org")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une?|et|est|dans|pour|que|qui|sur|avec|du|au)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|is|in|to|for|that|with|on|are|this|by|from)\b")
_CITATION = re.compile(r"(?P<authors>[^.(]+)\.\s*\((?P<year>\d{4})\)\.\s*(?P<title>[^.]+)\.")
_ADDRESS = re.compile(r"https?://[^\s,)>\]]*[^\s,)>\].]")
_LICENCE = re.compile(r"\bCC[ -](?:BY|0)\b|creative commons|licence ouverte|domaine public", re.IGNORECASE)


def recognise(blocks: Sequence[Block], given: Metadata, *, source: str) -> Metadata:
    """Return what a document says of itself; what the file or a person gave always wins."""
    head = _head(blocks)
    head_text = "\n".join(block.text for block in head)
    title = given.title or _sentence_case(_title(head) or source)
    text = "\n".join(block.text for block in blocks)
    return replace(
        given,
        title=title,
        kind=given.kind or _kind(title, head_text, [block.text for block in blocks if block.kind == "heading"]),
        organisation=given.organisation or _organisation(head_text, text),
        regions=given.regions or _regions(title, head_text, blocks),
        date=given.date or _date(title, head),
        language=given.language or language_of(text[:20000]),
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
    following = dict(zip(lines, lines[1:], strict=False))
    dates = find_dates(following.get("Publication", ""))
    citation = _CITATION.search(following.get("Pour citer cette note", ""))
    address = _ADDRESS.search(following.get("Pour citer cette note", ""))
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
        if len(head) >= HEAD_BLOCKS and length >= HEAD_CHARACTERS // 3:
            break
        head.append(block)
        length += len(block.text)
        if length >= HEAD_CHARACTERS:
            break
    return head


def _title(head: Sequence[Block]) -> str | None:
    """Return the first line that reads like a title: names a kind of document or is the first of several words."""
    lines = [
        block.text.strip(" :") for block in head if block.kind in {"heading", "paragraph"} and len(block.text) <= 200
    ]
    lines = [line for line in lines if not _NOT_A_TITLE.search(fold(line)) and len(line.split()) >= 2]
    named = [number for number, line in enumerate(lines) if kind_named(line)]
    if not named:
        return lines[0] if lines else None
    best = named[0]
    above = lines[best - 1] if best else ""
    # « DÉVELOPPEMENT SOCIAL RÉGION DE LA MAURICIE » above « PLAN D'ACTION 2003-2004 »
    if lines[best].isupper() and above.isupper() and len(lines[best].split()) <= 4 and "développement" in above.lower():
        return f"{above}, {lines[best]}"
    return lines[0] if best and len(lines[0].split()) >= 4 and not lines[0].isupper() else lines[best]


def _kind(title: str, head: str, headings: Sequence[str]) -> Kind:
    if re.search(r"\bwebinaire", fold(head)) or any("periode de questions" in fold(heading) for heading in headings):
        return "notes de webinaire"
    if re.search(r"plan de la presen[st]a[tm]ion", fold(head)):
        return "présentation"
    return kind_named(title) or kind_named(head) or "autre"


def _sentence_case(title: str) -> str:
    """Return a title written all in capitals as a sentence; acronyms and names of places keep their capitals."""
    if not title.isupper():
        return title
    acronyms = {
        entry.name for entry in entries() if entry.kind == "acronyme" and entry.name.isupper() and len(entry.name) > 2
    }
    parts = []
    for part in title.split(", "):
        words = [word if word.strip("(),.:;") in acronyms else word.lower() for word in part.split(" ")]
        parts.append(" ".join(words)[:1].upper() + " ".join(words)[1:])
    cased = ", ".join(parts)
    names = sorted(
        (name for region in regions() for name in region.variants if name[0].isupper()), key=len, reverse=True
    )
    for name in names:
        cased = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name, cased, flags=re.IGNORECASE)
    return cased


def _organisation(head: str, text: str) -> str | None:
    found: list[str] = list(dict.fromkeys(_tidy(match[0]) for match in _ORGANISATION.finditer(head)))
    if not found and _RQDS.search(text):
        found = ["Réseau québécois de développement social"]
    elif "Espace MUNI" in found and _RQDS.search(head):
        found = ["Réseau québécois de développement social", *(name for name in found if "Réseau" not in name)]
    return "; ".join(found[:3]) or None


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).replace("’", "'")
    name = re.sub(r"^Espace[ -]M(?:UNI|uni)$", "Espace MUNI", name)
    name = re.sub(r"^Réseau québécois du", "Réseau québécois de", name)
    return name.capitalize().replace("mauricie", "Mauricie") if name.isupper() else name


def _regions(title: str, head: str, blocks: Sequence[Block]) -> tuple[str, ...]:
    headed = [region for block in blocks if block.kind == "heading" and block.level == 1 and "|" in block.text
              for region in find_regions(block.text.partition("|")[2])]  # fmt: skip
    if headed:
        return tuple(dict.fromkeys(headed))
    named = find_regions(title)
    if named:
        return named
    counts = Counter(region for block in blocks for region in find_regions(block.text))
    total = sum(counts.values())
    main = [region for region, count in counts.most_common(2) if count >= 5 and count >= total * 0.4]
    return tuple(main) or tuple(find_regions(head)[:1] if len(find_regions(head)) == 1 and total <= 5 else ())


def _date(title: str, head: Sequence[Block]) -> str | None:
    """Return the date that stands on the first page on a line of its own or beside « adopté », else the title's period."""
    for number, block in enumerate(head):
        dates = find_dates(block.text)
        if not dates:
            continue
        alone = dates[0].end - dates[0].start >= len(block.text) * 0.5
        adopted = re.search(
            r"adopt|publi|version|mise à jour|présenté",
            " ".join(b.text for b in head[max(0, number - 2) : number + 1]),
            re.I,
        )
        if alone or adopted:
            return dates[0].iso
    return find_period(title)
