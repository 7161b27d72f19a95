"""A document's canonical text as HTML: real headings, lists and tables, one passage marked to the character.

Nothing is added to the text or left out: the text of the HTML is the canonical text, and that of its
`<mark id="passage">` is `text[start:end]`, list marks, tabs and line ends included. Pages, slides and times are marked
by elements without text, whose words are an attribute.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any, Literal

from markupsafe import Markup

_ITEM = re.compile(r"(?:•|\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2})+\.?|[a-z]\))\s")
_MARK = Markup('<mark id="passage">{}</mark>')
_PLACE = Markup('<span class="place" data-place="{}"></span>')

Kind = Literal["heading", "item", "row", "paragraph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the text, `text[start:end]`, or the part of it that a passage's edge cuts off.

    `level` is that of a heading, from 1; `inside` holds the passage where it lies within this line; `place` names the
    page, slide or time that begins here.
    """

    start: int
    end: int
    kind: Kind
    level: int = 0
    inside: tuple[int, int] | None = None
    place: str = ""


def document_html(
    text: str,
    sections: Sequence[Mapping[str, Any]],
    title: str,
    span: tuple[int, int] | None,
    places: Sequence[tuple[int, str]] = (),
) -> Markup:
    """Return the body of a document's page, with the passage at a span marked; `places` are offsets and names."""
    lines = list(_placed(_lines(text, sections, title), places))
    if span is None:
        return _blocks(text, lines, 0, len(text))
    start, end = span
    for number, line in enumerate(lines):
        if line.start <= start and end <= line.end:
            kind = "paragraph" if line.kind == "row" else line.kind
            lines[number] = replace(line, inside=span, kind=kind)
            return _blocks(text, lines, 0, len(text))
    cut = [part for line in lines for part in _cut(line, start, end)]
    before = [line for line in cut if line.end <= start]
    marked = [line for line in cut if start <= line.start and line.end <= end]
    after = [line for line in cut if line.start >= end]
    return (
        _blocks(text, before, 0, start)
        + _MARK.format(_blocks(text, marked, start, end))
        + _blocks(text, after, end, len(text))
    )


def opens_with_title(text: str, title: str) -> bool:
    """Tell whether a text's first line is its title, which then needs no other heading."""
    return text.split("\n", 1)[0].strip() == title


def _lines(text: str, sections: Sequence[Mapping[str, Any]], title: str) -> Iterator[Line]:
    paths = {section["start"]: section["heading_path"] for section in sections if section["heading_path"]}
    titled = opens_with_title(text, title)
    start = 0
    for words in text.split("\n"):
        end = start + len(words)
        path = paths.get(start, [])
        if path and words == path[-1]:
            under_title = titled and path[0] == title
            yield Line(start=start, end=end, kind="heading", level=min(6, len(path) + (0 if under_title else 1)))
        elif titled and start == 0:  # a title that is no section of its own, as that of a transcript
            yield Line(start=start, end=end, kind="heading", level=1)
        elif words:
            kind: Kind = "item" if _ITEM.match(words) else "row" if "\t" in words else "paragraph"
            yield Line(start=start, end=end, kind=kind)
        start = end + 1


def _placed(lines: Iterable[Line], places: Sequence[tuple[int, str]]) -> Iterator[Line]:
    """Give the lines, each with the last of the places that begin in it or in the blanks before it."""
    waiting = deque(places)
    for line in lines:
        named = ""
        while waiting and waiting[0][0] < line.end:
            named = waiting.popleft()[1]
        yield replace(line, place=named)


def _cut(line: Line, *places: int) -> Iterator[Line]:
    """Give the parts of a line between some places."""
    inner = [place for place in places if line.start < place < line.end]
    edges = [line.start, *inner, line.end]
    for start, end in pairwise(edges):
        kind = "paragraph" if inner and line.kind == "row" else line.kind
        yield replace(line, start=start, end=end, kind=kind, place=line.place if start == line.start else "")


def _blocks(text: str, lines: Sequence[Line], start: int, end: int) -> Markup:
    """Return a stretch of the text as blocks; the blanks before, between and after them stay where they are."""
    parts: list[Markup] = []
    for kind, group in groupby(lines, key=lambda line: line.kind):
        together = list(group)
        parts.extend((_escaped(text[start : together[0].start]), _group(text, kind, together)))
        start = together[-1].end
    return Markup("").join([*parts, _escaped(text[start:end])])


def _group(text: str, kind: Kind, lines: list[Line]) -> Markup:
    if kind == "item":
        return Markup("<ul>{}</ul>").format(_each(text, lines, "li"))
    if kind == "row":
        return Markup('<div class="table"><table><tbody>{}</tbody></table></div>').format(_each(text, lines, "tr"))
    return _each(text, lines, "p")


def _each(text: str, lines: list[Line], tag: str) -> Markup:
    parts: list[Markup] = []
    for number, line in enumerate(lines):
        if number:
            parts.append(_escaped(text[lines[number - 1].end : line.start]))
        name = f"h{line.level}" if line.kind == "heading" else tag
        named = _PLACE.format(line.place) if line.place else Markup("")
        content = _cells(text[line.start : line.end], named) if line.kind == "row" else named + _inline(text, line)
        parts.append(Markup("<{0}>{1}</{0}>").format(Markup(name), content))
    return Markup("").join(parts)


def _cells(words: str, named: Markup) -> Markup:
    first, *rest = words.split("\t")
    cells = [named + _escaped(first), *rest]
    return Markup("\t").join(Markup("<td>{}</td>").format(cell) for cell in cells)


def _inline(text: str, line: Line) -> Markup:
    if line.inside is None:
        return _escaped(text[line.start : line.end])
    start, end = line.inside
    before, after = _escaped(text[line.start : start]), _escaped(text[end : line.end])
    return before + _MARK.format(text[start:end]) + after


def _escaped(words: str) -> Markup:
    return Markup("{}").format(words)
