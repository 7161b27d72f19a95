"""PDF → extract: opening, what pypdf says of each page, and what a page without text means.

Plain extraction keeps the order of the words (0.97 of it on real municipal files); layout mode interleaves columns.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.model import Extract, Metadata
from corpus.readers.pdf_flags import GARBLED_FLAG, page_ranges, recognised_flag, scanned_flag, unreadable_flag
from corpus.readers.pdf_hidden import named_properties, structure_texts
from corpus.readers.pdf_layout import lay_out_pages
from corpus.readers.pdf_lines import PdfLine, strip_furniture
from corpus.readers.pdf_page import PageText

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_HEAVY_PAGES = 2
"""Pages that may pass pypdf's own limits, as a large plan does, before the file is refused: each takes seconds."""
FEWEST_VOWELS = 0.2
"""Share of vowels below which letters are not words: about 0.45 in French, 0.38 in English."""
FEWEST_LETTERS = 0.5
"""Share of letters and digits below which characters are not a text."""

_END = re.compile(rb"%%EOF|startxref|trailer")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_TOOL_TITLE = re.compile(
    r"microsoft|untitled|sans titre|sans nom|document ?\d*$|pr[ée]sentation powerpoint|powerpoint presentation"
    r"|adobe|scan|num[ée]risation|.*\.(?:pdf|docx?|odt|pptx?|xlsx?|indd|qxd|rtf|html?)$",
    re.IGNORECASE,
)
_TOOL_AUTHOR = re.compile(r"user|utilisateur|admin|microsoft|windows|acrobat", re.IGNORECASE)


@dataclass(slots=True)
class _Pages:
    """What was read of each page, in order; a page that failed has no lines.

    `covered`: pages (1-based) that a picture covers, with few words beside. `recognised`: those whose words were
    recognised in a picture.
    """

    lines: list[list[PdfLine]] = field(default_factory=list)
    drawn: list[bool] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)
    recognised: set[int] = field(default_factory=set)
    failed: dict[int, Exception] = field(default_factory=dict)


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a PDF's pages.

    Raises:
        FileError: the file is not a PDF, needs a password, is cut, damaged or too large, or holds only pictures.
    """
    if not content.strip():
        raise FileError("empty")
    if b"%PDF-" not in content[:1024]:
        raise FileError("mismatch")
    from pypdf import apply_configuration

    # Without this, pypdf hands a picture's bytes to the program jbig2dec where it is installed.
    with _quiet(), apply_configuration(jbig2dec_binary=None):
        try:
            return _read(content, limits)
        except MemoryError as error:
            raise FileError("memory") from error


def write_unlocked(source: str, target: str) -> None:
    """Write a PDF without its empty password, its form and its signatures: OCRmyPDF refuses a file that has them.

    Raises:
        Exception: whatever pypdf says of a damaged file.
    """
    from pypdf import PdfReader, PdfWriter

    with _quiet():
        reader = PdfReader(source)
        if reader.is_encrypted:
            reader.decrypt("")
        writer = PdfWriter(clone_from=reader)
        for name in ("/AcroForm", "/Perms"):
            writer.root_object.pop(name, None)
        writer.write(target)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf from logging a line for each oddity of a file: a damaged one has thousands."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _read(content: bytes, limits: Limits) -> Extract:
    reader, pages = _open(content, limits)
    found = _read_pages(reader, pages, limits)
    kept = strip_furniture(found.lines, found.drawn)
    without_text = {number for number, lines in enumerate(kept, start=1) if not lines}
    if len(without_text) == len(kept):
        raise _no_text(found, content)
    text = "".join(line.text for lines in kept for line in lines)
    flags = _flags(found, without_text) + ([GARBLED_FLAG] if _is_garbled(text) else [])
    blocks = lay_out_pages(kept)
    if any(block.kind == "row" for block in blocks):
        flags.append(TABLE_FLAG)
    return Extract(blocks=blocks, metadata=_metadata(reader), flags=tuple(flags))


def _flags(found: _Pages, without_text: set[int]) -> list[str]:
    scanned = {number for number in without_text - found.failed.keys() if found.drawn[number - 1]}
    if without_text | found.covered >= set(range(1, len(found.lines) + 1)):
        scanned |= found.covered  # a short scan on which only the stamp of its receipt is text
    flags = []
    if scanned:
        flags.append(scanned_flag(scanned))
    if found.recognised:
        flags.append(recognised_flag(found.recognised))
    if found.failed:
        flags.append(unreadable_flag(found.failed))
    return flags


def _open(content: bytes, limits: Limits) -> tuple[PdfReader, list[PageObject]]:
    """Return the reader and its pages; pypdf says the same of a cut and of a damaged file, so the cause is ours."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(BytesIO(content))
        # Many real PDFs are encrypted with the empty password: only their printing or editing is restricted.
        if reader.is_encrypted and not _decrypts(reader):
            raise FileError("password")
        limits.check_pages(len(reader.pages))
        pages = list(reader.pages)
    except (FileError, MemoryError):
        raise
    except Exception as error:  # PyPdfError, but also TypeError, AttributeError, AssertionError… on damaged files
        raise _damaged(content, error) from error
    if not pages:
        raise FileError("empty" if _is_whole(content) else "truncated")
    return reader, pages


def _decrypts(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except NotImplementedError:  # a certificate, or another program's lock
        return False


def _is_whole(content: bytes) -> bool:
    """Tell whether a file's end is there: one of the marks that close a PDF stands near it."""
    return bool(_END.search(content[-2048:]))


def _damaged(content: bytes, error: Exception) -> FileError:
    if not _is_whole(content):
        return FileError("truncated")
    return FileError("malformed", detail=_short(error))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100].rstrip(" .") or type(error).__name__


def _read_pages(reader: PdfReader, pages: list[PageObject], limits: Limits) -> _Pages:
    from pypdf.errors import LimitReachedError

    found = _Pages()
    characters = 0
    structure: dict[int, list[str]] | None = None
    for number, page in enumerate(pages, start=1):
        text = PageText(number)
        try:
            text = PageText(number, named_properties(page), _box(page))
            page.extract_text(visitor_text=text.see_text, visitor_operand_before=text.see_operator)
        except MemoryError:
            raise
        except Exception as error:  # one bad page never costs the others
            found.failed[number] = error
            text = PageText(number)
        if sum(isinstance(failure, LimitReachedError) for failure in found.failed.values()) > MOST_HEAVY_PAGES:
            raise FileError("limit", page=number)
        if text.drawn and text.is_sparse:
            structure = structure_texts(reader) if structure is None else structure
            reference = page.indirect_reference
            text.hidden += structure.get(reference.idnum, []) if reference else []
        found.lines.append(text.lines())
        found.drawn.append(text.drawn)
        if text.is_recognised:
            found.recognised.add(number)
        elif text.is_covered(page.mediabox) and text.is_sparse:
            found.covered.add(number)
        characters += sum(len(line.text) for line in found.lines[-1])
        limits.check_characters(characters)
    return found


def _box(page: PageObject) -> tuple[float, ...]:
    """Return what is seen of a page: left, bottom, right, top, in points."""
    left, bottom, right, top = (float(side) for side in page.cropbox)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _no_text(found: _Pages, content: bytes) -> FileError:
    """Return why no page gave a word: they failed, they are pictures, or there is nothing on them."""
    from pypdf.errors import LimitReachedError

    if found.failed:
        number, error = next(iter(found.failed.items()))
        if any(isinstance(failure, LimitReachedError) for failure in found.failed.values()):
            return FileError("limit", page=number)
        if not _is_whole(content):
            return FileError("truncated", page=number)
        return FileError("malformed", page=number, detail=_short(error))
    scanned = [number for number, drawn in enumerate(found.drawn, start=1) if drawn]
    return FileError("scanned", pages=page_ranges(scanned)) if scanned else FileError("empty")


def _is_garbled(text: str) -> bool:
    """Tell whether characters are not words: a font without a table of its letters gives other ones."""
    marks = "".join(text.split())
    letters = [mark for mark in marks if mark.isalpha()]
    if len(letters) + sum(map(str.isdigit, marks)) < FEWEST_LETTERS * len(marks):
        # Dots that lead to a page number, and blanks to fill in, are no sign of it.
        plain = re.sub(r"[._…–—-]{3,}", "", marks)
        return sum(map(str.isalnum, plain)) < FEWEST_LETTERS * len(plain)
    latin = [letter for letter in letters if letter < "\u0250"]
    return len(latin) > 40 and len(_VOWELS.findall("".join(latin))) < FEWEST_VOWELS * len(latin)


def _metadata(reader: PdfReader) -> Metadata:
    """Return the file's own title and author, where a person wrote them and no program or scanner did."""
    try:
        properties = reader.metadata
        title = " ".join(str(properties.title or "").split()) if properties else ""
        author = " ".join(str(properties.author or "").split()) if properties else ""
    except Exception:  # a damaged property is not worth a document
        return Metadata()
    is_title = " " in title and len(re.findall(r"[^\W\d_]{2,}", title)) >= 2 and not _TOOL_TITLE.match(title)
    is_author = " " in author and not _TOOL_AUTHOR.search(author)
    return Metadata(title=title if is_title else None, authors=(author,) if is_author else ())
