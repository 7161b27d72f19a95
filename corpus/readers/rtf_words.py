"""The control words of RTF that the reader knows, and the character sets of its fonts.

Source: Rich Text Format Specification 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import codecs

SPECIAL = {
    "bullet": "•",
    "cell": "",
    "emdash": "—",
    "emspace": " ",
    "endash": "–",
    "enspace": " ",
    "ldblquote": "“",
    "line": "\n",
    "lquote": "‘",
    "qmspace": " ",
    "rdblquote": "”",
    "rquote": "’",
    "tab": " ",
    "~": "\u00a0",
    "_": "-",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
NOT_TEXT = frozenset(
    "annotation atnauthor atnid category colortbl comment company doccomm falt filetbl fldinst footer footerf footerl"
    " footerr ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn header headerf headerl headerr hlinkbase info keywords"
    " listtable listoverridetable manager nonesttables nonshppict objdata operator pict private rxe shprslt sn sp"
    " subject sv tc txe xe".split()
)
"""Destinations whose words are not the document's."""
KEPT = frozenset({"shpinst", "shptxt", "fldrslt", "result", "listtext", "pntext", "footnote"})
"""Destinations that hold the document's words even where `\\*` says that a reader may leave them."""

CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp850",
}  # fmt: skip
"""By the number of `\\fcharset`."""
SYMBOLS = "symbols"
"""In place of a codec: the characters of a font of pictures, such as Symbol, stand in Unicode's private use area."""


def font_codec(charset: int, usual: str) -> str:
    """Return the codec of a font's character set, or else the file's usual one."""
    return SYMBOLS if charset == 2 else CHARSETS.get(charset, usual)


def page_codec(number: int) -> str:
    """Return the codec of a code page, or else that of Windows for Western Europe."""
    try:
        return codecs.lookup("mac_roman" if number == 10_000 else f"cp{number}").name
    except LookupError:
        return "cp1252"


def decoded(content: bytes, codec: str) -> str:
    """Return the characters of some bytes, with U+FFFD for those that the codec does not have."""
    if codec == SYMBOLS:
        return "".join(chr(0xF000 + code) if code > 0x20 else chr(code) for code in content)
    return content.decode(codec, "replace")
