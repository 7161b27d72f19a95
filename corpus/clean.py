"""The clean-up of a file's characters and lines: small pure steps, applied in this order by `clean_text`.

Cleaning drops furniture and markup and repairs characters. It never adds or repeats words.
Source: ../shared/design/real_documents.md and ingestion.md, measured on real municipal files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

# No pattern below may look further than a line or a bounded stretch from where it starts: a text may be one line
# of 5 million characters, made to be slow.
_LINE_END = re.compile(r"\r\n?|\n?[\x0b\x0c]|[\x85\u2028\u2029]")
_MOJIBAKE = re.compile(
    r"[ÃÂ][\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ï»¿"
    r"|[\u0080-\u0084\u0086-\u009f]"  # controls that no text holds: Windows-1252 read as Latin-1
)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)|\[image\s?:[^\[\]\n]*\]", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((?:(?:https?|mailto):[^()\s]*|#[^()\s]*)\)")
_STRONG = re.compile(r"(?<![\w*\\])(\*{1,2})(?=\S)((?:[^*\n]|\n(?![ \t]*\n))+?)(?<=[^\s\\])\1(?![\w*])")
_ATTRIBUTES = r"""(?:\s+[\w:-]{1,40}\s?=\s?(?:"[^"<>\n]{0,500}"|'[^'<>\n]{0,500}'|[^\s"'<>]{1,200}))*"""
_INLINE_TAG = re.compile(
    rf"</?(?:a|abbr|b|big|cite|code|del|em|font|i|img|ins|mark|small|span|strong|sub|sup|u){_ATTRIBUTES}\s?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(
    r"</?(?:article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr"
    rf"|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul){_ATTRIBUTES}\s?/?>",
    re.IGNORECASE,
)
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_ESCAPE = re.compile(r"\\([$*_#|\[\]()<>~-])")
_SUPERSCRIPT = re.compile(r"(?<=[\dIVX])[ \u00a0]?\^\s?\{?(er|re|e|ère|ième|nd|nde)\}?(?![\w])")
_BULLET = re.compile(r"^([ \t]*)[\ue000-\uf8ff●▪■◦○‣⁃·∙➢➤✓✔][ \t]*", re.MULTILINE)
_BROKEN = re.compile(r"(?<=\w)-\s(?=\w)")
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    r"\U000e0000-\U000e007f]"
)

# Names of icons that a page's font turns into pictures, as they come out of a copied web page, glued to the label of
# their button. Source: names of Material Symbols seen in real files.
_ICON_NAMES = (
    "account_circle|arrow_back|arrow_forward|content_copy|diversity_3|expand_less|expand_more|file_copy|grid_view"
    "|lock_open|more_vert|open_in_new"
)
_ICON_WORDS = "bookmark|edit|forum|lock|menu|padding|person|search|share|sms"
_ICON_LINE = re.compile(rf"(?:(?:{_ICON_NAMES})(?=[A-ZÀ-Ÿ ]|$)|(?:{_ICON_WORDS})(?=[A-ZÀ-Ÿ][a-zà-ÿ]))")
_LONE_ICON = re.compile(rf"(?:{_ICON_WORDS})$")
_ATTACHED = re.compile(r"\s*(?:pdf|docx?|pptx?|xlsx?) \S")
MANY_ICONS = 3
"""Lines of icons from which a text is known to be copied from a web platform."""
LONGEST_FOOT = 100
"""Lines that the foot of a platform's page may have."""


def repair_mojibake(text: str) -> str:
    """Repair UTF-8 that was read as Latin-1 or Windows-1252, where it is seen, and nothing else."""
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_terminal_escapes=False,
        normalization=None,
    )
    return "\n".join(ftfy.fix_text(line, config) if _MOJIBAKE.search(line) else line for line in text.split("\n"))


def compose_characters(text: str) -> str:
    r"""Return the text in NFC with `\n` line ends, page breaks included: one code for one letter.

    The ligatures of fonts are no letters (`ﬁ` → `fi`), as `œ` is one.
    """
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text)).translate(_LIGATURES)


def drop_invisible(text: str) -> str:
    """Drop soft hyphens, zero-width, bidirectional and tag characters, and control characters."""
    return _INVISIBLE.sub("", text)


def drop_images(text: str) -> str:
    """Drop the marks of images and their alternative text; the words after them stay, on a line of their own."""
    return _IMAGE.sub("\n", text)


def drop_tags(text: str) -> str:
    """Drop the HTML that table recognition and web editors leave in a text; « a < b » and « <courriel> » stay."""
    if "<" not in text:
        return text
    text = drop_hidden_html(text)
    return _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", text))


def drop_hidden_html(text: str) -> str:
    """Drop comments, scripts and styles, which a reader of the page never sees."""
    for opening, closing in _HIDDEN:
        text = _without(text, opening, closing)
    return text


def _without(text: str, opening: str, closing: str) -> str:
    """Return a text without what stands between two marks, the marks included."""
    starts, ends = (re.compile(re.escape(mark), re.IGNORECASE) for mark in (opening, closing))
    parts: list[str] = []
    position = 0
    while (start := starts.search(text, position)) and (end := ends.search(text, start.end())):
        parts.append(text[position : start.start()])
        position = end.end()
    return "".join([*parts, text[position:]])


def unwrap_links(text: str) -> str:
    """Keep the words of a Markdown link and drop its address."""
    return _LINK.sub(r"\1", text)


def drop_emphasis(text: str) -> str:
    """Drop paired `*` and `**`; a lone `*` or `***` is a note's mark and stays. Emphasis may run over lines."""
    return _STRONG.sub(r"\2", text)


def unescape_marks(text: str) -> str:
    r"""Turn Markdown's escapes into the characters they stand for: `\$` → `$`."""
    return _ESCAPE.sub(r"\1", text)


def join_superscripts(text: str) -> str:
    """Join an ordinal to its number: `2 ^e` → `2e`."""
    return _SUPERSCRIPT.sub(r"\1", text)


def unify_bullets(text: str) -> str:
    """Turn private-use and exotic bullets that open a line into « • », and drop other private-use characters."""
    return _PRIVATE_USE.sub("", _BULLET.sub(r"\1• ", text))


def drop_icon_lines(text: str) -> str:
    """Drop the lines of a web platform's buttons and icons (`shareCopier`, `forumDiscuter de la note`).

    A line that is only « forum » or « menu » goes where the text has many such icons: elsewhere it is a word.
    """
    lines = text.split("\n")
    icons = {number for number, line in enumerate(lines) if _ICON_LINE.match(line.strip())}
    if len(icons) >= MANY_ICONS:
        icons |= {number for number, line in enumerate(lines) if _LONE_ICON.match(line.strip())}
    return "\n".join(line for number, line in enumerate(lines) if number not in icons)


def split_platform_tail(text: str) -> tuple[str, str]:
    """Split off the foot of a page copied from a web platform: from its first icon line to the end, where icons abound.

    The names of attached files right above are of the foot too. It is not the document's text, but it says the date
    of publication, the authors and the address.
    """
    lines = text.split("\n")
    icons = [number for number, line in enumerate(lines) if _ICON_LINE.match(line.strip())]
    if len(icons) < MANY_ICONS or len(lines) - icons[0] > LONGEST_FOOT:
        return text, ""
    start = icons[0]
    while start and (not lines[start - 1].strip() or _ATTACHED.match(lines[start - 1])):
        start -= 1
    return "\n".join(lines[:start]), "\n".join(lines[start:])


def trim_lines(text: str) -> str:
    """Drop blanks at the end of lines."""
    return "\n".join(line.rstrip(" \t\u00a0") for line in text.split("\n"))


@lru_cache(maxsize=8)
def broken_names(names: tuple[str, ...]) -> Callable[[str], str]:
    """Return a step that rejoins known hyphenated names cut by a line or a blank: `Bas- Saint-Laurent`."""
    halves = {
        (name[: hyphen.start()].lower(), name[hyphen.end() :].lower())
        for name in names
        for hyphen in re.finditer("-", name)
    }
    longest = max((len(half) for pair in halves for half in pair), default=0)

    def rejoined(match: re.Match[str]) -> str:
        text = match.string
        before = text[max(0, match.start() - longest - 1) : match.start()].lower()
        after = text[match.end() : match.end() + longest + 1].lower()
        known = any(_ends_with_word(before, first) and _starts_with_word(after, second) for first, second in halves)
        return "-" if known else match[0]

    return lambda text: _BROKEN.sub(rejoined, text)


def _ends_with_word(text: str, word: str) -> bool:
    return text.endswith(word) and not text[: -len(word)][-1:].isalnum()


def _starts_with_word(text: str, word: str) -> bool:
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalnum()


CHARACTER_STEPS: tuple[Callable[[str], str], ...] = (
    repair_mojibake,
    compose_characters,
    drop_invisible,
    drop_tags,
    join_superscripts,
    unify_bullets,
)
"""For words whose markup was parsed: what is left there of `*` or `[` is meant."""
STEPS: tuple[Callable[[str], str], ...] = (
    repair_mojibake,
    compose_characters,
    drop_invisible,
    drop_images,
    drop_tags,
    unwrap_links,
    drop_emphasis,
    unescape_marks,
    join_superscripts,
    unify_bullets,
    drop_icon_lines,
    trim_lines,
)


def clean_text(text: str, place_names: Iterable[str] = (), steps: Iterable[Callable[[str], str]] = STEPS) -> str:
    """Apply every step, in order, to a plain text."""
    for step in (*steps, broken_names(tuple(place_names))):
        text = step(text)
    return text
