"""A document's title: the line near the top that says what it is, and not one that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.dates import find_dates
from corpus.glossary import entries, fold, regions
from corpus.metadata_kind import kind_named, names_a_paper
from corpus.metadata_lines import is_prose, is_short
from corpus.model import Block

LONGEST_TITLE = 120
"""Characters of a title."""
TITLE_WITHIN = 6
"""Lines at the top of a document among which what it is may follow the name of the body that wrote it."""
BARE = 3
"""Words of a line, such as « Procès-verbal », that the line below it completes."""

_NOT_A_TITLE = re.compile(
    r"^(?:quebec|webinaire|page \d+|sommaire|table des matieres|pour (?:diffusion|publication) immediate)$"
    r"|^(?:www\.|https?:)|^[\d\s|/.:-]+$|presentee? par|^conferenci|coordonnat|(?<!plan )direct(?:eur|rice)"
    r"|^\d{1,2}[.)] \w+$|[,;]$|^(?:attendu|considerant|whereas)\b"
)
"""Folded lines that are no title: addresses, people, parts of a table of contents, reasons of a decision."""
_ENDS = re.compile(r"\S\s+\S+\s+\S*[a-zà-ÿ]{3,}[.;]$")
"""The end of a sentence, of three words or more; a line in capitals may end with a full stop and be a title."""
_PLACE = re.compile(r"(?:[^\d:;]{2,40},\s+)?(?:(?:le|ce|this)\s+)?(?:\w{3,9}\s+)?", re.IGNORECASE)
"""What stands before the date on the line of a letter that says where and when it was written."""
_PROVINCE = re.compile(r"^province d[eu] qu[ée]bec\W*", re.IGNORECASE)
"""What stands above the name of a municipality on its papers."""
_TYPED = re.compile(r"(?:registre des|rapport|bilan)\b")
"""Words that open a title and say what a document is, besides those of the papers of a council or an office."""
_BODY = re.compile(r"(?:commune|municipalite|ville|paroisse|mrc|conseil|comite) (?:de |d['’]|du |des |municipal)")
"""The name of a body that stands alone at the top of its paper."""
_AGENDA = re.compile(
    r"(?:\d+[.)]|ouverture|presences?|presents?|sont presents|etaient presents|adopt|ordre du jour|objet)\b"
)
"""What opens a line that is part of some minutes, and no more of their title."""
_TOWN = re.compile(
    r"\b((?:commune|municipalité|ville|paroisse|mrc) (?:de la |de |du |des |d['’]))(\w[\w’'-]*)", re.IGNORECASE
)
_SMALL = frozenset("de des du d l la le les aux au sur sous en et".split())
_ROMAN = re.compile(r"[IVX]+")


def find_title(opening: Sequence[Block], head: Sequence[Block]) -> str | None:
    """Return the line that reads like a title: what says that it is minutes or the like wins over a kind it names.

    `opening` stands above the first prose; `head` is the first page. Without a title, return the sentence that is
    the whole of a short text's first block.
    """
    sheet = _first_row(head)
    if sheet:
        return sheet
    lines = _candidates([*opening, *_first_words(head)]) or _candidates(
        [block for block in head if block.kind == "heading"]
    )
    if lines:
        return _best(lines)
    first = head[0] if head and head[0].kind == "paragraph" else None
    return first.text.strip() if first and len(first.text) <= LONGEST_TITLE and _may_be_title(first.text) else None


def sentence_case(title: str) -> str:
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


def _candidates(blocks: Sequence[Block]) -> list[str]:
    """Return the lines that may be a title: several words, or one that says what the document is."""
    lines = [
        _PROVINCE.sub("", block.text).strip(" \u00a0:")
        for block in blocks
        if is_short(block, LONGEST_TITLE) and not is_prose(block)
    ]
    return [line for line in lines if _may_be_title(line) and not _ENDS.search(line)]


def _may_be_title(line: str) -> bool:
    if names_a_paper(line):
        return not _NOT_A_TITLE.search(fold(line.strip()))
    return len(line.split()) >= 2 and not _NOT_A_TITLE.search(fold(line.strip())) and not _is_dateline(line)


def _is_dateline(line: str) -> bool:
    """Tell whether a line is a place and a date, such as « Alma, le 4 septembre 2023 », or only a date."""
    date = next(iter(find_dates(line)), None)
    if date is None or line[date.end :].strip(" .") or kind_named(line):
        return False
    return bool(_PLACE.fullmatch(line[: date.start]))


def _first_words(head: Sequence[Block]) -> list[Block]:
    """Return the start of the first prose up to a date: « Procès-verbal de la séance tenue le 3 mai 2024, à … »."""
    prose = next((block for block in head if is_prose(block)), None)
    date = next(iter(find_dates(prose.text[: 2 * LONGEST_TITLE])), None) if prose else None
    if prose is None or date is None or date.end > LONGEST_TITLE or not names_a_paper(prose.text):
        return []
    return [replace(prose, text=prose.text[: date.end])]


def _first_row(head: Sequence[Block]) -> str | None:
    """Return the one cell of several words that a workbook's first row holds, below the name of its sheet."""
    row = next((block for block in head if block.kind == "row"), None)
    if row is None or row.locator is None or row.locator.kind != "sheet":
        return None
    above = head[: head.index(row)]
    text = row.text.strip()
    titled = len(text.split()) >= 2 and len(text) <= LONGEST_TITLE and "\t" not in row.text
    return text if titled and all(block.kind == "heading" for block in above) else None


def _best(lines: Sequence[str]) -> str:
    typed = next((number for number, line in enumerate(lines[:TITLE_WITHIN]) if _is_typed(line)), None)
    named = next((number for number, line in enumerate(lines) if kind_named(line)), None)
    if typed is not None and (named is None or typed <= named):
        return _typed(lines, typed)
    return _named(lines, named) if named else lines[0]


def _is_typed(line: str) -> bool:
    return names_a_paper(line) or bool(_TYPED.match(fold(line)))


def _typed(lines: Sequence[str], number: int) -> str:
    """Return the line that says what a document is, below the name of its body, with what completes it."""
    first, typed = lines[0], lines[number]
    following = lines[number + 1] if number + 1 < len(lines) else ""
    is_bare = len(typed.split()) <= BARE and names_a_paper(typed) and ":" not in typed
    parts = [sentence_case(typed)]
    if is_bare and following and not _AGENDA.match(fold(following)):
        parts.append(sentence_case(following))
    body = next((line for line in reversed(lines[:number]) if _BODY.match(fold(line))), None)
    if body:
        parts.insert(0, sentence_case(body))
    elif number and not is_bare and not names_a_paper(typed):
        return first
    title = ", ".join(parts)
    return title if len(title) <= 2 * LONGEST_TITLE else parts[-1]


def _named(lines: Sequence[str], named: int) -> str:
    first, above, best = lines[0], lines[named - 1], lines[named]
    # « DÉVELOPPEMENT SOCIAL RÉGION DE LA MAURICIE » above « PLAN D'ACTION 2003-2004 »
    if best.isupper() and above.isupper() and len(best.split()) <= 4 and "développement" in above.lower():
        return f"{above}, {best}"
    return first if len(first.split()) >= 4 and not first.isupper() else best


def _capitals(name: str) -> str:
    parts = name.split("-")
    return "-".join(part if number and part in _SMALL else part.capitalize() for number, part in enumerate(parts))


def _keeps_capitals(word: str, acronyms: set[str]) -> bool:
    bare = word.strip("(),.:;«»")
    return bare in acronyms or bool(_ROMAN.fullmatch(bare))
