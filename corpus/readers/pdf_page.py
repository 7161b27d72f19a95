"""One PDF page → its lines: words with their place and font, or the text that stands behind pictures of words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.clean import CHARACTER_STEPS, clean_text
from corpus.readers.pdf_lines import PdfLine

MOST_NODES = 100_000
"""Elements of a structure tree that are looked at: it may be made to be endless."""
MANY_STROKES = 200
"""Shapes on a page from which they may be letters drawn as outlines."""
SPARSE = 200
"""Characters of a page below which the text behind its pictures is looked for."""

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_STROKES = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_BLANK = str.maketrans("\r\t\v\f\x85\u2028\u2029", " " * 7)


@dataclass(frozen=True, slots=True)
class _Fragment:
    text: str
    x: float
    y: float
    size: float
    bold: bool


class PageText:
    """What pypdf shows of a page while it reads it; `number` is 1-based.

    `named` holds the properties that the page's contents call by name.
    """

    def __init__(self, number: int, named: Mapping[Any, Any] | None = None) -> None:
        self.number = number
        self.named = named or {}
        self.fragments: list[_Fragment] = []
        self.hidden: list[str] = []
        self._pictures = 0
        self._strokes = 0
        self._waiting = 0
        self._row: float | None = None

    @property
    def drawn(self) -> bool:
        """Whether something stands on the page that may be words: a picture, or many shapes."""
        return self._pictures > 0 or self._strokes >= MANY_STROKES

    @property
    def is_sparse(self) -> bool:
        """Whether the page has so little text that its words may stand elsewhere."""
        return sum(len(fragment.text.strip()) for fragment in self.fragments) < SPARSE

    def see_text(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        """Keep a piece of text with its place (points) and font, as pypdf's `visitor_text`."""
        if not text:
            return
        a, b, x, y = _placed(cm, tm)
        upright = abs(b) >= abs(a)
        name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
        self.fragments.append(
            _Fragment(
                text,
                x if upright else y,
                y if upright else -x,
                round(abs(size) * math.hypot(a, b), 1),
                bool(_BOLD.search(name)),
            )
        )

    def see_operator(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float], tm: Sequence[float]) -> None:
        """Count pictures and shapes, and keep `/ActualText`, as pypdf's `visitor_operand_before`."""
        if operator in {b"Do", b"INLINE IMAGE"}:
            self._pictures += 1
            self._mark_row(cm[5])
        elif operator in _STROKES:
            self._strokes += 1
        elif operator == b"BDC" and len(operands) > 1:
            named: Any = self.named.get(operands[1]) if isinstance(operands[1], str) else operands[1]
            text = _text(named.get_object()) if isinstance(named, dict) or _number(named) is not None else None
            if text is not None:
                self.hidden.append(text)
                self._waiting = len(self.hidden)

    def _mark_row(self, y: float) -> None:
        """Put the words of a picture that stands lower than the last one on a line of their own."""
        if not self._waiting:
            return
        if self._row is not None and abs(self._row - y) > 4:
            self.hidden.insert(self._waiting - 1, "\n")
        self._row = y
        self._waiting = 0

    def lines(self) -> list[PdfLine]:
        """Return the page's lines that are not blank, with their characters repaired."""
        lines: list[PdfLine] = []
        pieces: list[_Fragment] = []
        blank = False
        hidden = _joined(self.hidden)
        shown = sum(len(fragment.text.strip()) for fragment in self.fragments)
        if len(hidden) > 2 * shown + 20:
            size = 10.0  # not known: the same for all
            self.fragments = [_Fragment(hidden, 0, 0, size, False)]
        for fragment in self.fragments:
            *ended, rest = fragment.text.split("\n")
            for text in ended:
                pieces.append(_Fragment(text, fragment.x, fragment.y, fragment.size, fragment.bold))
                line = self._line(pieces, blank=blank)
                blank = line is None
                if line:
                    lines.append(line)
                pieces = []
            if rest:
                pieces.append(_Fragment(rest, fragment.x, fragment.y, fragment.size, fragment.bold))
        if line := self._line(pieces, blank=blank):
            lines.append(line)
        return lines

    def _line(self, pieces: Sequence[_Fragment], *, blank: bool) -> PdfLine | None:
        raw = "".join(piece.text for piece in pieces).translate(_BLANK)
        text = " ".join(part for part in clean_text(raw, steps=CHARACTER_STEPS).split(" ") if part).strip()
        if not text:
            return None
        weights: Counter[float] = Counter()
        bold = 0
        for piece in pieces:
            length = len(piece.text.strip())
            weights[piece.size] += length
            bold += length * piece.bold
        first = next((piece for piece in pieces if piece.text.strip()), pieces[0])
        return PdfLine(
            text=text,
            page=self.number,
            size=weights.most_common(1)[0][0],
            bold=bold >= 0.9 * weights.total() > 0,
            x=first.x,
            y=first.y,
            blank_before=blank,
            cut_word=raw.rstrip().endswith(("\u00ad", "\ufffe")),
        )


def _placed(cm: Sequence[float], tm: Sequence[float]) -> tuple[float, float, float, float]:
    """Return the vertical axis (two numbers) and the place of a text, in the page's points."""
    a = tm[2] * cm[0] + tm[3] * cm[2]
    b = tm[2] * cm[1] + tm[3] * cm[3]
    return a, b, tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]


def _text(properties: Any) -> str | None:
    """Return the `/ActualText` of some properties; inside a page's contents pypdf leaves it as bytes."""
    text = properties.get("/ActualText") if isinstance(properties, dict) else None
    text = text.get_object() if text is not None else None
    if isinstance(text, bytes):
        return text.decode("utf-16" if text.startswith((b"\xfe\xff", b"\xff\xfe")) else "cp1252", "replace")
    return text if isinstance(text, str) else None


def named_properties(page: Any) -> Mapping[Any, Any]:
    """Return the properties that a page's contents call by name."""
    resources = page.get("/Resources")
    found = resources.get_object().get("/Properties") if resources else None
    found = found.get_object() if found else None
    return found if isinstance(found, dict) else {}


def _joined(pieces: Sequence[str]) -> str:
    """Join texts that stand behind pictures: letters are glued, words and lines set apart."""
    words = [piece for piece in pieces if piece.strip()]
    if words and sum(map(len, words)) < 1.5 * len(words):
        return "".join(pieces)
    return " ".join(pieces)


def _number(reference: Any) -> int | None:
    """Return the number of the object that a reference points to, or None for what is no reference."""
    return getattr(reference, "idnum", None)


def structure_texts(reader: Any) -> dict[int, list[str]]:
    """Return the `/ActualText` of a tagged file's elements, in reading order, by the object number of their page."""
    texts: dict[int, list[str]] = {}
    try:
        root = reader.root_object.get("/StructTreeRoot")
        stack: list[tuple[Any, int | None]] = [(root.get_object() if root else None, None)]
        seen: set[int] = set()
        for _ in range(MOST_NODES):
            if not stack:
                break
            node, page = stack.pop()
            if (number := _number(node)) is not None:
                if number in seen:
                    continue
                seen.add(number)
                node = node.get_object()
            if isinstance(node, list):
                stack.extend((kid, page) for kid in reversed(node[:MOST_NODES]))
            elif isinstance(node, dict):
                here = _number(node.raw_get("/Pg")) if "/Pg" in node else None  # type: ignore[attr-defined]
                page = page if here is None else here
                text = _text(node)
                if text is not None and page is not None:
                    texts.setdefault(page, []).append(text)
                elif "/K" in node:
                    stack.append((node.raw_get("/K"), page))  # type: ignore[attr-defined]
    except MemoryError:
        raise
    except Exception:  # a damaged tree only means that no such text is found
        return texts
    return texts
