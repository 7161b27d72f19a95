"""The structure that a text without markup shows. Each text below is as small as its rule allows."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.layout import DIAGRAM_FLAG, SLIDES_FLAG, TABLE_FLAG, lay_out, without_continuation
from corpus.model import Block

LONG = "Le comité de coordination se réunit quatre fois par année et rend compte de ses travaux aux partenaires."


def laid(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in lay_out(dedent(text)).blocks]


def headings(text: str) -> list[tuple[int, str]]:
    return [(level, words) for kind, level, words in laid(text) if kind == "heading"]


def paragraphs(text: str) -> list[str]:
    return [words for kind, _, words in laid(text) if kind == "paragraph"]


def rows(text: str) -> list[Block]:
    return [block for block in lay_out(text).blocks if block.kind == "row"]


# ------------------------------------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("04 | MAURICIE", 1),
        ("LES PRINCIPES D'ACTION", 2),
        ("LE COMITÉ (rôles et mandats)", 2),
        ("Objectif : 1. Parfaire nos actions.", 3),
        ("Le rôle des démarches régionales", 3),
        ("Quand faut-il consulter les gens ?", 5),
    ],
)
def test_a_line_that_stands_alone_is_a_heading(text: str, level: int) -> None:
    assert laid(f"{text}\n\n{LONG}") == [("heading", level, text), ("paragraph", 0, LONG)]


@pytest.mark.parametrize(
    "text",
    [
        "Le comité se réunit.",
        "Les outils :",
        "(note de bas de page)",
        "Santé : un enjeu",
        "présenté par Catherine Roy",
        "9 octobre 2003",
        "*Mis à jour en 2014",
        LONG,
        "La ville a agi. Et maintenant ?",
    ],
)
def test_a_line_that_says_something_else_is_a_paragraph(text: str) -> None:
    assert laid(f"{text}\n\n{LONG}")[0] == ("paragraph", 0, text)


def test_the_last_line_heads_nothing() -> None:
    assert laid("LES PRINCIPES") == [("paragraph", 0, "LES PRINCIPES")]


def test_a_short_line_right_above_a_long_one_is_its_label() -> None:
    assert headings(f"\nLeadership\n{LONG}\n") == [(4, "Leadership")]


def test_a_part_of_the_document_has_its_date_below() -> None:
    assert headings(f"CADRE DE RÉFÉRENCE\n\nAVRIL 2001\n\nLES ENJEUX\n\n{LONG}") == [
        (1, "CADRE DE RÉFÉRENCE"),
        (2, "LES ENJEUX"),
    ]


def test_short_lines_in_a_long_row_are_a_list_and_not_headings() -> None:
    words = ["Mission", "Vision de l'avenir", "Points communs", "Défis à venir"]
    assert paragraphs("\n\n".join([*words, LONG])) == [*words, LONG]
    assert headings("\n\n".join([*words[:3], LONG])) == [(3, word) for word in words[:3]]


def test_the_last_line_of_such_a_row_introduces_the_list_below() -> None:
    assert headings("Un\n\nDeux\n\nTrois\n\nQuatre\n\nCinq\n\n- un\n- deux") == [(3, "Cinq")]


# ------------------------------------------------------------------------------------------- records

RECORDS = f"""
    01 | LAVAL

    LA TABLE

    DESCRIPTION ET OBJECTIFS | {LONG}

    Leadership
    La Ville en assume le leadership.

    Intentions
    Soutenir les quartiers, jeunes et vieux.

    Leadership
    Le CISSS en assume le leadership.

    Intentions
    Soutenir les familles, partout.

    Leadership
    Personne ne l'assume encore.

    Intentions
    Y voir, un jour.
"""


def test_labels_that_come_back_are_those_of_records() -> None:
    blocks = lay_out(dedent(RECORDS)).blocks
    assert [(block.level, block.text) for block in blocks if block.kind == "heading"] == [
        (1, "01 | LAVAL"),
        (2, "LA TABLE"),
        (4, "DESCRIPTION ET OBJECTIFS"),
        *[(4, "Leadership"), (4, "Intentions")] * 3,
    ]
    assert [position for position, block in enumerate(blocks) if block.starts_record] == [8, 12]


def test_a_label_that_comes_twice_is_no_label() -> None:
    twice = "\n\n".join(f"Leadership\nLa Ville numéro {number} l'assume." for number in (1, 2))
    assert headings(twice) == []


# ------------------------------------------------------------------------------------------- lists


def test_lists_have_one_mark_and_their_depth() -> None:
    text = "- un\n  • deux\n    * trois\n– quatre\n- . cinq\n- 6. six\n7) sept\n1.2 huit\na) neuf\no Dix\n-\n - \n"
    assert laid(text) == [
        ("item", 0, "• un"),
        ("item", 1, "• deux"),
        ("item", 2, "• trois"),
        ("item", 0, "• quatre"),
        ("item", 0, "• cinq"),
        ("item", 0, "6. six"),
        ("item", 0, "7) sept"),
        ("item", 0, "1.2 huit"),
        ("item", 0, "a) neuf"),
        ("item", 0, "• Dix"),
    ]


def test_a_line_between_two_items_is_an_item_that_lost_its_mark() -> None:
    assert [kind for kind, _, _ in laid("- Ville\nRéseau de la santé\n- Écoles")] == ["item"] * 3
    assert [kind for kind, _, _ in laid("- Ville\n\nRéseau de la santé\n\n- Écoles")] == ["item", "heading", "item"]


def test_an_item_goes_on_below_its_mark() -> None:
    assert laid("- une phrase qui\n  continue ici\n- deux") == [
        ("item", 0, "• une phrase qui continue ici"),
        ("item", 0, "• deux"),
    ]


def test_a_tab_after_a_mark_makes_no_table() -> None:
    assert laid("1.\tFinancement\n•\tÉvaluation\n\t- Suivi") == [
        ("item", 0, "1. Financement"),
        ("item", 0, "• Évaluation"),
        ("item", 1, "• Suivi"),
    ]


# ------------------------------------------------------------------------------------------- tables

TABLE = (
    "Objectif : 2. Informer\n\n"
    "MOYENS\tACTIVITÉS\n2.1 Un site\t2.1.1 Écrire\n\t2.1.2 Publier\n2.2 Un bulletin\t2.2.1 Lire\n\n"
    "Objectif : 2. (SUITE) Informer\n\nMOYENS\tACTIVITÉS\n\t2.2.2 Relire\n2.1 SUITE\t2.1.3 Corriger\n\t2.1.4 Imprimer\n"
)


def test_a_row_carries_the_first_cell_that_it_leaves_blank() -> None:
    assert [(block.text, block.context) for block in rows(TABLE)] == [
        ("MOYENS\tACTIVITÉS", ()),
        ("2.1 Un site\t2.1.1 Écrire", ()),
        ("2.1.2 Publier", ("2.1 Un site",)),
        ("2.2 Un bulletin\t2.2.1 Lire", ()),
        ("MOYENS\tACTIVITÉS", ()),
        ("2.2.2 Relire", ("2.2 Un bulletin",)),
        ("2.1 SUITE\t2.1.3 Corriger", ("2.1 Un site",)),
        ("2.1.4 Imprimer", ("2.1 Un site",)),
    ]
    assert headings(TABLE) == [(2, "Objectif : 2. Informer"), (2, "Objectif : 2. (SUITE) Informer")]
    assert lay_out(TABLE).flags == (TABLE_FLAG,)


def test_another_table_starts_anew() -> None:
    two = "A\tB\nun\tdeux\n\nLES SUITES\n\n\ttrois\tquatre\n"
    assert [(block.text, block.context) for block in rows(two)][-1] == ("trois\tquatre", ())


def test_a_tab_that_indents_a_paragraph_makes_no_table() -> None:
    assert paragraphs(f"{LONG}\n\n\t{LONG}") == [LONG, LONG]


@pytest.mark.parametrize(
    ("heading", "whole"),
    [
        ("Objectif : 2. (SUITE) Informer", "Objectif : 2. Informer"),
        ("2.2 SUITE", "2.2"),
        ("La suite des travaux", "La suite des travaux"),
        ("POURSUITE DES TRAVAUX", "POURSUITE DES TRAVAUX"),
    ],
)
def test_a_continuation_is_named_as_what_it_continues(heading: str, whole: str) -> None:
    assert without_continuation(heading) == whole


# ------------------------------------------------------------------------------------------- paragraphs


def test_the_lines_of_a_title_are_joined() -> None:
    assert paragraphs("Politique\nrégionale de\ndéveloppement social")[:1] == [
        "Politique régionale de développement social"
    ]
    assert headings(f"\nCONSEIL\nRÉGIONAL\nDE\nLAVAL\n\n{LONG}") == [(2, "CONSEIL RÉGIONAL DE LAVAL")]


def test_lines_that_end_or_start_a_sentence_stay_apart() -> None:
    text = "Une phrase entière.\nune autre.\nLa Ville de\nLaval\nun élu :\nson rôle"
    assert paragraphs(text) == ["Une phrase entière.", "une autre.", "La Ville de", "Laval un élu :", "son rôle"]


WRAPPED = """
    Le Réseau québécois de développement social regroupe des
    Villes, des MRC et des organismes de toutes les régions.
    Il soutient ses membres. Chaque année, le réseau visite
    Laval, Montréal et Gatineau pour entendre ce qui s'y vit.
    Les constats sont publiés.

    Une liste :
    - un premier élément de la liste, assez long pour aller à
      Trois-Rivières et en revenir le soir même par le train
    - un deuxième élément

    Le reste du texte est court. Mais il a aussi deux lignes
    Et il finit là.
"""


def test_a_text_wrapped_at_a_width_gets_its_paragraphs_back() -> None:
    assert [words for _, _, words in laid(WRAPPED)] == [
        "Le Réseau québécois de développement social regroupe des Villes, des MRC et des organismes de toutes les "
        "régions. Il soutient ses membres. Chaque année, le réseau visite Laval, Montréal et Gatineau pour entendre ce "
        "qui s'y vit. Les constats sont publiés.",
        "Une liste :",
        "• un premier élément de la liste, assez long pour aller à Trois-Rivières et en revenir le soir même par le "
        "train",
        "• un deuxième élément",
        "Le reste du texte est court. Mais il a aussi deux lignes Et il finit là.",
    ]


def test_a_list_of_names_is_not_taken_for_a_wrapped_text() -> None:
    names = "Avenir d'enfants\nCégeps\nASSS\nCommission jeunesse\nCRÉ\nEmploi-Québec\nService Canada\nMRC\nOPHQ\nCLE"
    assert paragraphs(names) == names.split("\n")


def test_one_sentence_per_line_is_not_taken_for_a_wrapped_text() -> None:
    lengths = [60, 12, 44, 71, 30, 55, 18, 66, 40, 25]
    sentences = [f"La {'v' * (length - 4)}." for length in lengths]
    assert paragraphs("\n".join(sentences)) == sentences


def test_lines_keep_their_number() -> None:
    blocks = lay_out("\nUn.\n\nDeux\nsuite.\nTrois.").blocks
    assert [(block.text, block.locator and block.locator.value) for block in blocks] == [
        ("Un.", "2"),
        ("Deux suite.", "4"),
        ("Trois.", "6"),
    ]


# ------------------------------------------------------------------------------------------- furniture


def test_a_block_that_slides_repeat_is_kept_once() -> None:
    slides = [f"Québec\n\nPolitique\nde Laval\n\nConstats\n\n- numéro {number}" for number in range(1, 7)]
    found = [words for _, _, words in laid("\n\n\n\n".join(slides))]
    assert found[:3] == ["Québec", "Politique de Laval", "Constats"]
    assert (found.count("Québec"), found.count("Politique de Laval"), found.count("Constats")) == (1, 1, 6)


def test_a_block_that_comes_back_is_kept_where_nothing_shows_slides() -> None:
    logo = "Politique\nde Laval"
    found = [words for _, _, words in laid("\n\n".join([logo, "Un.", logo, "Deux.", "Québec", "Trois."] * 2))]
    assert (found.count("Politique de Laval"), found.count("Québec")) == (4, 2)


MINUTES = "\n\n".join(
    f"2026-0{number} Subvention de l'organisme {number}\n\n{LONG}\n\n{verdict}"
    for number, verdict in enumerate(
        ["ADOPTÉE", "ADOPTÉE", "Rejetée", "ADOPTÉE", "ADOPTÉE À L'UNANIMITÉ", "ADOPTEE"], 1
    )
)


def test_each_vote_is_kept_and_heads_nothing() -> None:
    text = f"{MINUTES}\n\nLEVÉE DE LA SÉANCE\n\nLa séance est levée."
    assert headings(text) == [(3, f"2026-0{number} Subvention de l'organisme {number}") for number in range(1, 7)] + [
        (2, "LEVÉE DE LA SÉANCE")
    ]
    assert [words for words in paragraphs(text) if words not in {LONG, "La séance est levée."}] == [
        "ADOPTÉE",
        "ADOPTÉE",
        "Rejetée",
        "ADOPTÉE",
        "ADOPTÉE À L'UNANIMITÉ",
        "ADOPTEE",
    ]


def test_a_vote_right_above_the_next_title_is_not_a_part_of_it() -> None:
    found = laid(f"OUVERTURE\n\n{LONG}\n\nADOPTÉE\nVARIA\n\n{LONG}")
    assert [words for _, _, words in found] == ["OUVERTURE", LONG, "ADOPTÉE", "VARIA", LONG]


def test_states_and_answers_are_kept_below_what_they_answer() -> None:
    states = ["Terminée", "Reportée", "En cours"] * 2
    plan = "\n\n".join(f"Action {n} : agir.\n\nStatut\n\n{state}" for n, state in enumerate(states))
    assert [words for words in paragraphs(plan) if words in states] == states
    assert headings(plan) == []
    form = "\n\n".join(f"Le point {n} :\n\nOui\n\nNon" for n in range(5))
    assert (paragraphs(form).count("Oui"), paragraphs(form).count("Non")) == (5, 5)
    survey = "\n\n".join(f"Question {n}\n\nEt le service {n}\n\nSatisfait" for n in range(5))
    assert paragraphs(survey).count("Satisfait") == 5


def test_a_state_above_a_list_is_its_title() -> None:
    assert headings(f"{LONG}\n\nÀ venir\n\n- un\n- deux") == [(3, "À venir")]


def test_a_label_whose_value_is_always_the_same_is_kept() -> None:
    records = "\n\n".join(f"Responsable\nLa personne {number}.\n\nPériodicité\n2013-2014" for number in range(3))
    assert paragraphs(records).count("2013-2014") == 3


def test_a_block_that_comes_twice_is_kept_twice() -> None:
    assert paragraphs("Québec\n\nUn.\n\nQuébec\n\nDeux.") == ["Un.", "Deux."]
    assert headings("Québec\n\nUn.\n\nQuébec\n\nDeux.") == [(3, "Québec"), (3, "Québec")]


def test_answers_and_titles_of_lists_that_come_back_are_kept() -> None:
    answers = "\n\n".join(f"La question {number} ?\n\nOui" for number in range(4))
    assert sum(words == "Oui" for _, _, words in laid(answers)) == 4
    lists = "\n\n".join(f"Défis\n\n- numéro {number}" for number in range(4))
    assert sum(words == "Défis" for _, _, words in laid(lists)) == 4


# ------------------------------------------------------------------------------------------- slides

SLIDES = "\n\n\n\n".join(
    [
        "Le titre de la présentation",
        "Mise en contexte\n\n- un\n- deux",
        "Intrants\n\nActivités",
        "Extrants\n\nRetombées",
        f"Le modèle\n\n{LONG}",
        "Constats\n\nDéfis\n\n- trois",
        "Merci!",
    ]
)


def test_wide_gaps_are_changes_of_slide() -> None:
    layout = lay_out(SLIDES)
    assert layout.flags == (DIAGRAM_FLAG, SLIDES_FLAG)
    assert [(block.locator.value, block.kind, block.level, block.text) for block in layout.blocks if block.locator] == [
        ("≈1", "heading", 1, "Le titre de la présentation"),
        ("≈2", "heading", 1, "Mise en contexte"),
        ("≈2", "item", 0, "• un"),
        ("≈2", "item", 0, "• deux"),
        ("≈3", "paragraph", 0, "Intrants"),
        ("≈3", "paragraph", 0, "Activités"),
        ("≈4", "paragraph", 0, "Extrants"),
        ("≈4", "paragraph", 0, "Retombées"),
        ("≈5", "heading", 1, "Le modèle"),
        ("≈5", "paragraph", 0, LONG),
        ("≈6", "heading", 1, "Constats"),
        ("≈6", "heading", 2, "Défis"),
        ("≈6", "item", 0, "• trois"),
        ("≈7", "paragraph", 0, "Merci!"),
    ]


def test_a_running_title_goes_and_the_change_of_slide_stays() -> None:
    logo = "Politique\nrégionale"
    layout = lay_out("\n\n\n\n".join(f"{logo}\n\nLa diapositive {number}\n\n- un" for number in range(1, 8)))
    slides = [block.locator.value for block in layout.blocks if block.locator and block.text.startswith("La dia")]
    assert slides == ["≈1", "≈2", "≈3", "≈4", "≈5", "≈6", "≈7"]
    assert sum("Politique" in block.text for block in layout.blocks) == 1


@pytest.mark.parametrize("paragraph", [f"{LONG} {LONG}", LONG, f"{LONG[:70]}\n{LONG[70:]} Il est\n{LONG}"])
def test_sections_that_wide_gaps_set_apart_are_not_slides(paragraph: str) -> None:
    layout = lay_out("Rapport\n\n\n\n" + "\n\n\n\n".join(f"Section {n}\n\n{paragraph}" for n in range(8)))
    assert layout.flags == ()
    assert {block.locator.kind for block in layout.blocks if block.locator} == {"line"}


def test_a_few_wide_gaps_are_only_gaps() -> None:
    assert lay_out(f"Un.\n\n\n\nDeux.\n\n\n\n{LONG}").flags == ()


# ------------------------------------------------------------------------------------------- any text

LINES = st.sampled_from(
    [
        *("", "", "\n\n", "MAURICIE", "04 | LAVAL", "Un titre court", "Oui", "- un", "  - deux", "1. trois"),
        *("a\tb", "\tc", "2 SUITE\td", LONG, "une suite.", "Pourquoi ?", "9 mai 2003", f"CHAMP LONG | {LONG}", "-"),
    ]
)


@given(st.lists(LINES, max_size=40))
def test_every_word_of_a_text_is_kept_in_order_but_for_what_comes_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    layout = lay_out(text)
    blocks = layout.blocks
    assert all(block.text.strip() == block.text and block.text for block in blocks)
    kept = " ".join(block.text for block in blocks).replace("•", " ").split()
    words = [word for word in text.replace("|", " ").split() if word.strip("-•*–.")]
    position = 0
    for word in [word for word in kept if word != "|"]:
        position = words.index(word, position) + 1
    if SLIDES_FLAG not in layout.flags or max(map(lines.count, lines), default=0) < 3:
        assert [word for word in kept if word != "|"] == words


@pytest.mark.parametrize(
    "line",
    [
        "mot ",
        "Mot\n",
        "mot\n",
        "MOT\n",
        "- mot\n",
        "MOT\n\n",
        "Un mot ?\n",
        "a\tb\n",
        "(",
        "( \n\n",
        "Q\nLa réponse\n\n",
    ],
)
def test_time_grows_with_the_length_and_not_with_its_square(line: str) -> None:
    text = line * (300_000 // len(line))
    started = time.process_time()
    lay_out(text)
    assert time.process_time() - started < 10
