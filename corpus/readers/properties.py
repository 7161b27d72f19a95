"""What a file says of itself, where it is sensible: titles and authors that a person wrote, not a program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from corpus.glossary import fold
from corpus.lines import LONGEST_TITLE
from corpus.model import Block, Metadata
from corpus.readers.archives import Archive
from corpus.readers.opc import local, relations, words

_MACHINE_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)|untitled|sans (?:titre|nom)|new page|accueil$|home$"
    r"|présentation powerpoint|powerpoint presentation"
    r"|(?:document|présentation|presentation|classeur|book|diapositive|slide|page|title|titre)\s?\d*$"
    r"|.*\.(?:docx?|pptx?|xlsx?|od[tps]|rtf|html?|dotx?|potx?)$",
    re.IGNORECASE,
)
_MACHINE_AUTHOR = re.compile(
    r"(?:admin\w*|user|owner|utilisateur|usager|propri[ée]taire|auteur|author|unknown|inconnu|webmestre|webmaster"
    r"|serveur|server|poste|accueil|pc|hp|dell|libreoffice|openoffice|microsoft|windows|python-(?:docx|pptx)|openpyxl"
    r"|apache poi|steve canny)\b.*|\W*|\S*(?:@|://)\S*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
TITLE_WITHIN = 1_000
"""Characters at the start of a text where the words of its title stand."""
MOST_AUTHORS = 20
LONGEST_AUTHOR = 80


def sensible_title(title: str | None, blocks: Sequence[Block]) -> str | None:
    """Return a title of several words that the start of the text holds too: others are left from another file."""
    named = words(title or "").replace("\n", " ")
    if len(named.split()) < 2 or len(named) > LONGEST_TITLE or _MACHINE_TITLE.match(named):
        return None
    start = " ".join(block.text for block in blocks[:200])[:TITLE_WITHIN]
    return named if set(_WORD.findall(fold(named))) <= set(_WORD.findall(fold(start))) else None


def sensible_authors(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the names of people and bodies, each once; those of programs and of accounts go."""
    found = (words(name) for several in names for name in (several or "").split(";"))
    persons = (name for name in found if len(name) <= LONGEST_AUTHOR and not _MACHINE_AUTHOR.fullmatch(name))
    return tuple(dict.fromkeys(persons))[:MOST_AUTHORS]


def office_properties(archive: Archive, blocks: Sequence[Block], title: str | None = None) -> Metadata:
    """Return what an Office file's properties say of it, where sensible; a title found in its text wins.

    Dates are those of the file, not of the document, and are left.
    """
    found = [relation.target for relation in relations(archive, "").values() if relation.kind == "core-properties"]
    core = archive.xml(found[0]) if found and found[0] in archive else Element("none")
    said = {local(element): element.text for element in core}
    return Metadata(
        title=title or sensible_title(said.get("title"), blocks), authors=sensible_authors([said.get("creator")])
    )
