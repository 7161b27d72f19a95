"""What a file says of itself, where it is sensible: titles and authors that a person wrote, not a program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.glossary import fold
from corpus.model import Block
from corpus.readers.opc import words

_MACHINE_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)|untitled|sans (?:titre|nom)|new page|accueil$|home$"
    r"|(?:document|présentation|presentation|classeur|page|title|titre)\s?\d*$"
    r"|.*\.(?:docx?|pptx?|xlsx?|od[tps]|rtf|html?|dotx?)$",
    re.IGNORECASE,
)
_MACHINE_AUTHOR = re.compile(
    r"(?:admin\w*|user|owner|utilisateur|usager|propri[ée]taire|auteur|author|unknown|inconnu|webmestre|webmaster"
    r"|libreoffice|openoffice|microsoft|windows)\b.*|\W*|\S*(?:@|://)\S*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
TITLE_WITHIN = 1_000
"""Characters at the start of a text where the words of its title stand."""
MOST_AUTHORS = 20


def sensible_title(title: str | None, blocks: Sequence[Block]) -> str | None:
    """Return a title of several words that the start of the text holds too: others are left from another file."""
    named = words(title or "").replace("\n", " ")
    if len(named.split()) < 2 or _MACHINE_TITLE.match(named):
        return None
    start = " ".join(block.text for block in blocks[:200])[:TITLE_WITHIN]
    return named if set(_WORD.findall(fold(named))) <= set(_WORD.findall(fold(start))) else None


def sensible_authors(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the names of people and bodies, each once; those of programs and of accounts go."""
    found = (words(name) for several in names for name in (several or "").split(";"))
    return tuple(dict.fromkeys(name for name in found if not _MACHINE_AUTHOR.fullmatch(name)))[:MOST_AUTHORS]
