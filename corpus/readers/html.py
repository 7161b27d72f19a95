"""HTML pages → extract: the main content, without navigation and without what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.dates import is_iso_date
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.lines import BULLET
from corpus.model import Block, Extract, Metadata
from corpus.readers.archives import naming_errors
from corpus.readers.html_page import main_content, parse
from corpus.readers.html_tables import BLOCKS, is_data, table_blocks
from corpus.readers.numbers import written
from corpus.readers.opc import with_bold_headings, words
from corpus.readers.properties import sensible_authors, sensible_title

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"h([1-6])")
_BOLD = frozenset({"b", "strong"})
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BLANK_LINES = re.compile(r"\n{2,}")
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_AUTHORS = frozenset({"author", "article:author", "citation_author", "dc.creator", "dcterms.creator"})
_DATES = ("article:published_time", "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.date")
_ADDRESS = re.compile(r"https?://\S{1,2000}")


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a page's main content.

    Raises:
        FileError: the bytes are not a text, or go over a limit.
    """
    with naming_errors():
        root = parse(content, limits)
        said = _said(root)
        flow = _Flow()
        flow.read(main_content(root))
        has_rows = any(block.kind == "row" for block in flow.blocks)
        return Extract(
            blocks=flow.laid_out(),
            metadata=_metadata(said, flow.blocks),
            flags=(TABLE_FLAG,) if has_rows else (),
        )


@dataclass(slots=True)
class _List:
    """An open list: the form of its numbers, blank for bullets, and the number that comes next."""

    form: str
    following: int = 1


class _Flow:
    """One pass over the elements, with the words, lists and heading that are open."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._lists: list[_List] = []
        self._marks: list[str | None] = []  # of the open items; None once a heading stands in one, « » once used
        self._heading = 0
        self._kept_blanks = 0
        self._bold_tags = 0
        self._is_bold = True  # all the words of the paragraph that is open
        self._bold: set[Block] = set()

    def read(self, root: _Element) -> None:
        """Add the blocks of an element."""
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start" and element.tag == "table" and is_data(element):
                self._end_block()
                self.blocks += table_blocks(element)
                walker.skip_subtree()
            elif event == "start":
                self._start(element)
                self._add(element.text)
            else:
                self._end(element)
                self._add(element.tail if element is not root else None)
        self._end_block()

    def laid_out(self) -> tuple[Block, ...]:
        """Return the blocks of the whole page."""
        has_headings = any(block.kind == "heading" for block in self.blocks)
        return tuple(self.blocks) if has_headings else with_bold_headings(self.blocks, self._bold)

    def _start(self, element: _Element) -> None:
        tag = element.tag
        if tag == "br":
            self._pieces.append("\n")
        elif tag in BLOCKS:
            self._end_block()
        if found := _HEADING.fullmatch(tag):
            self._heading = int(found[1])
        elif tag in {"ul", "ol", "menu"}:
            form = _FORMS.get(element.get("type") or "", "decimal") if tag == "ol" else ""
            self._lists.append(_List(form, _number(element.get("start"), 1)))
        elif tag == "li":
            self._marks.append(self._mark(element))
        elif tag == "pre":
            self._kept_blanks += 1
        elif tag in _BOLD:
            self._bold_tags += 1

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if tag in BLOCKS and tag != "br":
            self._end_block()
        if _HEADING.fullmatch(tag):
            self._heading = 0
        elif tag in {"ul", "ol", "menu"}:
            self._lists.pop()
        elif tag == "li":
            self._marks.pop()
        elif tag == "pre":
            self._kept_blanks -= 1
        elif tag in _BOLD:
            self._bold_tags -= 1

    def _mark(self, item: _Element) -> str:
        if not self._lists or not self._lists[-1].form:
            return "• "
        numbers = self._lists[-1]
        number = _number(item.get("value"), numbers.following)
        numbers.following = number + 1
        return f"{written(number, numbers.form)}. "

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._kept_blanks else _BLANKS.sub(" ", text))
            self._is_bold = self._is_bold and (self._bold_tags > 0 or not text.strip())

    def _end_block(self) -> None:
        pieces, self._pieces = self._pieces, []
        is_bold, self._is_bold = self._is_bold, True
        if text := words("".join(pieces)):
            found = list(self._blocks_of(text))
            self.blocks += found
            self._bold |= {block for block in found if is_bold and block.kind == "paragraph"}

    def _blocks_of(self, text: str) -> Iterator[Block]:
        if self._heading:
            self._marks = [None for _ in self._marks]
            yield Block(kind="heading", text=text.replace("\n", " "), level=self._heading)
            return
        for part in _BLANK_LINES.split(text):
            if self._marks and (mark := self._marks[-1]) is not None:
                self._marks[-1] = ""  # an item's second paragraph has no mark
                yield Block(kind="item", text=mark + part.replace("\n", " "), level=max(0, len(self._lists) - 1))
            elif (typed := BULLET.match(part)) and typed[2].strip() == "•":
                yield Block(kind="item", text=part)
            else:
                yield Block(kind="paragraph", text=part)


def _number(value: str | None, usual: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else usual


def _said(root: _Element) -> dict[str, list[str]]:
    """Return what the head of a page says of it, by name: `title`, `lang`, `canonical`, `license`, those of `meta`."""
    said: dict[str, list[str]] = {"lang": [root.get("lang") or ""]}
    for element in root.iter("title", "meta", "link"):
        name = "title" if element.tag == "title" else element.get("name") or element.get("property")
        name = (name or element.get("rel") or "").lower()
        said.setdefault(name, []).append(element.get("content") or element.get("href") or element.text or "")
    return said


def _metadata(said: dict[str, list[str]], blocks: list[Block]) -> Metadata:
    def first(*names: str) -> str:
        return next((value.strip() for name in names for value in said.get(name, ()) if value.strip()), "")

    heads = [block.text for block in blocks if block.kind == "heading" and block.level == 1]
    titles = (sensible_title(title, blocks) for title in (first("og:title"), first("dc.title"), first("title")))
    language, address = first("lang").lower()[:2], first("canonical", "og:url")
    days = (value.strip()[:10] for name in _DATES for value in said.get(name, ()))
    return Metadata(
        title=heads[0] if len(heads) == 1 else next(filter(None, titles), None),
        date=next((day for day in days if is_iso_date(day)), None),
        authors=sensible_authors(value for name in said if name in _AUTHORS for value in said[name]),
        language=language if language in {"fr", "en"} else None,
        source_url=address if _ADDRESS.fullmatch(address) else None,
    )
