"""Numbers, dates and names as two languages write them: one value however it is written, and nothing added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.amounts import find_amounts, same_amount
from assistant.checking.facts import facts_of
from assistant.checking.moments import find_moments, same_moment
from assistant.checking.names import Naming, find_names
from assistant.checking.number_words import spelled_numbers
from corpus.dates import spoken

SAME = [
    ("3 M$", "3 000 000 $"),
    ("3 M$", "trois millions de dollars"),
    ("$3 million", "3\u00a0000\u00a0000\u00a0$"),
    ("2,3 millions de dollars", "2 300 000 $"),
    ("$1,086,570", "1 086 570 $"),
    ("15 %", "quinze pour cent"),
    ("15 percent", "15\u00a0%"),
    ("la moitié", "50 %"),
    ("trente et un membres", "31 membres"),
    ("soixante et onze", "71"),
    ("quatre-vingt-dix adresses", "90 adresses"),
    ("one hundred and thirty partners", "130 partenaires"),
    ("la deuxième assemblée", "la 2e assemblée"),
    ("the third meeting", "la 3e rencontre"),
    ("environ 1,1 million de dollars", "1 086 570 $"),
    ("près de 2,2 M$", "2 195 118 $"),
    ("plus de 90 personnes", "94 personnes"),
    ("environ 30 concertations", "une trentaine de concertations"),
    ("900", "900 $"),
    ("1,600", "1 600"),
    ("son 10e anniversaire", "ses dix ans"),
    ("its tenth anniversary", "ses dix ans"),
    ("the five-year plan", "le plan quinquennal"),
]
OTHER = [
    ("3 M$", "3 G$"),
    ("3 000 $", "3 000 000 $"),
    ("30 000 $", "30 000"),  # the unit is added
    ("15 %", "15"),
    ("2e rang", "2"),
    ("environ 1 099 900 $", "1 086 570 $"),  # no rounding gives that
    ("plus de 100 personnes", "94 personnes"),
    ("près de 2,1 M$", "2 195 118 $"),
    ("1,1 million de dollars", "1 086 570 $"),  # a rounding that does not say so
    ("trente et un", "trente"),
    ("418 643-1234", "643"),
    ("moyen 2.1.1", "2.1"),
    ("70 projets", "17 projets"),
]


@pytest.mark.parametrize(("said", "held"), SAME)
def test_one_number_is_known_however_it_is_written(said: str, held: str) -> None:
    (one,), (other,) = find_amounts(said), find_amounts(held)
    assert same_amount(one, other)


@pytest.mark.parametrize(("said", "held"), OTHER)
def test_another_number_is_another(said: str, held: str) -> None:
    assert not any(same_amount(one, other) for one in find_amounts(said) for other in find_amounts(held))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("En 2014 130 partenaires", ["130"]),
        ("Trois-Rivières et Sept-Îles ont 2 tables", ["2"]),
        ("un élu, une MRC", []),
        ("3. L'inclusion de 5 groupes", ["5"]),
        ("deux ou trois fois", ["2", "3"]),
        ("le R2 et l'ADS2", []),
        ("9 ans (2005-2014), en 3 ententes", ["9", "3"]),
    ],
)
def test_what_counts_and_what_does_not(text: str, values: list[str]) -> None:
    found = [str(next(iter(one.readings))) for one in facts_of(text).amounts]
    assert found == values


@given(st.integers(10_000, 10**9))
def test_grouping_changes_no_number(value: int) -> None:
    written = [str(value), f"{value:,}".replace(",", " "), f"{value:,}".replace(",", "\u00a0"), f"{value:,}"]
    for text in written:
        (found,) = find_amounts(f"une somme de {text} $")
        assert (Decimal(value) in found.readings, found.unit) == (True, "$")


TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")
UNDER_20 = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TIES = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def french(value: int) -> str:
    """Write a number below a thousand million in French words, as the rules of 1990 allow, with blanks or hyphens."""
    if value >= 1_000_000:
        head, rest = divmod(value, 1_000_000)
        return " ".join([french(head), "million" + "s" * (head > 1), *([french(rest)] if rest else [])])
    if value >= 1_000:
        head, rest = divmod(value, 1_000)
        return " ".join([*([french(head)] if head > 1 else []), "mille", *([french(rest)] if rest else [])])
    if value >= 100:
        head, rest = divmod(value, 100)
        plural = "s" * (head > 1 and not rest)
        return " ".join([*([UNDER_20[head]] if head > 1 else []), f"cent{plural}", *([french(rest)] if rest else [])])
    if value < 20:
        return UNDER_20[value]
    ten = value // 10
    rest = value - (ten - ten % 2 if ten in {7, 9} else ten) * 10
    if not rest:
        return TENS[ten] + "s" * (ten == 8)
    return f"{TENS[ten]} et {UNDER_20[rest]}" if rest in {1, 11} and ten < 8 else f"{TENS[ten]}-{UNDER_20[rest]}"


def english(value: int) -> str:
    """Write a number below a thousand million in English words."""
    for scale, name in ((1_000_000, "million"), (1_000, "thousand")):
        if value >= scale:
            head, rest = divmod(value, scale)
            return " ".join([english(head), name, *([english(rest)] if rest else [])])
    if value >= 100:
        head, rest = divmod(value, 100)
        return " ".join([ONES[head], "hundred", *(["and", english(rest)] if rest else [])])
    if value < 20:
        return ONES[value]
    return TIES[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")


@given(st.integers(2, 10**9 - 1))
def test_words_are_the_number_they_spell(value: int) -> None:
    for text in (french(value), english(value)):
        assert [one.value for one in spelled_numbers(f"il y a {text} personnes")] == [value]


MOMENTS = [
    ("juin 2017", "June 2017", True),
    ("le 25 octobre 2018", "October 25, 2018", True),
    ("le 25 octobre 2018", "2018-10-25", True),
    ("en octobre 2018", "le 25 octobre 2018", True),
    ("en 2018", "le 25 octobre 2018", True),
    ("à l'hiver 2019", "in the winter of 2019", True),
    ("le 1er mai 2018", "May 1, 2018", True),
    ("le 25 octobre 2018", "en octobre 2018", False),  # a day is added
    ("juin 2017", "juin 2016", False),
    ("juin 2017", "juillet 2017", False),
    ("à l'hiver 2019", "à l'été 2019", False),
    ("le 31 mars 2015", "le 21 mars 2015", False),
]


@pytest.mark.parametrize(("said", "held", "same"), MOMENTS)
def test_dates_in_both_languages(said: str, held: str, same: bool) -> None:
    (one,), (other,) = find_moments(said), find_moments(held)
    assert same_moment(one, other, frozenset()) is same


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("de 2017 à 2021", [2017, 2021]),
        ("2017-2021", [2017, 2021]),
        ("2013-14", [2013, 2014]),
        ("2014/2015", [2014, 2015]),
        ("2014 $ et 2 014 personnes", []),
    ],
)
def test_ranges_give_both_their_ends(text: str, years: list[int]) -> None:
    assert [one.year for one in find_moments(text)] == years


def test_a_year_left_unsaid_is_one_around() -> None:
    (said,), (held,) = find_moments("en octobre 2014"), find_moments("prolongée jusqu'en octobre")
    assert same_moment(said, held, frozenset({2014}))
    assert not same_moment(said, held, frozenset({2013}))


@pytest.mark.parametrize("text", ["la CRÉ a été abolie", "they may march and fall", "ils ont marché"])
def test_other_words_are_no_dates(text: str) -> None:
    assert find_moments(text) == []


@given(st.dates().filter(lambda day: 1900 <= day.year < 2100), st.sampled_from(["fr", "en"]))
def test_a_day_is_read_as_it_is_said(day: date, language: str) -> None:
    (found,) = find_moments(f"— {spoken(day.isoformat(), language)} —")
    assert (found.year, found.month, found.day) == (day.year, day.month, day.day)


NAMES = [
    ("Mme Tremblay préside", "Julie Tremblay préside la table", True),
    ("Mme Gagnon préside", "Julie Tremblay préside la table", False),
    ("chez les Lavallois", "la Ville de Laval", True),
    ("à Laval", "la région lavalloise", True),
    ("en Montérégie", "la Ville de Laval", False),
    ("à Shawinigan", "la Mauricie", False),
    ("la MRC", "la municipalité régionale de comté", True),
    ("the RCM", "la MRC", True),
    ("le CISSS", "la MRC", False),
    ("l'A.V.E.C.", "projet AVEC", True),
    ("Rimouski a adopté une politique", "Laval a adopté une politique", False),
    ("Tremblay préside", "Julie Gagnon préside", False),
    ("Sainte-Anne-des-Monts", "un forum à Sainte-Anne-des-Monts", True),
]


@pytest.mark.parametrize(("said", "source", "held"), NAMES)
def test_names_in_part_in_full_or_by_acronym(said: str, source: str, held: bool) -> None:
    naming = Naming([source])
    names = find_names(said)
    assert names
    assert all(naming.holds(name) for name in names) is held


@pytest.mark.parametrize(
    "text",
    [
        "Adoptée en 2017",
        "Tenue en 2017",
        "Selon le portrait",
        "Plusieurs partenaires",
        "La Ville et le Comité",
        "Attention : rien",
        "II",
    ],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    assert find_names(text) == []
