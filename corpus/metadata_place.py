"""Whose a document is, and of which regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.glossary import find_regions, fold, region_named, regions
from corpus.metadata_lines import HEAD_CHARACTERS, LONGEST_LINE
from corpus.model import Block

FOOT_BLOCKS = 3
"""Blocks at the bottom of a document where its author signs."""
PASSING = 3_000
"""Characters of a text from which a region named once in the middle of a paragraph is named in passing."""

_NAME = r"[A-ZÀ-Ÿ][\w'’–-]*(?:[ -][A-ZÀ-Ÿ][\w'’–-]*)*"
_OF = r"(?:de(?:s| la| l['’])?|d['’]|du)"
_ORGANISATION = re.compile(
    rf"(?:Villes?|Municipalité|Commune) (?:de|d['’])\s?{_NAME}|(?:MRC|CI(?:U)?SSS) {_OF}\s?{_NAME}"
    r"|Réseau québécois (?:de|du) développement social|Espace[ -]M(?:UNI|uni)\b"
    r"|(?i:consortium (?:en )?développement social (?:de la )?mauricie)"
)
_SITTING = re.compile(r" (?:Séance|Procès|Compte|Conseil|Règlement|Registre|Bureau)\b.*")
_NETWORK = "Réseau québécois de développement social"
_RQDS = re.compile(r"\bRQDS\b|rqds\.org")
_NUMBERED = re.compile(r"(\d{2})\s*(?:[|.:)]|-\s)\s*(.+)", re.DOTALL)
_REGION_OF = re.compile(
    r"^(?:(?:la |les )?region (?:administrative )?(?:de la |de l'|des |de |du |d')?|la |l'|le |les )(?=\S)"
)


def find_organisation(head: Sequence[Block], foot: Sequence[Block]) -> str | None:
    """Return the bodies that the first page names or that sign at the foot, three at most."""
    text = "\n".join(block.text[:HEAD_CHARACTERS] for block in head if block.kind != "row")
    found: list[str] = list(dict.fromkeys(_tidy(match[0]) for match in _ORGANISATION.finditer(text)))
    signed = any(_RQDS.search(block.text) for block in foot if len(block.text) <= LONGEST_LINE)
    if not found and (signed or _RQDS.search(text)):
        found = [_NETWORK]
    elif "Espace MUNI" in found and _RQDS.search(text):
        found = [_NETWORK, *(name for name in found if name != _NETWORK)]
    return "; ".join(found[:3]) or None


def regions_of(title: str, organisation: str | None, head: Sequence[Block], blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the regions of the headings that number them, of the title, or the one or two most often named.

    One that is only named in passing in a long text is not the document's.
    """
    numbered = (block for block in blocks if block.kind == "heading" and block.level == 1 and "|" in block.text)
    headed = tuple(dict.fromkeys(region for block in numbered if (region := heading_region(block.text))))
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


def heading_region(heading: str) -> str | None:
    """Return the region that a heading is the name of: `04 | MAURICIE`, `Région de la Mauricie`, `Laval`; or None.

    A heading that only mentions a region, or is only a number, is the name of none.
    """
    numbered = _NUMBERED.fullmatch(heading.strip())
    if numbered:
        number, name = numbered.groups()
        found = region_named(f"{number} | {name}")
        is_its_own = any(region.name == found and region.number == number for region in regions())
        return found if found and (is_its_own or _is_name(name, found)) else None
    named = region_named(heading)
    return named if named and _is_name(heading, named) else None


def _is_name(words: str, name: str) -> bool:
    """Tell whether some words are a region's name or one that means it, « région de » or not, and nothing more."""
    variants = {_plain(variant) for region in regions() if region.name == name for variant in region.variants}
    folded = fold(words).strip()
    return not folded.isdigit() and bool({_plain(folded), _plain(_REGION_OF.sub("", folded))} & variants)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def _tidy(name: str) -> str:
    name = _SITTING.sub("", re.sub(r"\s+", " ", name)).replace("’", "'")
    name = re.sub(r"^Espace[ -]M(?:UNI|uni)$", "Espace MUNI", name)
    name = re.sub(r"^Réseau québécois du", "Réseau québécois de", name)
    return name.capitalize().replace("mauricie", "Mauricie") if name.isupper() else name
