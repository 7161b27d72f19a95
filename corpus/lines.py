"""A plain text → its lines: what each one looks like, without the repeated ones, each paragraph's joined into one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.dates import find_dates

BULLET = re.compile(r"^(\s*)((?:[•\-–*](?:\s+|$))+|o\s+(?=[A-ZÀ-Ÿ]))(.*)$")
NUMBERED = re.compile(r"^(\s*)(?:[•\-–]\s+)?((?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|[a-z]\))\s+)(\S.*)$")
REGION = re.compile(r"^\d{2}\s*\|\s*[A-ZÀ-Ÿ][A-ZÀ-Ÿ' ’–-]+$")
_VERDICTS = (
    r"(?:ADOPT|REJET|REPORT|RETIR)[ÉE]E?S?\b|(?:[ÀA] L['’])?UNANIM|[ÀA] LA MAJORIT[ÉE]|MAJORIT[ÉE]\b|R[ÉE]SOLU\b"
    r"|PROPOS[ÉE]E?\b|APPUY[ÉE]E?\b"
)
FORMULA = re.compile(
    r"(?:ATTENDU|CONSIDÉRANT|VU\b|QUE\b|QU['’]|D(?:['’]|E\s)\w+(?:ER|IR|RE)\b|IL EST|EN CONSÉQUENCE"
    rf"|RÉSOLU|{_VERDICTS})",
    re.IGNORECASE,
)
"""The words that open the parts of a resolution, in capitals as often as not: none of them is a heading."""
_ANSWER = re.compile(
    rf"(?:{_VERDICTS}).{{0,60}}"
    r"|(?:termin|r[ée]alis|compl[ée]t|annul|abandonn|d[ée]but|amorc|refus|accept|approuv)[ée]e?|suspendue?"
    r"|en (?:cours|attente|continu|suspens|retard)|[àa] (?:venir|faire|suivre)|oui|non|peut-être|aucune?|ne sai[ts] pas"
    r"|(?:tr[èe]s |plut[ôo]t |peu |assez )?(?:in)?satisfaite?s?|(?:d[ée])?favorable|n/a|s\.?o\.?",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \u00a0]{2,}")
_BRACKETS = re.compile(r"\([^)]*\)")
_MARK = re.compile(r"[•\-–*o]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-z]\)")

SHORT = 90
"""Characters: a line this short without a full stop may be a heading."""
LONGEST_TITLE = 3 * SHORT
"""Characters of a heading in capitals, or that is a question."""
LONGEST_DATE = 30
"""Characters of a line that says a date and nothing else."""
LABEL = 45
"""Characters: a line this short that comes back at least `LABEL_TIMES` times, right above its value, is a label."""
LABEL_TIMES = 3
SLIDE_GAP = 3
"""Blank lines that stand for the change of a slide, where a text has at least `SLIDE_TIMES` such gaps."""
SLIDE_TIMES = 5
LONGEST_SLIDE = 2_000
"""Characters of a slide, with its notes."""
PROSE_LINE = 60
"""Characters from which a line that ends like a sentence is one of a paragraph, and not of a list or a diagram."""
MOST_PROSE = 0.4
"""Share of the parts between wide gaps that may be prose where these parts are slides."""
ON_SLIDES = 0.6
"""Share of the slides that a running title of one line opens."""
NARROWEST, WIDEST = 40, 120
"""Characters of the lines of a text that was wrapped at a width: outside of these a line's end is a paragraph's."""
WRAPPED_LINES = 8
WRAPPED_SHARE = 0.6
"""A text is wrapped when at least so many lines, and this share of those with a line below, had no room for more."""
RAGGED = 0.85
"""Part of the width that a line must fill, with the word below, to have had no room for it: letters differ in width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is not blank: `raw` as it stands, `text` with single blanks, the blank lines on both sides.

    `number` counts from 1. A row is a line of a table, its cells apart by tabs.
    """

    raw: str
    text: str
    blanks_before: int
    blanks_after: int
    number: int
    is_row: bool
    is_item: bool

    @property
    def cells(self) -> list[str]:
        """The cells of a row, blank ones included."""
        return _cells(self.raw)

    @property
    def is_short(self) -> bool:
        """Whether the line is short and neither ends like a sentence nor says « label : value »."""
        if len(self.text) > SHORT or self.is_row or self.is_item:
            return False
        ends = self.text[-1] in ".;,!»" and not self.text.endswith("...")
        return not (ends or self.text[0] == "(" or " : " in self.text or "\u00a0: " in self.text)

    @property
    def is_capitals(self) -> bool:
        """Whether the line is a title in capitals; words between brackets may be small."""
        if len(self.text) > LONGEST_TITLE or self.is_row or self.is_item:
            return False
        letters = [letter for letter in _BRACKETS.sub("", self.text) if letter.isalpha()]
        return len(letters) >= 4 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)

    @property
    def has_bullet(self) -> bool:
        """Whether the line is an item of a list without numbers."""
        return self.is_item and not NUMBERED.match(self.raw)

    @property
    def is_answer(self) -> bool:
        """Whether the line is a vote's outcome, a state or an answer, and nothing else: « ADOPTÉE », « En cours »."""
        return len(self.text) <= SHORT and bool(_ANSWER.fullmatch(self.text.rstrip(" .*!")))

    @property
    def is_date(self) -> bool:
        """Whether the line says a date and nothing else."""
        dates = find_dates(self.text) if len(self.text) <= LONGEST_DATE else []
        return len(dates) == 1 and dates[0].end - dates[0].start >= len(self.text) - 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a text, each paragraph's joined into one; the labels among them; whether wide gaps part slides."""

    lines: list[Line]
    labels: frozenset[str]
    slides: bool


def read_lines(text: str) -> Lines:
    """Return the lines of a text. What comes back is kept, but for the running titles of slides."""
    lines = _lines(text)
    labels = _find_labels(lines)
    parts = _parts(lines)
    slides = len(parts) > SLIDE_TIMES and sum(map(_is_prose, parts)) <= MOST_PROSE * len(parts)
    return Lines(lines=_join_wrapped(_drop_repeated(lines, labels) if slides else lines), labels=labels, slides=slides)


def _lines(text: str) -> list[Line]:
    raw = text.split("\n")
    kept = [number for number, line in enumerate(raw) if line.strip() and not _is_empty_bullet(line)]
    lines: list[Line] = []
    for position, number in enumerate(kept):
        before = number - kept[position - 1] - 1 if position else number + 1
        after = kept[position + 1] - number - 1 if position + 1 < len(kept) else len(raw) - number
        row = "\t" in raw[number] and _is_row(raw[number], below_a_row=bool(lines) and lines[-1].is_row)
        lines.append(
            Line(
                raw=raw[number],
                text=_BLANKS.sub(" ", raw[number].strip()),
                blanks_before=before,
                blanks_after=after,
                number=number + 1,
                is_row=row,
                is_item=not row and bool(BULLET.match(raw[number]) or NUMBERED.match(raw[number])),
            )
        )
    return lines


def _is_empty_bullet(line: str) -> bool:
    return not line.strip(" \t\u00a0•-–*.")


def _cells(raw: str) -> list[str]:
    return [" ".join(cell.split()) for cell in raw.split("\t")]


def _is_row(raw: str, *, below_a_row: bool) -> bool:
    """Tell a table's row from a paragraph that a tab indents, and from an item whose mark a tab follows."""
    cells = [cell for cell in _cells(raw) if cell]
    if len(cells) == 1:
        return below_a_row and raw.startswith("\t")
    return not (len(cells) == 2 and _MARK.fullmatch(cells[0]))


def _find_labels(lines: Sequence[Line]) -> frozenset[str]:
    """Return the short lines that come back, each right above its value: the labels of label/value records."""
    times: Counter[str] = Counter()
    for line, below in pairwise(lines):
        above_value = below.is_item or (not line.blanks_after and not _is_cut_title(line, below))
        if line.is_answer:
            above_value = below.has_bullet
        if len(line.text) <= LABEL and line.blanks_before and above_value and line.is_short:
            times[line.text] += 1
    return frozenset(label for label, count in times.items() if count >= LABEL_TIMES)


def _is_cut_title(line: Line, below: Line) -> bool:
    """Tell whether a title goes on below, as on a logo: « Politique / régionale de », « VILLE DE / LAVAL »."""
    return below.text[0].islower() or (line.text.isupper() and below.text.isupper())


def _groups(lines: Iterable[Line], gap: int = 1) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if line.blanks_before >= gap or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def _parts(lines: Iterable[Line]) -> list[list[Line]]:
    """Return what stands between the wide gaps of a text: its slides, where it is made of slides."""
    return _groups(lines, SLIDE_GAP)


def _is_prose(part: Sequence[Line]) -> bool:
    """Tell whether a part of a text is made of paragraphs more than of lists, short lines and the rows of tables."""
    length = sum(len(line.text) for line in part)
    prose = 0
    for group in _groups(part):
        plain = [len(line.text) for line in group if not (line.is_item or line.is_row)]
        ends = group[-1].text[-1] in ".!?»"
        if (
            plain
            and ends
            and not group[-1].is_item
            and sum(plain) >= PROSE_LINE * len(plain) * (0.8 if plain[1:] else 1)
        ):
            prose += sum(plain)
    return length > LONGEST_SLIDE or prose > length / 2


def _drop_repeated(lines: list[Line], labels: frozenset[str]) -> list[Line]:
    """Keep only the first of the short blocks that slides repeat: logos and running titles split over lines."""
    groups = _groups(lines)
    names = [" ".join(line.text for line in group).casefold() for group in groups]
    times = Counter(names)
    openings = Counter(name for name, group in zip(names, groups, strict=True) if group[0].blanks_before >= SLIDE_GAP)
    least = ON_SLIDES * len(_parts(lines))
    kept: list[Line] = []
    seen: set[str] = set()
    gap = 0
    for group, name in zip(groups, names, strict=True):
        gap = max(gap, group[0].blanks_before)  # a change of slide stays where a running title goes
        opens = group[0].blanks_before >= SLIDE_GAP and openings[name] >= least
        comes_back = times[name] >= LABEL_TIMES and name in seen
        if comes_back and _is_short_block(group, name) and (opens or (len(group) > 1 and group[0].text not in labels)):
            continue
        seen.add(name)
        first = group[0] if gap == group[0].blanks_before else replace(group[0], blanks_before=gap)
        kept.extend([first, *group[1:]])
        gap = 0
    return kept


def _is_short_block(group: Sequence[Line], name: str) -> bool:
    """Tell whether a block has the shape of a logo or of a running title."""
    return len(name) <= SHORT and all(line.is_short and not line.is_answer for line in group)


def _join_wrapped(lines: list[Line]) -> list[Line]:
    """Join the lines of each paragraph into one."""
    width = _wrap_width(lines)
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, width):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [_joined(paragraph) for paragraph in paragraphs]


def _wrap_width(lines: list[Line]) -> int | None:
    """Return the width in characters at which a text was wrapped, or None where each line is a paragraph."""
    pairs = [(len(line.text), _room_for(below)) for line, below in pairwise(lines) if not below.blanks_before]
    if len(pairs) < WRAPPED_LINES:
        return None
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.98 * (len(lengths) - 1))]
    full = sum(length + needed > RAGGED * width for length, needed in pairs)
    return width if NARROWEST <= width <= WIDEST and full >= WRAPPED_SHARE * len(pairs) else None


def _room_for(line: Line) -> int:
    """Return the characters that the first word of a line would have taken at the end of the line above."""
    return len(line.text.split(" ", 1)[0]) + 1


def _goes_on(paragraph: list[Line], line: Line, width: int | None) -> bool:
    """Tell whether a line belongs to the paragraph above: the text is wrapped, or the sentence has not ended."""
    first, above = paragraph[0], paragraph[-1]
    if line.blanks_before or line.is_item or line.is_row or first.is_row or line.is_date:
        return False
    if width and len(above.text) + _room_for(line) > RAGGED * width:
        return True
    if above.text[-1] in ".!?:;":
        return False
    return line.text[0].islower() or (_is_cut_title(above, line) and _opens_a_title(first))


def _opens_a_title(line: Line) -> bool:
    return line.blanks_before > 0 and line.is_capitals and not (line.is_answer or REGION.match(line.text))


def _joined(paragraph: list[Line]) -> Line:
    first, last = paragraph[0], paragraph[-1]
    if first is last:
        return first
    below = [line.text for line in paragraph[1:]]
    return replace(
        first,
        raw=" ".join([first.raw.rstrip(), *below]),
        text=" ".join([first.text, *below]),
        blanks_after=last.blanks_after,
    )
