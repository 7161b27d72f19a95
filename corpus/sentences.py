"""The French sentence splitter: spans of sentences and list items. It never cuts « M. », « art. 5 » or « 5,5 M$. »."""

from __future__ import annotations

import re

# Words after which a full stop does not end a sentence. Source: our own table of municipal documents.
_TITLES = frozenset("m mm mme mmes mlle mlles me dr dre drs st ste sts stes prof hon mgr mr mrs ms".split())
"""Before a name, and written with a capital: « M. Tremblay », but not « She told me. »."""
_ABBREVIATIONS = frozenset(
    """
    al adm arr av boul bld c-à-d c.-à-d cf coll ch chap dépt dept dir éd edit env éq eq ex gouv ing mun ph qc rte sc
    suiv tél tel trad univ vs
    """.split()
)
_BEFORE_A_NUMBER = frozenset(
    """
    approx appt art bur fasc fig janv févr fevr avr juill sept oct nov déc dec max min no nos num par pos poste pp
    règl sect tab vol
    """.split()
)
"""Where a number or a code follows: « art. 5 », « sept. 2018 », « no. A-12 », but « Ils étaient sept. »."""
_LETTERED = frozenset(
    """
    annexe bloc case catégorie choix classe cote groupe lettre lot niveau option partie phase plan point secteur
    section tableau type variante vitamine volet zone
    """.split()
)
"""Before a single letter that is a name, not an initial: « l'annexe A. »."""
_NUMBERED = re.compile(
    r"^(?:[•*·–—-]\s*)?(?:(?:action|annexe|article|atelier|axe|chantier|chapitre|enjeu|étape|mesure|objectif|orientation"
    r"|partie|priorité|question|section|volet)\s*:?\s*)?$",
    re.IGNORECASE,
)
"""What may stand between the start of a line and the number that marks it: « 2. Financement », « Objectif : 1. »."""

_BREAK = re.compile(r"[\n\t]|(?<=\S)\s(?=•\s)")
_END = re.compile(r"[.!?…]+(?:[”\")\]]|[ \u00a0\u202f]?»)*")
_NEXT_STARTS = re.compile(r"\s+(?:[«“\"•]|[(\[*–—-]*\s*[A-ZÀ-ÖØ-ÞŒŸ0-9])|\s*$")
_SIGN = re.compile(r"\S")
_WORD_BEFORE = re.compile(r"([\w.’'-]+)$")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)['’]", re.IGNORECASE)
_NUMBER_NEXT = re.compile(r"[(\[]?\d|[A-Z][.\d-]")
_MARK = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[IVX]{1,4}")
LOOK = 30
"""Characters looked at on each side of a full stop: longer than any abbreviation."""
LONGEST_ASIDE = 300
"""Characters between brackets, at most, that are taken for an aside inside a sentence."""


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans, in characters of `text`, of its sentences, list items and headings, without blanks around.

    A line break, a tab (a table's cell) and a bullet end a sentence: lists and headings have no full stop. In doubt
    two sentences stay one: a span that is too long can still be quoted, one that is cut misleads.
    """
    stop = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    position = start
    for found in _BREAK.finditer(text, start, stop):
        spans.extend(_split_line(text, position, found.start()))
        position = found.end()
    spans.extend(_split_line(text, position, stop))
    return spans


def _split_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, position, match, end):
            spans.append((position, match.end()))
            position = match.end()
    spans.append((position, end))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def _ends_sentence(text: str, start: int, match: re.Match[str], end: int) -> bool:
    after = text[match.end() : min(end, match.end() + LOOK)]
    if not _NEXT_STARTS.match(after):
        return False
    if match[0] != ".":
        return not _closes_an_aside(text, start, match)
    before = _WORD_BEFORE.search(text, max(start, match.start() - LOOK), match.start())
    if not before:  # « 5 000 $. », « (annexe). »; but a full stop alone is a bullet
        return bool(_SIGN.search(text, start, match.start()))
    lead = text[max(start, before.start() - LOOK) : before.start()]
    opens_line = len(lead) < LOOK and bool(_NUMBERED.match(lead))
    return not (_is_abbreviation(before[1], lead, after.lstrip()) or (opens_line and _MARK.fullmatch(before[1])))


def _closes_an_aside(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether a mark stands at the end of an aside inside a sentence: « les élus (maires, etc.) Laval »."""
    opening = text.rfind("(", max(start, match.start() - LONGEST_ASIDE), match.start())
    return ")" in match[0] and opening >= 0 and bool(_SIGN.search(text, start, opening))


def _is_abbreviation(written: str, lead: str, after: str) -> bool:
    """Tell whether a word keeps its full stop to itself, given what stands before it and after it."""
    written = _ELISION.sub("", written)
    word = written.lower()
    if word in _TITLES and written[:1].isupper():
        return True
    if word in _BEFORE_A_NUMBER and _NUMBER_NEXT.match(after):
        return True
    if word in _ABBREVIATIONS:
        return True
    if "." in word and not any(character.isdigit() for character in word):  # « p.ex », « R.L.R.Q »
        return all(len(part) <= 3 for part in word.split("."))
    if len(word) == 1 and word.isalpha():  # « É. Tremblay », « RLRQ, c. S-4 »; but « l'annexe A. », « il y a. »
        named = lead.split()[-1:]
        lettered = bool(named) and _ELISION.sub("", named[0].lower()) in _LETTERED
        return written not in {"a", "à", "y"} and not lettered
    return False


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
