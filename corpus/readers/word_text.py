"""The words of one Word paragraph, as a reader of the page sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.readers.opc import attribute, child, children, is_on, local, shown

_LEFT_OUT = frozenset({"del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "rt"})
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's words, and what stands in it besides: text boxes, and the notes that it calls.

    `breaks` are the pages that end in it, `breaks_before` those that end before its first word.
    """

    pieces: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    is_bold: bool = True
    breaks: int = 0
    breaks_before: int = 0


def paragraph_text(paragraph: Element) -> ParagraphText:
    """Return what a paragraph `w:p` holds, without what was deleted or hidden."""
    found = ParagraphText()
    _collect(paragraph, found)
    return found


def _collect(element: Element, found: ParagraphText) -> None:
    """Add the words below an element, in order; what stands in a box is set aside."""
    for inner in element:
        match local(inner):
            case "t":
                found.pieces.append(inner.text or "")
            case "r":
                _collect_run(inner, found)
            case "lastRenderedPageBreak":
                found.breaks += 1
                found.breaks_before += not found.pieces
            case "sym":
                found.pieces.append(_symbol(attribute(inner, "char")))
            case "txbxContent":
                found.boxes.append(inner)
            case "footnoteReference" | "endnoteReference" as name:
                found.notes.append((name.removesuffix("Reference"), attribute(inner, "id")))
            case "AlternateContent":
                for form in shown(inner):
                    _collect(form, found)
            case name if name in _SIGNS:
                found.pieces.append(_SIGNS[name])
            case name if name not in _LEFT_OUT:
                _collect(inner, found)
            case _:
                pass


def _collect_run(run: Element, found: ParagraphText) -> None:
    look = child(run, "rPr")
    if is_on(child(look, "vanish")):
        return
    if not is_on(child(look, "b")) and any((inner.text or "").strip() for inner in children(run, "t")):
        found.is_bold = False
    _collect(run, found)


def _symbol(code: str) -> str:
    """Return a character of a symbol font: a private one, which cleaning makes a bullet or drops."""
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""
