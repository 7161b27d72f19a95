"""The glossary: acronyms, institutions with their validity, concepts, themes and the 17 regions, read from `data/glossary.tsv`."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

EntryKind = Literal["acronyme", "concept", "theme", "region"]


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
    text = unicodedata.normalize("NFKC", text).casefold().replace("œ", "oe").replace("æ", "ae")
    text = re.sub(r"[’ʼ‘`´]", "'", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


@cache
def entries() -> tuple[Entry, ...]:
    """Return every entry of the glossary, in its own order."""
    with resources.files("corpus").joinpath("data/glossary.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(_entry(row) for row in rows)


def _entry(row: dict[str, str]) -> Entry:
    def words(key: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in row[key].split("|") if word.strip())

    return Entry(
        entry_id=row["id"],
        kind=row["kind"],  # type: ignore[arg-type]
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


# Variants that mean something else more often than the region, unless they stand in a heading of a region.
_AMBIGUOUS = frozenset({"at", "ca", "c-a", "a-t", "granit", "les iles", "outaouais (gentile)", "quebecois (de quebec)", "the islands"})
_VILLE_DE_QUEBEC = re.compile(r"\bville de quebec\b")


@cache
def _region_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for region in regions():
        for variant in region.variants:
            folded = _loose(fold(variant))
            if fold(variant) not in _AMBIGUOUS and len(folded) > 2:
                names.setdefault(folded, region.name)
                names.setdefault(f"{folded}s", region.name)
    alternatives = "|".join(re.escape(name).replace(r"\ ", " ") for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])"), names


def _loose(folded: str) -> str:
    """Return a folded name with its hyphens as blanks and `st` written out, so that any dash will do."""
    return re.sub(r"\s+", " ", re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", folded.replace("-", " ")))).strip()


def find_regions(text: str) -> tuple[str, ...]:
    """Return the official names of the regions that a text means, by name, gentilé, town or number, each once."""
    pattern, names = _region_pattern()
    return tuple(dict.fromkeys(names[match[0]] for match in pattern.finditer(_loose(fold(text)))))


def region_named(text: str) -> str | None:
    """Return the official name of the one region that a short text names (`04 | MAURICIE`, `mauricie`), or None."""
    number = re.match(r"\s*(\d{2})\s*\|", text)
    for region in regions():
        if (number and region.number == number[1]) or region.number == text.strip():
            return region.name
    found = find_regions(text)
    return found[0] if len(found) == 1 else None


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
def _theme_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for theme in themes():
        words = {fold(word) for word in (theme.term, *theme.synonyms) if len(word) > 3}
        alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        patterns.append((theme.term, re.compile(rf"(?<![a-z0-9])(?:{alternatives})s?(?![a-z0-9])")))
    return tuple(patterns)


def find_themes(text: str) -> tuple[str, ...]:
    """Return the themes that a text is about: those whose words it holds, in the list's order."""
    folded = fold(text)
    return tuple(term for term, pattern in _theme_patterns() if pattern.search(folded))
