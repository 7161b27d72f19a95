from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import find_dates, find_period, find_years, is_iso_date, spoken, year_span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adopté le 9 octobre 2003 par le comité", ["2003-10-09"]),
        ("Le 1er mai 2015 et le 1 er JUIN 2016", ["2015-05-01", "2016-06-01"]),
        ("AVRIL 2001", ["2001-04"]),
        ("de fevrier 2010 à aout 2011, puis décembre 2012", ["2010-02", "2011-08", "2012-12"]),
        ("du 30 au 31 août\u00a02018", ["2018-08-31"]),
        ("version 2018-10-25, du 3 mars 2017", ["2018-10-25", "2017-03-03"]),
        ("le 45 mai 2010", ["2010-05"]),
        ("le 31 février 2010", ["2010-02"]),
        ("2018-13-45 et 2018-02-30", []),
        ("en 2014-2015, mars 1815, mai prochain, 31 membres", []),
        ("la pandémie de 2020 mai 2021", ["2021-05"]),
        ("avrıl 2010", []),
        ("June 3, 2024, then 4 July 2024 and May 5th 2021", ["2024-06-03", "2024-07-04", "2021-05-05"]),
        ("Adopted in March 2024; he may 2024", ["2024-03", "2024-05"]),
        ("séance du 06/03/2025, le jeudi 06/02/2025", ["2025-03-06", "2025-02-06"]),
        ("25/03/2024, 12/31/2024 et 05/05/2023", ["2024-03-25", "2024-12-31", "2023-05-05"]),
        ("06/03/2025, le 45/03/2024 ou 1/2/3/2024", []),
    ],
)
def test_finds_days_and_months(text: str, expected: list[str]) -> None:
    assert [date.iso for date in find_dates(text)] == expected


def test_says_which_words_name_the_date() -> None:
    text = "Fait le 1er mai 2015, ou le 45 juin 2016."
    assert [text[date.start : date.end] for date in find_dates(text)] == ["1er mai 2015", "juin 2016"]


def test_many_dates_take_little_time() -> None:
    assert len(find_dates("le 9 octobre 2003, " * 100_000)) == 100_000


@given(st.text(alphabet="0123456789- /avrilmsIſıé\u0662", max_size=40))
def test_every_date_found_is_a_valid_one(text: str) -> None:
    assert all(is_iso_date(date.iso) for date in find_dates(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PLAN D'ACTION 2003-2004", "2003/2004"),
        ("Tour du Québec 2014/2015", "2014/2015"),
        ("de 2012 – 2017", "2012/2017"),
        ("l'an 2004-2003, puis 2005-2006", "2005/2006"),
        ("12003-20045", None),
        ("2003", None),
    ],
)
def test_finds_the_first_period(text: str, expected: str | None) -> None:
    assert find_period(text) == expected


def test_finds_each_year_once() -> None:
    assert find_years("En 2015, 2014-2015 et 1998, mais ni 12015 ni 3015.") == (2015, 2014, 1998)


@pytest.mark.parametrize(
    "value", ["2003", "2014-10", "2018-10-25", "2003/2004", "2003-05/2003", "2016-02-29", "2003/2003"]
)
def test_accepts_iso_dates(value: str) -> None:
    assert is_iso_date(value)


MALFORMED = ["", "/", "2003/", "/2003", "2003-1", "1815", "20O3", "2003 ", "2003/2004/2005", "20\u0661\u0662"]
IMPOSSIBLE = ["2003-13", "2015-02-29", "2004/2003", "2003-05/2003-04"]


@pytest.mark.parametrize("value", [*MALFORMED, *IMPOSSIBLE])
def test_refuses_what_is_not_an_iso_date(value: str) -> None:
    assert not is_iso_date(value)


@pytest.mark.parametrize(
    ("date", "years", "french", "english"),
    [
        (None, None, None, None),
        ("2003", (2003, 2003), "2003", "2003"),
        ("2014-10", (2014, 2014), "octobre 2014", "October 2014"),
        ("2018-10-25", (2018, 2018), "25 octobre 2018", "October 25, 2018"),
        ("2015-05-01", (2015, 2015), "1er mai 2015", "May 1, 2015"),
        ("2003/2004", (2003, 2004), "2003-2004", "2003-2004"),
        ("2003-10-09/2003-10-12", (2003, 2003), "2003", "2003"),
    ],
)
def test_says_a_date(date: str | None, years: tuple[int, int] | None, french: str | None, english: str | None) -> None:
    assert year_span(date) == years
    assert spoken(date) == french
    assert spoken(date, "en") == english
