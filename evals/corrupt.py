"""Honest sentences → the same with one thing wrong: a number, a date, a name, a negation, what was added, a marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Literal

from assistant.checking.amounts import Amount, same_amount
from assistant.checking.facts import facts_of
from assistant.checking.likeness import is_english
from assistant.checking.moments import Moment, same_moment
from assistant.checking.names import Name, Naming
from assistant.checking.roles import listed
from corpus.dates import MONTH_NAMES, MONTH_NAMES_EN
from corpus.glossary import find_regions, fold
from index.places import place_names

Fault = Literal["number", "date", "name", "negation", "direction", "addition", "marker"]

_DIGITS = re.compile(r"\d(?:[\d\u00a0\u202f ]*\d)?(?:[.,]\d+)?")
_VERBS = (
    "a ont avait avaient est sont était étaient comptait compte comprend réunissait portait visait dirigeait donne "
    "devait devaient pouvait prévoyait couvrait suivait coordonnait appuyait existe existaient regroupe vise "
    "aidait rassemble touchent agissent siégeaient travaillaient proposait relève figure finançait voulait"
)
_VERB = re.compile(rf"(?<!n['’])(?<!c['’])(?<!C['’])(?<!ne )\b(?P<verb>{'|'.join(_VERBS.split())})\b(?!-)")
_VERB_EN = re.compile(r"\b(?P<verb>was|were|had|has|is|are|will)\b")
_NEGATED = re.compile(
    r"\b(?P<ne>ne |n['’])(?P<verb>[\w’'-]+)(?P<mid>(?: [\w’'-]+){0,2}?) "
    r"(?P<pas>pas|aucune|aucun|jamais|plus|rien)\b(?: d['’e] ?)?"
)
_NEGATED_EN = re.compile(r"\b(?:not|no|never) ")
_OPPOSITES = (
    ("avant", "après"), ("après", "avant"), ("plus de", "moins de"), ("moins", "plus"), ("augmenter", "réduire"),
    ("réduire", "augmenter"), ("abolie", "créée"), ("abolies", "créées"), ("aboli", "créé"), ("depuis", "jusqu'en"),
    ("premier", "dernier"), ("première", "dernière"), ("difficiles", "faciles"), ("au plus", "au moins"),
    ("améliorer", "détériorer"), ("inclusion", "exclusion"), ("prolongé", "annulé"), ("prolongée", "annulée"),
    ("adopté", "rejeté"), ("adoptée", "rejetée"), ("facilitent", "empêchent"), ("combattre", "favoriser"),
    ("ouvert", "fermé"), ("toujours", "jamais"), ("près de", "plus de"), ("abolished", "created"), ("since", "until"),
    ("adopted", "rejected"), ("more than", "less than"), ("first", "last"),
)  # fmt: skip
"""Words turned into what says the reverse."""
_OUTSIDE = (
    "Rimouski", "Gatineau", "Saguenay", "Drummondville", "Rouyn-Noranda", "Sept-Îles", "Joliette", "Longueuil",
    "Thérèse Gagnon", "Marc Bouchard", "la Fondation Lupien", "Hydro-Québec", "Desjardins", "UPA", "SHQ", "CNESST",
)  # fmt: skip
"""Names that no document of the starter collection holds beside those of the others."""
_ACRONYMS_OUTSIDE = ("UPA", "SHQ", "CNESST", "MTQ", "FTQ", "INSPQ")
_OPENS = re.compile(r"(?:^|\n|[.!?:•«])\s*$")
"""What stands before a word that opens a sentence or an item of a list."""
NEAR = (1, -1, 2, 5, 10, -3)
"""What is added to a number so that the wrong one looks right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiled:
    """A sentence with one fault, and how it was made: `near` took the wrong fact from the passage itself."""

    text: str
    fault: Fault
    near: bool = False


def spoil(text: str, source: str, elsewhere: str, random: Random, most: int = 2) -> Iterator[Spoiled]:
    """Give the sentences that one honest sentence becomes, each with one fault.

    `source` is the passage that holds it, from which wrong facts are taken where it can; `elsewhere` is a clause of
    another document, and at most `most` facts of a kind are made wrong, one at a time.
    """
    english = is_english(text)
    facts = facts_of(text, english=english)
    held = facts_of(source)
    named = [one for one in facts_of(source, english=True).names if _is_no_opening(one, source)]
    for amount in facts.amounts[:most]:
        yield from _wrong_number(text, amount, held.amounts, facts.amounts, random)
    for moment in facts.moments[:most]:
        yield from _wrong_date(text, moment, held.moments, facts.moments, random)
    for name in facts.names[:most]:
        yield from _wrong_name(text, name, named, source, random)
    yield from _denied(text, english)
    yield from _turned(text)
    yield from _added(text, elsewhere)


def _wrong_number(
    text: str, amount: Amount, held: Sequence[Amount], own: Sequence[Amount], random: Random
) -> Iterator[Spoiled]:
    written = text[amount.start : amount.end]
    others = sorted(
        {
            next(iter(other.readings))
            for other in held
            if other.unit == amount.unit and not any(same_amount(one, other) for one in own)
        }
        - {Decimal(0)},
        key=str,
    )
    choices: list[tuple[Decimal | str, bool]] = []
    if others:
        choices.append((random.choice(others), True))
    value = next(iter(sorted(amount.readings, key=str)))
    if isinstance(value, Decimal):
        near = value + random.choice(NEAR) if value < 1_000 else value + random.choice((1_000, 10_000, -100, 90))
        if near > 0:
            choices.append((near, False))
    for other, is_near in choices:
        if isinstance(other, str) or any(other in one.readings for one in own):
            continue
        if not is_near and any(other in one.readings for one in held):
            continue
        if made := _rewritten(written, amount, other):
            yield Spoiled(text=text[: amount.start] + made + text[amount.end :], fault="number", near=is_near)


def _rewritten(written: str, amount: Amount, value: Decimal) -> str | None:
    """Return a number written as another was: its digits replaced, or its words by digits."""
    if value != value.to_integral_value():
        return None
    digits = f"{int(value):,}".replace(",", "\u00a0") if value >= 10_000 else str(int(value))
    if amount.unit == "rank" and int(value) < 2:
        return None
    if _DIGITS.search(written):
        made = _DIGITS.sub(digits, written, count=1)
        return re.sub(r"\b(?:millions?|M)(?= )? ?(?:de |d')?", "", made) if "M" in made or "million" in made else made
    if "illion" in written:
        return None
    return f"{digits}e" if amount.unit == "rank" else f"{digits} %" if amount.unit == "%" else digits


def _wrong_date(
    text: str, moment: Moment, held: Sequence[Moment], own: Sequence[Moment], random: Random
) -> Iterator[Spoiled]:
    written = text[moment.start : moment.end]
    alike = [one for one in held if (one.month is None) == (moment.month is None) and one.year and moment.year]
    years = sorted({one.year for one in alike if one.year} - {one.year for one in own})
    wrong: list[tuple[str, bool]] = []
    if moment.year and str(moment.year) in written:
        if years:
            wrong.append((written.replace(str(moment.year), str(random.choice(years))), True))
        shifted = moment.year + random.choice((-4, -3, -2, -1, 1, 2, 3))
        if shifted not in {one.year for one in (*held, *own)}:
            wrong.append((written.replace(str(moment.year), str(shifted)), False))
    for names in (MONTH_NAMES, MONTH_NAMES_EN):
        for number, name in enumerate(names):
            if name and number == moment.month and name.casefold() in written.casefold():
                other = names[(number + random.randrange(1, 11)) % 12 + 1]
                if other != name:
                    wrong.append((re.sub(name, other, written, flags=re.IGNORECASE), False))
    if moment.day and re.search(rf"\b{moment.day}\b", written):
        other_day = moment.day % 27 + 1 + random.randrange(1, 3)
        wrong.append((re.sub(rf"\b{moment.day}\b", str(other_day), written, count=1), False))
    for made, is_near in wrong:
        spoiled = text[: moment.start] + made + text[moment.end :]
        if made != written and not _still_true(made, held, own):
            yield Spoiled(text=spoiled, fault="date", near=is_near)


def _still_true(made: str, held: Sequence[Moment], own: Sequence[Moment]) -> bool:
    """Tell whether a changed date is one that the sentence says elsewhere, so that nothing is wrong."""
    return all(any(same_moment(one, other, frozenset()) for other in own) for one in facts_of(made).moments)


def _wrong_name(text: str, name: Name, held: Sequence[Name], source: str, random: Random) -> Iterator[Spoiled]:
    said, there = Naming([text]), Naming([source])
    others = sorted({one.text for one in held if _sort(one) == _sort(name) and not said.holds(one)})
    choices = [(random.choice(others), True)] if others else []
    outside = [one for one in (_ACRONYMS_OUTSIDE if name.acronym else _OUTSIDE) if fold(one) not in fold(source)]
    choices.append((random.choice(outside), False))
    for other, is_near in choices:
        if fold(other) in fold(name.text) or fold(name.text) in fold(other):
            continue
        if is_near and (not there.holds(name) or _listed_too(name.text, other, source)):
            continue
        yield Spoiled(text=text[: name.start] + other + text[name.end :], fault="name", near=is_near)


def _is_no_opening(name: Name, source: str) -> bool:
    """Tell whether a name is one for sure: a word that opens a sentence or an item has its capital from there."""
    return name.acronym or _sort(name) == "place" or not _OPENS.search(source[: name.start])


def _listed_too(name: str, other: str, source: str) -> bool:
    """Tell whether two names stand in one list of a passage: a sentence that picks the other one may be true too."""
    items = re.findall(r"• [a-zà-ÿ].*", source)
    if all(any(one in item for item in items) for one in (name, other)):
        return True
    said = [(text, facts_of(text, english=True).names) for text in re.split(r"\n|(?<=\.)\s", source)]
    return any(
        listed(one, two, text)
        for text, named in said
        for one in named
        if fold(one.text) == fold(name)
        for two in named
        if fold(two.text) == fold(other)
    )


def _sort(name: Name) -> str:
    """Return what a name names, as far as it tells: a wrong one of the same sort reads as well."""
    if name.acronym:
        return "acronym"
    return "place" if fold(name.text) in place_names() or find_regions(name.text) else "name"


def _denied(text: str, english: bool) -> Iterator[Spoiled]:
    """Give a sentence that says no for one that says yes, or the reverse."""
    if english:
        if match := _NEGATED_EN.search(text):
            yield Spoiled(text=text[: match.start()] + text[match.end() :], fault="negation")
        elif match := _VERB_EN.search(text):
            yield Spoiled(text=f"{text[: match.end()]} not{text[match.end() :]}", fault="negation")
        return
    if match := _NEGATED.search(text):
        article = " un" if match["pas"].startswith("aucun") else ""
        article = " une" if match["pas"] == "aucune" else article
        made = f"{match['verb']}{match['mid']}{article} "
        yield Spoiled(text=text[: match.start()] + made + text[match.end() :].lstrip(), fault="negation")
    elif match := _VERB.search(text):
        particle = "n'" if match["verb"][0] in "aeéio" else "ne "
        yield Spoiled(
            text=f"{text[: match.start()]}{particle}{match['verb']} pas{text[match.end('verb') :]}", fault="negation"
        )


def _turned(text: str) -> Iterator[Spoiled]:
    """Give a sentence with one word that says the reverse."""
    for word, other in _OPPOSITES:
        if match := re.search(rf"\b{word}\b", text):
            yield Spoiled(text=text[: match.start()] + other + text[match.end() :], fault="direction")
            return


def _added(text: str, elsewhere: str) -> Iterator[Spoiled]:
    """Give a sentence that goes on with what another document says."""
    if text.endswith(".") and elsewhere:
        yield Spoiled(text=f"{text[:-1]}, et {elsewhere[0].lower()}{elsewhere[1:]}", fault="addition")
