"""The glossary of `data/glossary.tsv`: acronyms, institutions and their validity, concepts, themes, the 17 regions."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from typing import Literal, cast

EntryKind = Literal["acronyme", "concept", "theme", "region"]

_APOSTROPHE = re.compile("[’ʼ‘`´]")
_DASH = re.compile("[‐‑‒–—−]")
_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]+")  # where every combining mark is
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the glossary.

    `valid_from` and `valid_to` are ISO dates, years or short words, as found; `basis` says where the fact
    comes from, and only a basis with `web:` is good enough to warn about a date.
    """

    entry_id: str
    kind: EntryKind
    acronym: str
    term: str
    plain: str
    term_en: str
    plain_en: str
    valid_to: str
    replaced_by: str
    scope: str
    synonyms: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    caution: str
    basis: str

    @property
    def name(self) -> str:
        """The acronym as it is written, without the region that tells apart two bodies of one name."""
        return re.sub(r"\s*\(\d+\)$", "", self.acronym)

    @property
    def may_warn(self) -> bool:
        """Whether the entry's end of validity is known well enough to warn about it."""
        return bool(self.valid_to) and "web:" in self.basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One of Québec's 17 administrative regions: its number, official name, and the words that mean it."""

    number: str
    name: str
    variants: tuple[str, ...]


def fold(text: str) -> str:
    """Return a text for comparison: NFKC, small letters, no accents, `œ` as `oe`, one apostrophe, dashes as hyphens."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _folded(text) if _RARE.search(text) else text.translate(_FOLDED)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    text = _BEYOND_LATIN.sub(_without_marks, text).replace("œ", "oe").replace("æ", "ae")
    return _DASH.sub("-", _APOSTROPHE.sub("'", text))


def _without_marks(match: re.Match[str]) -> str:
    return "".join(letter for letter in match[0] if not unicodedata.combining(letter))


# Nearly all texts are written with these, each folded by itself; looking them up is three times as quick.
_USUAL = [chr(code) for code in (*range(0x80), *range(0xA0, 0x100))] + list("œŒ’‘“”–—‐‑…•€")
_FOLDED = {ord(letter): _folded(letter) for letter in _USUAL}
_RARE = re.compile(f"[^{re.escape(''.join(_USUAL))}]")


@cache
def entries() -> tuple[Entry, ...]:
    """Return every entry of the glossary, in its own order."""
    text = resources.files("corpus").joinpath("data/glossary.tsv").read_text(encoding="utf-8")
    return tuple(_entry(row) for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _entry(row: dict[str, str]) -> Entry:
    def words(key: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in row[key].split("|") if word.strip())

    return Entry(
        entry_id=row["id"],
        kind=cast(EntryKind, row["kind"]),
        acronym=row["acronym"],
        term=row["term_fr"],
        plain=row["plain_fr"],
        term_en=row["term_en"],
        plain_en=row["plain_en"],
        valid_to=row["valid_to"],
        replaced_by=row["replaced_by"],
        scope=row["scope"],
        synonyms=words("syn_fr"),
        synonyms_en=words("syn_en"),
        caution=row["caution"],
        basis=row["basis"],
    )


@cache
def regions() -> tuple[Region, ...]:
    """Return the 17 regions, by number."""
    return tuple(
        Region(number=entry.acronym, name=entry.term, variants=(entry.term, *entry.synonyms, *entry.synonyms_en))
        for entry in entries()
        if entry.kind == "region"
    )


# Variants that mean something else more often than the region.
_AMBIGUOUS = frozenset({"at", "ca", "c-a", "a-t", "granit", "les iles", "outaouais (gentile)", "quebecois (de quebec)"})
# Names that hold a region's name and mean something else.
_FALSE_FRIENDS = ("université Laval", "université Laurentienne", "Banque Laurentienne", "rue Sherbrooke", "rue Laval")
LIKENESS = 0.75
"""Likeness, of 1, from which a heading with a region's number names that region with a slip: « 16 | MONTÉGÉRIE »."""


class Phrases:
    """Phrases looked up in a text word by word, whatever stands between the words: each has a value, or hides it."""

    def __init__(self, phrases: Iterable[tuple[str, str | None]]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], str | None]] = {}
        for phrase, value in phrases:
            *first, last = folded_words(phrase)
            for form in ((*first, last), (*first, f"{last}s")):
                forms = self._by_first.setdefault(form[0], {})
                forms.setdefault(form, value)

    def find(self, text: str) -> Iterator[str]:
        """Give the values of the phrases of a text, in order; where phrases overlap, that of the longest."""
        yield from (value for _, value in self.matches(text))

    def matches(self, text: str) -> Iterator[tuple[str, str]]:
        """Give the phrases of a text, as its folded words, with their values, as `find` does."""
        words = folded_words(text)
        position = 0
        for start in self._starts(words):
            if start >= position and (forms := self._forms_at(words, start)):
                longest = max(forms, key=len)
                position = start + len(longest)
                if (value := forms[longest]) is not None:
                    yield " ".join(longest), value

    def find_all(self, text: str) -> set[str]:
        """Return the values of the phrases of a text, overlapping ones included."""
        words = folded_words(text)
        found = (self._forms_at(words, start).values() for start in self._starts(words))
        return {value for values in found for value in values if value is not None}

    def _starts(self, words: list[str]) -> list[int]:
        return [position for position, word in enumerate(words) if word in self._by_first]

    def _forms_at(self, words: list[str], start: int) -> dict[tuple[str, ...], str | None]:
        forms = self._by_first[words[start]]
        return {form: value for form, value in forms.items() if tuple(words[start : start + len(form)]) == form}


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text, `st` and `ste` written out."""
    words: list[str] = _WORD.findall(fold(text))
    if "st" in words or "ste" in words:
        return [_SAINTS.get(word, word) for word in words]
    return words


_SAINTS = {"st": "saint", "ste": "sainte"}


def region_names() -> tuple[tuple[str, str | None], ...]:
    """Return the names that mean a region, each with it, and those that hold such a name and mean none."""
    named = [
        (variant, region.name)
        for region in regions()
        for variant in region.variants
        if fold(variant) not in _AMBIGUOUS and len(variant) > 2
    ]
    return (*((name, None) for name in _FALSE_FRIENDS), *named)


@cache
def region_phrases() -> Phrases:
    """Return the words that mean a region, to be looked up in a text."""
    return Phrases(region_names())


def find_regions(text: str) -> tuple[str, ...]:
    """Return the official names of the regions that a text means, by name, gentilé, town or number, each once."""
    return tuple(dict.fromkeys(region_phrases().find(text)))


def region_named(text: str) -> str | None:
    """Return the official name of the one region that a short text names (`04 | MAURICIE`), or None."""
    number, bar, name = (part.strip() for part in text.partition("|"))
    numbered = next((region for region in regions() if region.number == number), None)
    found = find_regions(name if bar and numbered else text)
    if len(found) == 1:
        return found[0]
    if numbered and not found and (not bar or _is_like(name, numbered)):
        return numbered.name
    return None


def _is_like(name: str, region: Region) -> bool:
    folded = fold(name)
    return any(SequenceMatcher(None, folded, fold(variant)).ratio() >= LIKENESS for variant in region.variants)


@cache
def place_names() -> tuple[str, ...]:
    """Return the hyphenated names of regions and towns, whose broken forms may be rejoined."""
    names = {name for region in regions() for name in region.variants if "-" in name and name[0].isupper()}
    names.update({"Emploi-Québec", "porte-parole"})
    return tuple(sorted(names))


@cache
def themes() -> tuple[Entry, ...]:
    """Return the closed list of themes."""
    return tuple(entry for entry in entries() if entry.kind == "theme")


@cache
def _theme_phrases() -> Phrases:
    return Phrases((word, theme.term) for theme in themes() for word in (theme.term, *theme.synonyms) if len(word) > 3)


def find_themes(text: str) -> tuple[str, ...]:
    """Return the themes that a text is about: those whose words it holds, in the list's order."""
    found = _theme_phrases().find_all(text)
    return tuple(theme.term for theme in themes() if theme.term in found)
