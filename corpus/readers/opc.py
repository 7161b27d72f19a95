"""What the Office formats share: parts that relate to one another, element names, cleaned words, properties.

Namespaces are not looked at: the Strict and the Transitional form of a format differ in them, and in little else.
Source: ECMA-376 parts 1 and 2.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.etree.ElementTree import Element

from corpus.clean import CHARACTER_STEPS, clean_text
from corpus.errors import FileError
from corpus.glossary import place_names
from corpus.lines import LONGEST_TITLE, SHORT
from corpus.model import Block
from corpus.readers.archives import Archive

MISSING_FLAG = "partie illisible"
"""A part that the file announces, such as a slide or its notes, is not there or cannot be read."""

MOST_TITLES = 3
"""Lines in the style of a title above which the style is no title's but that of some text."""

_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A part that another part points to: `kind` is the last word of the relation's type."""

    kind: str
    target: str


def main_part(archive: Archive, root: str, usual: str) -> tuple[str, Element]:
    """Return the name and the root element of the part that holds an Office file's content.

    Raises:
        FileError: the file is no Office file, or it is of another kind than one with that root.
    """
    found = [relation.target for relation in relations(archive, "").values() if relation.kind == "officeDocument"]
    name = next((target for target in found if target in archive), usual)
    if name not in archive:
        raise FileError("mismatch")
    element = archive.xml(name)
    if local(element) != root:
        raise FileError("mismatch")
    return name, element


def relations(archive: Archive, part: str) -> dict[str, Relation]:
    """Return the parts that a part points to, by identifier; what stands outside the file is left out."""
    folder, name = posixpath.split(part)
    holder = posixpath.join(folder, "_rels", f"{name}.rels")
    if holder not in archive:
        return {}
    found: dict[str, Relation] = {}
    for element in archive.xml(holder):
        target = element.get("Target", "")
        if element.get("TargetMode") == "External" or not target:
            continue
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        kind = element.get("Type", "").rpartition("/")[2]
        found[element.get("Id", "")] = Relation(kind=kind, target=posixpath.normpath(path))
    return found


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """Return an attribute by its name without its namespace."""
    if element is None:
        return default
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), default)


def relation_id(element: Element, name: str = "id") -> str:
    """Return the identifier of a relation: such an attribute has a namespace, which tells it from a plain `id`."""
    return next((value for key, value in element.items() if key.startswith("{") and key.endswith("}" + name)), "")


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child of that name, then its first child of the next name, and so on."""
    for name in path:
        element = next((each for each in element if local(each) == name), None) if element is not None else None
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Give the children of that name."""
    return (each for each in (element if element is not None else ()) if local(each) == name)


def is_on(element: Element | None) -> bool:
    """Tell whether a property that is on by being there is on."""
    return element is not None and attribute(element, "val", "1") not in {"0", "false", "off", "none"}


def shown(alternatives: Element) -> tuple[Element, ...]:
    """Return the one of several forms of the same content (`mc:AlternateContent`) that a recent program shows."""
    forms = [form for form in alternatives if local(form) == "Choice"] or list(alternatives)
    return tuple(forms[:1])


def may_be_heading(text: str) -> bool:
    """Tell whether a line set as a heading is one: some files set whole paragraphs so."""
    return len(text) <= SHORT or (len(text) <= LONGEST_TITLE and reads_like_title(text))


def reads_like_title(text: str) -> bool:
    """Tell whether a line has letters and does not end as a sentence does."""
    ends = (",", ";", ":") if text.isupper() else (".", ",", ";", ":")
    return any(map(str.isalpha, text)) and not text.endswith(ends)


def with_bold_headings(blocks: Sequence[Block], bold: Collection[Block]) -> tuple[Block, ...]:
    """Return the blocks of a file without heading styles: a short one all in bold above plain text is a heading."""
    below = (*blocks[1:], None)
    return tuple(_as_heading(block, below[number], bold) for number, block in enumerate(blocks))


def _as_heading(block: Block, below: Block | None, bold: Collection[Block]) -> Block:
    if below is None or block not in bold or below in bold:
        return block
    if len(block.text) > SHORT or "\n" in block.text or not reads_like_title(block.text):
        return block
    return replace(block, kind="heading", level=2 if block.text.isupper() else 3)


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """Return a stretch of text with its characters repaired and its blanks made one; line breaks stay."""
    cleaned = clean_text(text, place_names(), CHARACTER_STEPS)
    lines = (_BLANKS.sub(" ", line).strip() for line in cleaned.split("\n"))
    return "\n".join(line for line in lines if line)
