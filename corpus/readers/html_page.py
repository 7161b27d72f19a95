"""The tree of an HTML page: parsed, without what a reader of the page does not see, down to its main content."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import FileError
from corpus.limits import LIMITS, Limits
from corpus.readers.encodings import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_TAGS = 1_000_000
DECLARED_WITHIN = 2_048
"""Bytes at the start of a page among which it declares its character set."""
LONGEST_NOTE_MARK = 5
"""Characters of a link inside the page that only calls a note: `1`, `[12]`, `↩`."""
LEAST_CONTENT = 40
"""Characters that the part named as the main content must hold, to be taken for it."""

_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_CHARSETS = ("ascii", "big5", "cp", "euc", "gb", "iso8859", "johab", "koi8", "latin", "mac", "shift_jis", "tis")
_ENTITIES = re.compile(r"<!doctype\b[^\[<>]{0,500}\[[^\]]{0,10000}\]\s{0,100}>", re.IGNORECASE)
"""A document type with declarations of its own: browsers do not read them, and parsers take their end for words."""
_CONTROLS = re.compile(r"[\x80-\x9f]")

_NOT_TEXT = frozenset(
    "script style noscript template head iframe frame object embed applet audio video canvas svg map"
    " annotation select textarea input datalist dialog".split()
)
_PARTS = frozenset({"article", "main", "section"})
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"})
_FURNITURE_NAMES = frozenset(
    "breadcrumb breadcrumbs fil-ariane filariane cookie cookies cookie-banner cookie-consent menu main-menu mainmenu"
    " nav navbar navigation sidebar site-footer site-header skip-link skip-to-content skiplink social-share share"
    " share-buttons noprint no-print d-print-none mw-editsection mw-jump-link interlanguage-link vector-dropdown"
    " catlinks printfooter navbox toc".split()
)
_HIDDEN_NAMES = frozenset("d-none hidden sr-only visually-hidden visuallyhidden screen-reader-text".split())
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?(?:\.0+)?(?:;|!|$)|font-size:0(?:\D|$)"
    r"|(?:text-indent|left|top|margin-left):-\d{3,}|mso-hide:all|clip:rect\(0)"
)
_MAIN_IDS = ("main", "main-content", "maincontent", "content", "contenu", "contenu-principal", "page-content")


def parse(content: bytes, limits: Limits = LIMITS) -> _Element:
    """Return the root of a page.

    Raises:
        FileError: the bytes are not a text, there are too many tags, or they are nested without end.
    """
    from lxml import etree

    if content.count(b"<") > MOST_TAGS:
        raise FileError("limit", "file.limit_elements", most=MOST_TAGS)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    text = _ENTITIES.sub("", _decode(content, limits).replace("\0", ""), count=1)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise FileError("malformed", detail=str(error)[:200]) from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):  # what is deeper would be lost
        raise FileError("malformed", "file.nested")
    if root is None:
        raise FileError("empty")
    return root


def _decode(content: bytes, limits: Limits) -> str:
    """Return the page's characters: as its bytes show, or else as it declares, where that fits the bytes."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if (declared := _declared(content)) is not None:
            limits.check_characters(len(declared))
            return declared
    return decode(content, limits)


def _declared(content: bytes) -> str | None:
    """Return the page's characters in the encoding it declares; None where it has none, or one that cannot be."""
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    match = _DECLARED.search(content[:DECLARED_WITHIN])
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else ""
        if not name.startswith(_CHARSETS):  # other codecs of Python's are no character sets
            return None
        # Browsers read both as Windows-1252, and pages are written so (https://encoding.spec.whatwg.org/#names-and-labels)
        text = content.decode("cp1252" if name in {"ascii", "iso8859-1"} else name)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if _CONTROLS.search(text) else text


def main_content(root: _Element) -> _Element:
    """Return the part of a page that is its content, emptied of navigation and of what is hidden."""
    body = next(root.iter("body"), root)
    for element in list(body.iterdescendants("*")):
        if _is_hidden(element) or _is_note_mark(element):
            _empty(element)
    content = next((part for part in _named_main(body) if _has_text(part)), body)
    furniture, others = _furniture(content)
    if others:  # a page that is only a menu keeps it
        for element in furniture:
            _empty(element)
    return content


def _named_main(body: _Element) -> Iterator[_Element]:
    """Give the parts that name themselves the main content, the surest first."""
    yield from body.iter("main")
    yield from (element for element in body.iter("*") if element.get("role") == "main")
    named = {element.get("id"): element for element in body.iter("div", "section", "article", "td")}
    yield from (named[name] for name in _MAIN_IDS if name in named)


def _has_text(element: _Element) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length >= LEAST_CONTENT:
            return True
    return False


def _furniture(content: _Element) -> tuple[list[_Element], bool]:
    """Return the parts of the content that are the site's, and whether there are words in the others."""
    from lxml import etree

    found: list[_Element] = []
    others = False
    parts = 0
    walker = etree.iterwalk(content, events=("start", "end"))
    for event, element in walker:
        step = 1 if event == "start" else -1
        parts += step * (element.tag in _PARTS)
        if event == "start" and element is not content and _is_furniture(element, in_part=parts > 0):
            found.append(element)
            walker.skip_subtree()
        elif event == "start":
            others = others or bool((element.text or "").strip())
        elif element is not content:
            others = others or bool((element.tail or "").strip())
    return found, others


def _is_hidden(element: _Element) -> bool:
    if element.tag == "button":  # one inside a heading unfolds what is below
        above = element.getparent()
        return above is None or above.tag not in _TITLES
    if element.tag in _NOT_TEXT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(re.sub(r"\s+", "", style[:2_000]).lower()):
        return True
    names = (element.get("class") or "").lower().split()
    on_some_screens = any(":" in name or (name.startswith("d-") and name not in _HIDDEN_NAMES) for name in names)
    return not on_some_screens and not _HIDDEN_NAMES.isdisjoint(names)


def _is_note_mark(element: _Element) -> bool:
    """Tell whether an element is the mark that calls a note, or leads to it and back: words would be glued to it."""
    if element.tag != "a" or not element.get("href", "").startswith("#"):
        return False
    text = "".join(element.itertext()).strip()
    above = element.getparent()
    is_raised = next(element.iter("sup"), None) is not None or (above is not None and above.tag == "sup")
    return 0 < len(text) <= LONGEST_NOTE_MARK and (is_raised or not any(map(str.isalpha, text)))


def _is_furniture(element: _Element, *, in_part: bool) -> bool:
    """Tell whether an element is the site's; the header, foot and aside of an article are the article's."""
    if element.tag == "nav" or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.tag == "div" and element.get("title") in {"header", "footer"}:  # of a page that LibreOffice saved
        return True
    if element.tag in {"aside", "footer", "header"} and not in_part:
        return element.tag != "header" or next(element.iter("h1"), None) is None
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return not _FURNITURE_NAMES.isdisjoint(names)


def _empty(element: _Element) -> None:
    """Empty an element; the words after it stay."""
    element.clear(keep_tail=True)
    element.tag = "script"
