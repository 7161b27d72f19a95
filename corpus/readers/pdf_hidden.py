"""The text that stands behind a PDF's pictures of words: `/ActualText`, in a page's contents and in a tagged file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST_NODES = 100_000
"""Elements of a structure tree that are looked at: it may be made to be endless."""


def marked_text(properties: Any) -> str | None:
    """Return the text that some marked content stands for, given its properties or what refers to them."""
    if isinstance(properties, dict) or _number(properties) is not None:
        return _text(properties.get_object())
    return None


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


def joined(pieces: Sequence[str]) -> str:
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
