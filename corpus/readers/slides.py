"""The words of a slide's shapes: DrawingML paragraphs, tables and SmartArt → blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from corpus.lines import LONGEST_TITLE, SHORT
from corpus.model import Block, BlockKind, Locator
from corpus.readers.grid import Row, row_blocks
from corpus.readers.numbers import BULLET, ListCounter, ListLevel
from corpus.readers.opc import attribute, child, children, local, words

_FORMS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}
_ENDS = {"ParenR": "%1)", "ParenBoth": "(%1)", "Period": "%1.", "Plain": "%1"}
_SHOWN_POINTS = frozenset({"", "node", "asst"})


def paragraph_words(paragraph: Element) -> str:
    """Return the words of a paragraph `a:p`, in order; fields such as the slide's number are furniture."""
    pieces: list[str] = []
    for element in paragraph:
        match local(element):
            case "br":
                pieces.append("\n")
            case "fld" if attribute(element, "type").startswith(("slidenum", "datetime")):
                pass
            case _:
                pieces += [text.text or "" for text in element.iter() if local(text) == "t"]
    return words("".join(pieces))


def body_words(body: Element | None) -> str:
    """Return the words of a shape's text as one line: a title set over several lines is one title."""
    return " ".join(text.replace("\n", " ") for each in children(body, "p") if (text := paragraph_words(each)))


def body_blocks(body: Element | None, locator: Locator, *, bulleted: bool = False) -> Iterator[Block]:
    """Give the paragraphs and items of a shape's text; `bulleted` where a paragraph is an item unless it says not."""
    counter = ListCounter()
    paragraphs = [(each, text) for each in children(body, "p") if (text := paragraph_words(each))]
    for paragraph, text in paragraphs:
        look = child(paragraph, "pPr")
        level = attribute(look, "lvl")
        depth = int(level) if level.isdecimal() else 0
        if (numbered := child(look, "buAutoNum")) is not None:
            mark = counter.mark("", {depth: _list_level(numbered)}, depth)
        elif any(child(look, name) is not None for name in ("buChar", "buBlip")):
            mark = BULLET
        else:
            mark = BULLET if bulleted and len(paragraphs) > 1 and child(look, "buNone") is None else ""
        text = text.removeprefix(BULLET) if mark == BULLET else text
        kept = bool(mark) or text.startswith(BULLET)
        yield Block(kind="item" if kept else "paragraph", text=mark + text, level=depth if kept else 0, locator=locator)


def table_blocks(table: Element, locator: Locator) -> Iterator[Block]:
    """Give a table's rows. Cells that another one covers are blank in the file."""
    rows = [
        Row(cells=tuple(body_words(child(cell, "txBody")) for cell in children(row, "tc")), locator=locator)
        for row in children(table, "tr")
    ]
    widest = max((len(row.cells) for row in rows), default=0)
    headed = widest > 2 or attribute(child(table, "tblPr"), "firstRow") in {"1", "true"}
    return row_blocks(rows, headed=headed)


def diagram_blocks(model: Element, locator: Locator) -> Iterator[Block]:
    """Give the shapes of a SmartArt diagram as a list: each below the one that it depends on."""
    points = {attribute(point, "modelId"): point for point in children(child(model, "ptLst"), "pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in children(child(model, "cxnLst"), "cxn"):
        if attribute(link, "type", "parOf") == "parOf":
            order = attribute(link, "srcOrd")
            place = int(order) if order.isdecimal() else 0
            below.setdefault(attribute(link, "srcId"), []).append((place, attribute(link, "destId")))
    roots = [name for name, point in points.items() if attribute(point, "type") == "doc"]
    waiting = [(name, -1) for name in reversed([*roots, *(name for name in points if name not in roots)])]
    seen: set[str] = set()  # a diagram may run in a circle
    while waiting:
        name, depth = waiting.pop()
        if name in seen or name not in points:
            continue
        seen.add(name)
        text = body_words(child(points[name], "t"))
        if text and attribute(points[name], "type") in _SHOWN_POINTS:
            yield Block(kind="item", text=BULLET + text.removeprefix(BULLET), level=max(depth, 0), locator=locator)
        waiting += [(inner, depth + 1) for _, inner in sorted(below.get(name, ()), reverse=True)]


def slide_title(text: str, locator: Locator | None) -> Block:
    """Return the title of a slide; one that is too long for a title is a paragraph."""
    kind: BlockKind = "heading" if len(text) <= LONGEST_TITLE else "paragraph"
    return Block(kind=kind, text=text, level=1 if kind == "heading" else 0, locator=locator)


def opens_with_title(blocks: Sequence[Block]) -> bool:
    """Tell whether a slide without a title begins with a short line that stands for one."""
    text = blocks[0].text if blocks and blocks[0].kind == "paragraph" else ""
    return (
        any(map(str.isalpha, text)) and len(text) <= SHORT and "\n" not in text and not text.endswith((".", ",", ";"))
    )


def is_hidden(shape: Element) -> bool:
    """Tell whether a shape is one that its author hid."""
    looks = (child(part, "cNvPr") for part in shape if local(part).startswith("nv"))
    return any(attribute(look, "hidden") in {"1", "true"} for look in looks)


def _list_level(numbered: Element) -> ListLevel:
    kind, start = attribute(numbered, "type", "arabicPeriod"), attribute(numbered, "startAt")
    return ListLevel(
        start=int(start) if start.isdecimal() else 1,
        form=next((form for prefix, form in _FORMS.items() if kind.startswith(prefix)), "decimal"),
        text=next((text for suffix, text in _ENDS.items() if kind.endswith(suffix)), "%1."),
    )
