"""The acronyms and proper names of a sentence, and whether a source names the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from assistant.checking.synonyms import LIGHT
from assistant.place_names import parts_named
from corpus.glossary import Entry, entries, find_regions, fold
from index.places import place_names
from index.terms import is_stop_word, stem, words
from index.thesaurus import rows

_ACRONYM = re.compile(r"(?<![\w])(?:[A-ZÀ-Ý](?:\.[A-ZÀ-Ý])+\.?|[A-ZÀ-Ý][A-ZÀ-Ý0-9&]{1,9}\+?)(?:s\b)?(?![\w])")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]")
_OPENS = re.compile(
    r"(?:^|\n|(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)[.!?:•«“\"(\[]|\s[-–—])[«“\"(\[\s]*$"
)
_ELIDED = re.compile(r"^(?:l|d|c|j|m|n|s|t|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)
_COMMON = frozenset(
    """
    ville villes municipalite municipalites region regions reseau table comite conseil politique plan fonds ministere
    ministre commission centre forum programme projet entente alliance gouvernement etat office agence conference
    regie service services direction document portrait presentation webinaire guide cadre orientation objectif moyen
    axe enjeu action annexe section tour groupe cellule maire mairesse prefet prefete m mme mmes mm madame monsieur dr
    mr mrs ms i city town municipality network committee board council policy fund ministry minister department
    program project agreement government province agency office regional local social development community health
    services plan framework strategic direction objective national public action steering coordinating county
    municipal provincial conference centre center group table internet web french english francais anglais covid
    economy housing education employment poverty food security solidarity
    """.split()
)
"""Words that a capital does not make a name of: institutions and titles, checked as the words that they are."""
_STARTERS = frozenset(
    """
    selon depuis cette plusieurs chaque aucun aucune parmi outre grace ensuite enfin toutefois cependant durant
    certains certaines tel telle celui celle ceux chacun chacune personne rien quiconque hormis voila voici malgre quant
    face faute fruit fort forte issu issue issus premier premiere premiers premieres deuxieme second seconde dernier
    derniere nouveau nouvelle principal principale principaux autre autres quelque quelques diverses divers differents
    differentes environ etant etait vient viennent reste restent ainsi pres plus moins cote concretement
    beaucoup trop assez puis autant seul seule seuls seules bref cependant neanmoins pourtant finalement globalement
    egalement surtout parfois souvent toujours jamais deja bientot hier aujourdhui demain ensemble autour tant tandis
    bien jusque lorsque puisque quoique sitot trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente
    deux mille cent while although though because since during among both each every several some most many few all any
    another other others such under over between through across after before until then however moreover finally
    according also overall once two three four five six seven eight nine ten eleven twelve today it they he she
    where when there here only still prevoyez demandez notez voyez consultez evitez faites dites pensez invitez
    donnez prenez gardez utilisez choisissez adaptez ecrivez expliquez rappelez verifiez parlons passons
    """.split()
)
_INFLECTED = re.compile(r"(?:ée?s?|[cçdlnv]ue?s?|ante?s?|ment|er|ir|is|it|ing|ed|ly)$")
"""Endings of the words that open a sentence without being its name: « Tenue en… », « Notamment… », “Founded in…”."""
SHORTEST_FORM = 4
"""Letters from which a word that a source writes with other endings is the same name: Sherbrooke, Sherbrookois."""

FAMILY = 5
"""First letters of a stem that the words of an institution's name share with those that spell it: Jamésie, jamésien."""
GENTILE = 6
"""First letters that a town and the people who live there share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A word that names someone, somewhere or something, or an acronym, with its span."""

    text: str
    start: int
    end: int
    acronym: bool = False


def find_names(text: str, *, english: bool = False) -> list[Name]:
    """Return the acronyms and the capitalised words of a sentence that name something, in order.

    A French sentence seldom opens with a bare noun: an unknown word that opens one is taken for a name.
    """
    found = [
        Name(text=re.sub(r"(?<=[A-ZÀ-Ý])s$", "", match[0]), start=match.start(), end=match.end(), acronym=True)
        for match in _ACRONYM.finditer(text)
        if match[0] not in {"II", "III", "IV", "VI", "VII", "VIII", "IX"}
    ]
    taken = [(one.start, one.end) for one in found]
    for start, end in _capitalised(text, english):
        if not any(first < end and start < last for first, last in taken):
            found.append(Name(text=text[start:end], start=start, end=end))
    return sorted(found, key=lambda one: one.start)


def _capitalised(text: str, english: bool) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        elided = _ELIDED.match(match[0])
        start = match.start() + (elided.end() if elided else 0)
        word = text[start : match.end()]
        if not _CAPITAL.match(word):
            continue
        folded = fold(word)
        if all(part in _COMMON for part in folded.split("-")) or is_stop_word(folded):
            continue
        if _OPENS.search(text[: match.start()]) and not elided and not _opens_with_a_name(text, match, english):
            continue
        yield start, match.end()


def _opens_with_a_name(text: str, match: re.Match[str], english: bool) -> bool:
    """Tell whether the first word of a sentence is a name: a known place, before another capital, or an unknown."""
    folded = fold(match[0])
    if folded in place_names() or find_regions(match[0]):
        return True
    if folded in _STARTERS or folded in LIGHT or _INFLECTED.search(match[0].lower()):
        return False
    if text[match.end() :].lstrip("\u00a0 ").startswith(":"):
        return False
    if len(folded) >= SHORTEST_FORM and not (english and (folded.endswith("s") or folded in _plain_english())):
        return True
    following = _WORD.match(text, match.end() + 1)
    return bool(following and _CAPITAL.match(following[0]) and not _ACRONYM.match(following[0])) or "-" in match[0]


@cache
def _plain_english() -> frozenset[str]:
    """Return the English words of the glossary and the thesaurus, folded: none of them is a name."""
    said = [word for row in rows() if row.language == "en" for word in row.said]
    told = [text for entry in entries() for text in (entry.term_en.lower(), entry.plain_en, *entry.synonyms_en)]
    return frozenset(word for text in (*said, *told) for word in words(text.lower()))


class Naming:
    """What some texts of a source name, looked up by the forms in which a sentence may name it."""

    def __init__(self, texts: Iterable[str], places: Iterable[str] = ()) -> None:
        text = "\n".join(texts)
        self._folded = f" {' '.join(words(text))} "
        self._words = set(self._folded.split())
        self._stems = {stem(word) for word in self._words}
        self._families = {found[:FAMILY] for found in self._stems}
        self._acronyms = {bare(match[0]) for match in _ACRONYM.finditer(text)}
        self._regions = {*find_regions(text), *places}

    def holds(self, name: Name) -> bool:
        """Tell whether the source names the same, in full, in part, by its acronym or by its gentilé."""
        return self._holds_acronym(name.text) if name.acronym else self._holds_word(name.text)

    def _holds_acronym(self, written: str) -> bool:
        name = bare(written)
        if name in self._acronyms or name in self._words:
            return True
        return any(self._spells(entry) for entry in called(name))

    def _spells(self, entry: Entry) -> bool:
        spelled = (entry.term, *entry.synonyms, entry.term_en, *entry.synonyms_en)
        if any(bare(other) in self._acronyms for other in (entry.name, *entry.synonyms) if other.isupper()):
            return True
        return any(
            {stem(word)[:FAMILY] for word in words(form) if not is_stop_word(word)} <= self._families
            for form in spelled
            if len(form.split()) > 1
        )

    def _holds_word(self, written: str) -> bool:
        parts = [part for part in words(written) if len(part) > 1]
        if all(part in self._words for part in parts):
            return True
        if not parts_named(written) and self._regions.intersection(find_regions(written)):
            return True
        return bool(parts) and all(self._holds_form(part) for part in parts)

    def _holds_form(self, part: str) -> bool:
        """Tell whether a word stands in the source with another ending."""
        if part in self._words or is_stop_word(part):
            return True
        if any(len(part) >= GENTILE and word[:GENTILE] == part[:GENTILE] for word in self._words):
            return True
        return len(part) >= SHORTEST_FORM and part not in place_names() and stem(part) in self._stems


def bare(acronym: str) -> str:
    """Return an acronym folded, without its points: the form in which two are compared."""
    return fold(acronym.replace(".", "").rstrip("+"))


@cache
def _by_acronym() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries():
        if entry.kind != "acronyme":
            continue
        others = (word for word in (*entry.synonyms_en, *entry.synonyms, *_bracketed(entry.term_en)) if word.isupper())
        for name in dict.fromkeys((bare(entry.name), *map(bare, others))):
            found[name] = (*found.get(name, ()), entry)
    return found


def _bracketed(text: str) -> list[str]:
    return re.findall(r"\(([A-Z]{2,})\)", text)


def called(name: str) -> tuple[Entry, ...]:
    """Return the entries of the glossary that an acronym, folded, may stand for."""
    return _by_acronym().get(name, ())
