"""Markdown, with YAML front matter where there is one → extract."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.clean import clean_text
from corpus.dates import is_iso_date
from corpus.errors import FileError
from corpus.glossary import place_names, regions
from corpus.model import KINDS, Block, Extract, Metadata
from corpus.readers.text import decode

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_BLANKS = re.compile(r"[ \t\u00a0]*\n[ \t]*")


def read(content: bytes) -> Extract:
    """Return the blocks of a Markdown text, and what its front matter says.

    Raises:
        FileError: the bytes are not a text, or the front matter is not YAML.
    """
    text = decode(content).replace("\r\n", "\n")
    metadata = Metadata()
    if front := _FRONT.match(text):
        metadata = _metadata(front[1])
        text = text[front.end() :]
    blocks = tuple(_blocks(text))
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)
    if metadata.title is None and title:
        metadata = Metadata(**{**_fields(metadata), "title": title})
    return Extract(blocks=blocks, metadata=metadata)


def _fields(metadata: Metadata) -> dict[str, object]:
    return {name: getattr(metadata, name) for name in Metadata.__dataclass_fields__}


def _metadata(front: str) -> Metadata:
    """Return what a front matter says; keys that are not ours are another tool's, and left alone."""
    import yaml

    try:
        values = yaml.safe_load(front)
    except yaml.YAMLError as error:
        raise FileError("malformed", "file.front_matter", detail=str(error).split("\n")[0]) from error
    if not isinstance(values, dict):
        return Metadata()

    def word(key: str) -> str | None:
        value = values.get(key)
        return str(value).strip() or None if value is not None else None

    def words(key: str) -> tuple[str, ...]:
        value = values.get(key)
        return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),) if value else ()

    official = {region.name for region in regions()}
    kind = next((known for known in KINDS if known == word("kind")), None)
    date = word("date")
    return Metadata(
        title=word("title"),
        kind=kind,
        organisation=word("organisation"),
        regions=tuple(region for region in words("regions") if region in official),
        date=date if date and is_iso_date(date) else None,
        authors=words("authors"),
        language=word("language"),
        licence=word("licence"),
        source_url=word("source_url"),
    )


def _blocks(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    depth = 0
    heading = 0
    marks: list[int | None] = []
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
                marks.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
                marks.pop()
            case "tr_open":
                cells = []
            case "tr_close":
                if cells and any(cells):
                    yield Block(kind="row", text="\t".join(cells))
                cells = None
            case "inline":
                words = _plain(token.children or [])
                if not words:
                    continue
                if cells is not None:
                    cells.append(words)
                elif heading:
                    yield Block(kind="heading", text=words, level=heading)
                elif depth:
                    yield Block(kind="item", text=_mark(marks) + words, level=depth - 1)
                else:
                    yield Block(kind="paragraph", text=words)
            case "code_block" | "fence":
                if token.content.strip():
                    yield Block(kind="paragraph", text=token.content.strip())
            case _:
                pass


def _mark(marks: list[int | None]) -> str:
    number = marks[-1]
    if number is None:
        return "• "
    marks[-1] = number + 1
    return f"{number}. "


def _plain(tokens: list[object]) -> str:
    """Return the words of inline tokens: no emphasis, no link addresses, no images, no HTML."""
    parts = []
    for token in tokens:
        kind = token.type  # type: ignore[attr-defined]
        if kind in {"text", "code_inline"}:
            parts.append(token.content)  # type: ignore[attr-defined]
        elif kind in {"softbreak", "hardbreak"}:
            parts.append("\n")
    return _BLANKS.sub(" ", clean_text("".join(parts), place_names())).strip()
