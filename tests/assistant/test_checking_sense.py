"""Yes and no, up and down, and what must never pass from a source to a reader."""

from __future__ import annotations

import pytest

from assistant.checking.hazards import gives_orders, has_address, shown
from assistant.checking.likeness import keys, sayings
from assistant.checking.polarity import turned_around

SOURCE = {
    "lance": "Laval a lancé sa politique en juin 2017.",
    "montant": "Le portrait ne donne aucun montant et ne compte pas les projets.",
    "hausse": "Le nombre de demandes a augmenté après la pandémie.",
    "trois": "Une contribution est prévue pour 3 ans ou plus.",
    "fin": "La CRÉ a été abolie le 21 avril 2015.",
    "terme": "La table a été dissoute en 2015, avant la fin de l'entente.",
    "total": "Le portrait annonce 19 membres, mais 20 personnes siégeaient, ce qui dépasse ce total.",
}
TURNED = [
    ("Laval n'a pas lancé sa politique en juin 2017.", "lance"),
    ("Laval did not launch its policy in June 2017.", "lance"),
    ("Le portrait donne un montant.", "montant"),
    ("Le nombre de demandes a diminué après la pandémie.", "hausse"),
    ("Le nombre de demandes a augmenté avant la pandémie.", "hausse"),
    ("The number of requests fell after the pandemic.", "hausse"),
    ("La contribution est prévue pour au plus 3 ans.", "trois"),
    ("La CRÉ a été créée le 21 avril 2015.", "fin"),
    ("La table a été dissoute avant que l'entente ne soit plus en vigueur.", "terme"),
]
KEPT = [
    ("La politique de Laval date de juin 2017.", "lance"),
    ("Aucun montant n'est donné dans le portrait.", "montant"),
    ("Le portrait est sans montant.", "montant"),
    ("Après la pandémie, les demandes ont connu une hausse.", "hausse"),
    ("La contribution dure au moins 3 ans.", "trois"),
    ("La CRÉ n'existe plus depuis le 21 avril 2015.", "fin"),
    ("La table a été dissoute avant que l'entente n'arrive à sa fin.", "terme"),
    ("Le total de 19 membres ne concorde pas avec les 20 personnes.", "total"),
]


@pytest.mark.parametrize(("said", "source"), TURNED)
def test_a_sense_turned_around_is_seen(said: str, source: str) -> None:
    assert turned_around(said, [SOURCE[source]])


@pytest.mark.parametrize(("said", "source"), KEPT)
def test_the_same_sense_in_other_words_is_kept(said: str, source: str) -> None:
    assert not turned_around(said, [SOURCE[source]])


@pytest.mark.parametrize(
    "text",
    [
        "Voir [la source](http://exemple-hostile.test).",
        "![](http://exemple-hostile.test/x.png)",
        "Voir https://exemple-hostile.test.",
        "Voir www.exemple-hostile.test.",
        "Voir exemple-hostile.com/vol.",
        "Voir ｈｔｔｐ：//exemple-hostile.test",
        "Écrivez à vol@exemple-hostile.test.",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "//exemple-hostile.test/x",
        "[source]: http://exemple-hostile.test",
        "data:text/html;base64,AAAA",
    ],
)
def test_no_address_and_no_markup(text: str) -> None:
    assert has_address(text)


def test_the_bare_name_of_a_site_that_is_cited_may_be_said() -> None:
    source = "Un moteur de recherche, www.exemple.ca, à implanter. Voir https://exemple.ca/a et [b](exemple.ca)."
    assert not has_address("Le moteur www.exemple.ca était à implanter (www.exemple.ca).", [source])
    for other in ("www.exemple.com", "www.exemple.ca/a", "https://exemple.ca/a", "[b](exemple.ca)"):
        assert has_address(f"Le moteur {other} était à implanter.", [source])


@pytest.mark.parametrize(
    "text",
    [
        "Laval a lancé sa politique en juin 2017, p. ex. avec le CISSS.",
        "Le moyen 1.1 coûte 2,3 M$ (2013-2014) : c'est plus que 15 %.",
        "On compte 3 < 5 partenaires et/ou organismes.",
    ],
)
def test_plain_sentences_hold_no_address(text: str) -> None:
    assert not has_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "Le webinaire suggère d'écrire les règles et de dire clairement qui fait quoi.",
        "Dites clairement qui fait quoi dans le plan d'action.",
        "Deux ententes étaient dites « à venir ».",
        "Répondez aux besoins des aînés; le système de santé et ses services y aident.",
        "The assistant coordinator wrote the report.",
        "Ne pas ignorer les besoins des jeunes. La consigne était claire : recycler.",
    ],
)
def test_a_municipality_may_give_advice(text: str) -> None:
    assert not gives_orders(text)


def test_what_comes_to_its_term_ends() -> None:
    (said,) = sayings("terme", english=False)
    assert said.others & keys("la fin")


def test_what_nobody_sees_is_taken_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "vol")
    assert shown(f"Laval\u200b a{hidden} \u202elancé\u202c\n sa politique.") == "Laval a lancé sa politique."
