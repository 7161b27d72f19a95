"""The bytes of a text file → its characters: as its mark says, as UTF-8, or else as what makes it French."""

from __future__ import annotations

import codecs
import re

from corpus.errors import FileError
from corpus.limits import LIMITS, Limits

SAMPLE = 50_000
"""Bytes or characters by which an encoding is judged."""
MOST_CONTROL = 0.02
"""Share of control characters above which a decoded file is not a text."""
MOST_MISFITS = 0.1
"""Share of the characters beyond ASCII that may not fit, for an encoding to be taken for the right one."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "iso8859_15", "mac_roman", "cp850")
"""How French was written before Unicode on Windows, Unix, the Macintosh and DOS; the first of equals is taken."""
_FRENCH = frozenset("éèêëàâäîïôöûüùÿçœæÉÈÊËÀÂÄÎÏÔÖÛÜÙŸÇŒÆ«»’‘“”…–—•°€·©®™²³½¼¾ñ\u00a0\u00ad")
_BETWEEN_LETTERS = frozenset("’‘·–—\u00ad")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
"""Neither a tab nor an end of line or page."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_STRAY = re.compile("[\udc80-\udcff]+")


def decode(content: bytes, limits: Limits = LIMITS) -> str:
    """Return the characters of a text file.

    Raises:
        FileError: the bytes are not a text, or there are too many of them.
    """
    text = _decode(content)
    if len(_CONTROL.findall(text, 0, SAMPLE)) > MOST_CONTROL * len(text[:SAMPLE]):
        raise FileError("not_text")
    limits.check_characters(len(text))
    return text


def unify_line_ends(text: str) -> str:
    r"""Return a text with the line ends of Windows and of the old Macintosh as `\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(content: bytes) -> str:
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None) or _wide(content)
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            raise FileError("not_text") from error
    mixed = _mixed(content)
    return mixed if mixed is not None else _old(content)


def _wide(content: bytes) -> str | None:
    """Return the encoding of UTF-16 without a byte order mark: every other byte is null, as no other text has it."""
    even, odd = content[:SAMPLE:2], content[1:SAMPLE:2]
    nulls = even.count(0), odd.count(0)
    if min(nulls) > 0.05 * len(odd) or max(nulls) < 0.5 * len(odd) or not odd:
        return None
    return "utf-16-be" if nulls[0] > nulls[1] else "utf-16-le"


def _mixed(content: bytes) -> str | None:
    """Return UTF-8 into which a few letters of Windows were pasted, or None where it is not that."""
    text = content.decode("utf-8", "surrogateescape")
    stray = sum(len(match[0]) for match in _STRAY.finditer(text))
    if 10 * stray > len(_BEYOND_ASCII.findall(text)):
        return None
    return _STRAY.sub(lambda match: match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)


def _old(content: bytes) -> str:
    """Return a text in the old encoding that makes it French, or else in the one that `charset_normalizer` finds."""
    best, fewest = None, MOST_MISFITS
    for encoding in _OLD:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (misfits := _misfits(text)) < fewest:
            best, fewest = text, misfits
    if best is not None:
        return best
    from charset_normalizer import from_bytes

    match = from_bytes(content[:SAMPLE]).best()
    if match is None:
        raise FileError("not_text")
    try:
        return content.decode(match.encoding)
    except UnicodeDecodeError as error:
        raise FileError("not_text") from error


def _misfits(text: str) -> float:
    """Return the share of characters beyond ASCII that French does not have, or not where they stand."""
    found = list(_BEYOND_ASCII.finditer(text[:SAMPLE]))
    return sum(not _fits(match[0], *_around(text, match.start())) for match in found) / max(len(found), 1)


def _around(text: str, position: int) -> tuple[str, str]:
    return text[max(0, position - 1) : position], text[position + 1 : position + 2]


def _fits(letter: str, before: str, after: str) -> bool:
    if letter not in _FRENCH:
        return False
    if not letter.isalpha():  # « l’été » but no « pr»s »
        return letter in _BETWEEN_LETTERS or not (before.isalpha() and after.isalpha())
    if letter.isupper():  # « Été », « ÉTÉ » but no « sÉance »
        return not before.islower()
    return not (before.isupper() and after.isupper())  # no « PROCèS »
