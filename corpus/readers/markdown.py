"""Markdown, with YAML front matter where there is one → extract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from corpus.clean import CHARACTER_STEPS, clean_text, drop_hidden_html
from corpus.dates import find_dates, is_iso_date
from corpus.errors import FileError
from corpus.glossary import fold, place_names, region_named
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.metadata import kind_named
from corpus.model import KINDS, Block, Extract, Kind, Locator, Metadata
from corpus.readers.encodings import decode, unify_line_ends
from corpus.readers.grid import Row, row_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"(?:#.*\n)*[\"']?[A-Za-z_][\w-]*[\"']?:(?:\s|$)")
_NOTE_MARK = re.compile(r"^ {0,3}\[\^[\w-]{1,40}\]:[ \t]*|\[\^[\w-]{1,40}\]", re.MULTILINE)
"""What calls a note, and what opens it: not words, and CommonMark takes some for the address of a link."""
_BLANKS = re.compile(r"[ \t\u00a0]*\n[ \t]*")
DEEPEST = 100
"""Lists and quotes that may stand one inside the other; what is deeper is left out."""
LONGEST_FRONT = 20_000
"""Characters of a front matter; what is longer is text between two rules."""
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a Markdown text, and what its front matter says.

    Raises:
        FileError: the bytes are not a text, or the front matter is not YAML.
    """
    text = _NOTE_MARK.sub("", drop_hidden_html(unify_line_ends(decode(content, limits))))
    metadata, start = _front_matter(text)
    blocks = tuple(_blocks(text[start:], first_line=text.count("\n", 0, start) + 1))
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)
    return Extract(
        blocks=blocks,
        metadata=replace(metadata, title=metadata.title or title),
        flags=(TABLE_FLAG,) if any(block.kind == "row" for block in blocks) else (),
    )


def _front_matter(text: str) -> tuple[Metadata, int]:
    """Return what the front matter says, and where the text starts after it, in characters.

    A text that opens with a rule (`---`) has no front matter: its first line is no `key: value`.
    """
    front = _FRONT.match(text)
    if not front or len(front["yaml"]) > LONGEST_FRONT or (front["yaml"].strip() and not _KEY.match(front["yaml"])):
        return Metadata(), 0
    import yaml

    try:  # every value stays a string as it is written: no date becomes another, no « non » a false
        # Strings, lists and dicts only, by the C library where PyYAML was built with it: it takes a tab where the
        # other does not, and says otherwise what is wrong.
        values = yaml.load(front["yaml"], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        raise FileError("malformed", "file.front_matter", detail=_detail(error)) from error
    return _metadata(values if isinstance(values, dict) else {}), front.end()


def _detail(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).split("\n", maxsplit=1)[0]
    return f"{problem}, line {mark.line + 2}" if mark else problem


def _metadata(values: dict[str, object]) -> Metadata:
    """Return what a front matter says; keys that are not ours are another tool's, and left alone."""
    date, language = _word(values, "date"), (_word(values, "language") or "").lower()[:2]
    regions = (region_named(word) for word in _words(values, "regions"))
    return Metadata(
        title=_word(values, "title"),
        kind=_kind(_word(values, "kind")),
        organisation=_word(values, "organisation"),
        regions=tuple(dict.fromkeys(region for region in regions if region)),
        date=_date(date) if date else None,
        authors=_words(values, "authors"),
        language=language if language in {"fr", "en"} else None,
        licence=_word(values, "licence"),
        source_url=_word(values, "source_url"),
    )


def _word(values: dict[str, object], key: str) -> str | None:
    value = values.get(key)
    return value.strip() if isinstance(value, str) and value.strip() not in _NOTHING else None


def _words(values: dict[str, object], key: str) -> tuple[str, ...]:
    value = values.get(key)
    listed = value if isinstance(value, list) else [value]
    return tuple(word.strip() for word in listed if isinstance(word, str) and word.strip() not in _NOTHING)


def _kind(word: str | None) -> Kind | None:
    """Return the kind that a word names, however it is written; None where we have no such kind."""
    return next((kind for kind in KINDS if fold(kind) == fold(word)), kind_named(word)) if word else None


def _date(word: str) -> str | None:
    day = word[: len("2003-10-09")]  # a moment is of its day
    found = next((iso for iso in (word, day) if is_iso_date(iso)), None)
    spelled = find_dates(word)
    return found or (spelled[0].iso if len(spelled) == 1 else None)


@dataclass(slots=True)
class _Place:
    """Where the pass over the tokens is: the depth of a heading, the open lists, the cells and rows of a table."""

    heading: int = 0
    marks: list[str] = field(default_factory=list)
    cells: list[str] | None = None
    rows: list[Row] = field(default_factory=list)


def _blocks(text: str, *, first_line: int) -> Iterator[Block]:
    place = _Place()
    line = first_line
    for token in _parser().parse(text):
        if token.map:
            line = first_line + token.map[0]
        if token.type == "tr_close":
            place.rows.append(Row(cells=tuple(place.cells or ()), locator=Locator(kind="line", value=str(line))))
            place.cells = None
        elif token.type == "table_close":
            yield from row_blocks(place.rows)
            place.rows = []
        elif block := _block(token, place):
            yield replace(block, locator=Locator(kind="line", value=str(line)))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable("table")


def _block(token: Token, place: _Place) -> Block | None:
    """Return the block that a token ends, if any."""
    match token.type:
        case "heading_open":
            place.heading = int(token.tag[1])
        case "heading_close":
            place.heading = 0
        case "list_item_open":
            place.marks.append(f"{token.info}{token.markup} " if token.info else "• ")
        case "list_item_close":
            place.marks.pop()
        case "tr_open":
            place.cells = []
        case "inline":
            return _words_block(_plain(token.children or []), place)
        case "code_block" | "fence":
            code = clean_text(token.content, steps=CHARACTER_STEPS).strip()
            return Block(kind="paragraph", text=code) if code else None
        case _:
            pass
    return None


def _words_block(words: str, place: _Place) -> Block | None:
    if place.cells is not None:
        place.cells.append(words.replace("\n", " "))
        return None
    if not words:
        return None
    if place.heading:
        return Block(kind="heading", text=words, level=place.heading)
    if not place.marks:
        return Block(kind="paragraph", text=words)
    mark, place.marks[-1] = place.marks[-1], ""  # an item's second paragraph has no mark
    return Block(kind="item", text=mark + words, level=len(place.marks) - 1)


def _plain(tokens: Sequence[Token]) -> str:
    """Return the words of inline tokens: no emphasis, no link addresses, no images, no HTML."""
    parts = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
    return _BLANKS.sub(" ", clean_text("".join(parts), place_names(), CHARACTER_STEPS)).strip()
