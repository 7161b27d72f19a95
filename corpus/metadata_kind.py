"""The kind of a document: what its title, its file's name and its first headings say, and no sentence of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from corpus.glossary import fold
from corpus.metadata_lines import PROSE, is_short, opening_of
from corpus.model import Block, Kind

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("notes de webinaire", re.compile(r"\bwebinaires?\b|\bwebinars?\b|\bweb-?conferences?\b")),
    ("plan d'action", re.compile(r"\bplans? d'action|plan de mise en oeuvre|plan de travail")),
    ("cadre de référence", re.compile(r"\bcadre de reference")),
    ("portrait", re.compile(r"\bportraits?\b|\bdiagnostic|\bprofils?\b|etat de situation")),
    ("guide", re.compile(r"\bguides?\b|\bqu'est-ce que\b|boite a outils|trousse")),
    ("présentation", re.compile(r"\bpresentation\b|plan de la presen")),
    ("politique", re.compile(r"\bpolitiques?\b")),
)
_ADJECTIVE = re.compile(
    r"\b(?:partis?|positions?|vie|sciences?|act(?:eur|rice)s?|volontes?|engagements?|programmes?|debats?|scene"
    r"|personnel|elus?|pouvoirs?|orientations?|responsables?|econom\w+)[ -]politiques?\b"
)
_DAY = r"du (?:\w{3,6}di )?\d"
_SITTING = rf"(?:seance|assemblee|reunion) (?:{_DAY}|ordinaire|extraordinaire|publique)"
_PAPER = re.compile(
    r"(?:projet d[e'] ?|extrait d[ue] |avis de )?"
    r"(?:proces[- ]verba|comptes?[ -]rendus?\b|minutes (?:of|du)\b|ordre du jour|convocation\b"
    r"|seance (?:du|de la|des|ordinaire|extraordinaire|publique|tenue)\b"
    rf"|{_SITTING}|conseil (?:municipal|des maires|d'administration) {_DAY}"
    r"|resolution (?:n|\d|du|concernant|relative|portant)|resolution\W*$|by-law\b|avis public"
    r"|reglement (?:n|\d|d'|sur|de|relatif|concernant|modifiant|municipal)|reglement\W*$"
    r"|memoire\b|lettre\b|communique\b|offres? d'emploi|appel (?:de|a) candidatures|affichage de poste|avis de concours"
    r"|(?:objet|subject) ?:|pour (?:diffusion|publication) immediate|job (?:offer|posting)|press release)"
)
"""What opens a line that says that a document is minutes, an agenda, a by-law, a letter or the like: none of ours."""
_OF_A_BODY = re.compile(
    r"(?:commune|municipalite|ville|paroisse|mrc|conseil|comite)\b[^.;]{0,60}?\s(?:[-|:] )?"
    rf"(?:proces[- ]verba|{_SITTING})"
)
"""The same below the name of a body, on one line."""
_PAPER_FILE = re.compile(r"(?:pv|odj|cr)\b")
_SALUTATION = re.compile(r"(?:mesdames|madame|monsieur|messieurs|chere?s?|bonjour|dear)\b.{0,60},$")
_SLIDES = re.compile(r"plan de la presen\w{1,3}ation")  # « présensation » too, as found
_NOTES_OF = re.compile(r"comptes?[ -]rendus? d(?:u|es|'un) web")
_TALK = re.compile(r"^presentee? par\b|^conferenci")
_QUESTIONS = re.compile(r"^periode de questions")
_CAPTIONS = frozenset({".vtt", ".srt"})


def kind_named(title: str) -> Kind | None:
    """Return the kind of document that a title names first, or None."""
    folded = _ADJECTIVE.sub("", fold(title))
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_KINDS)
        if (match := pattern.search(folded))
    ]
    return min(found)[2] if found else None


def names_a_paper(line: str) -> bool:
    """Tell whether a line says that it opens minutes, a by-law, a letter or the like, which are of no kind of ours."""
    folded = fold(line[: 2 * PROSE])
    return bool(_PAPER.match(folded) or _OF_A_BODY.match(folded)) and not _NOTES_OF.match(folded)


def kind_of(title: str, source: str, head: Sequence[Block], blocks: Sequence[Block]) -> Kind:
    """Return the kind of a document with that title and first page, in a file of that name.

    A document that says that it is minutes or the like before it names a kind is of none. Notes of a talk are those
    of a webinar: a line says who speaks, and a heading opens the questions.
    """
    lines = [block.text.strip() for block in opening_of(head) if is_short(block, PROSE)]
    told = lines if fold(title) in map(fold, lines) else [title, *lines]
    name = _file_words(source)
    if _is_paper(told) or names_a_paper(name) or _PAPER_FILE.match(name):
        return "autre"
    if any(map(_is_of_webinar, [*told, name])) or _is_talk(lines, blocks):
        return "notes de webinaire"
    if any(_SLIDES.search(fold(block.text)) for block in head if is_short(block)):
        return "présentation"
    named = next((kind for kind in map(kind_named, [*told, name]) if kind is not None), None)
    return named or ("notes de webinaire" if PurePath(source).suffix.lower() in _CAPTIONS else "autre")


def _file_words(source: str) -> str:
    """Return the words of a file's name, folded: `PV-2022_11.pdf` → `pv 2022 11`, `plan-d-action` → `plan d'action`."""
    words = re.sub(r"[\s_.-]+", " ", fold(PurePath(source).stem)).strip()
    return re.sub(r"\b([dl]) (?=\w)", r"\1'", words)


def _is_paper(lines: Sequence[str]) -> bool:
    """Tell whether the first line that says what the document is, or a salutation above it, says that it is a paper."""
    for line in lines:
        if names_a_paper(line) or _SALUTATION.match(fold(line)):
            return True
        if kind_named(line):
            return False
    return False


def _is_of_webinar(line: str) -> bool:
    return bool(_KINDS[0][1].search(fold(line))) and kind_named(line) != "guide"


def _is_talk(lines: Sequence[str], blocks: Sequence[Block]) -> bool:
    if not any(_TALK.match(fold(line)) for line in lines):
        return False
    return any(block.kind == "heading" and _QUESTIONS.match(fold(block.text)) for block in blocks)
