from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import clean
from corpus.clean import CHARACTER_STEPS, clean_text, split_platform_tail

PLACES = ("Bas-Saint-Laurent", "Centre-du-Québec", "Emploi-Québec")

STEPS: list[tuple[Callable[[str], str], str, str]] = [
    (clean.repair_mojibake, "RÃ©seau quÃ©bÃ©cois, l’équité", "Réseau québécois, l’équité"),
    (clean.repair_mojibake, "ProcÃ\u0083Â¨s-verbal de la sÃ\u0083Â©ance", "Procès-verbal de la séance"),
    (clean.repair_mojibake, "lâ€™Å“uvre coÃ»te 5 â‚¬", "l’œuvre coûte 5 €"),
    (clean.repair_mojibake, "l\x92équité", "l’équité"),
    (clean.compose_characters, "de\u0301veloppement\r\nsocial\rrégional", "développement\nsocial\nrégional"),
    (clean.compose_characters, "fin\n\x0cPage 2\x0cPage 3\u2028suite", "fin\nPage 2\nPage 3\nsuite"),
    (clean.drop_invisible, "dé\u00advelop\u200bpé\ufeff \u202eso\u2066cial\ufffe\x00\U000e0041", "développé social"),
    (clean.drop_images, "[image: Réseau québécois]2. Financement", "\n2. Financement"),
    (clean.drop_images, "Le logo ![du RQDS](media/logo.png) est bleu", "Le logo \n est bleu"),
    (clean.drop_tags, 'bulletin <i>Le Défi</i>, CRD <ul style="list-style-type: none">', "bulletin Le Défi, CRD  "),
    (clean.drop_tags, "<p>2.1 Agir</p><P class=x>2<sup>e</sup> fois</P>une<br/>fin", " 2.1 Agir  2e fois une fin"),
    (clean.drop_tags, "avant<!-- à\nrevoir -->après<script type='x'>a<b</SCRIPT>, fin", "avantaprès, fin"),
    (clean.unwrap_links, "Voir [le site](https://rqds.org/x?y=1), [le bas](#fin)", "Voir le site, le bas"),
    (clean.drop_emphasis, "un **cadre de référence** et un *Défi*", "un cadre de référence et un Défi"),
    (clean.drop_emphasis, "**CONSORTIUM\nMAURICIE**\n\n*Emploi,\nFamille*", "CONSORTIUM\nMAURICIE\n\nEmploi,\nFamille"),
    (clean.unescape_marks, r"30 000 \$ \* \(an 1\)", "30 000 $ * (an 1)"),
    (clean.join_superscripts, "la 2 ^e phase, le XX^{e} siècle, la 1 ^ère", "la 2e phase, le XXe siècle, la 1ère"),
    (clean.unify_bullets, "\uf0b7 un\n  \uf0a7\tdeux\n■ trois\n· 4\nfin\uf0b7", "• un\n  • deux\n• trois\n• 4\nfin"),
    (clean.drop_icon_lines, "texte\nshareCopier\n lock_open public\nfin", "texte\nfin"),
    (clean.drop_icon_lines, "smsA\nsmsContacter\nforumDiscuter\nshareCopier\nperson\nfin", "smsA\nfin"),
    (clean.trim_lines, "un \t\u00a0\ndeux", "un\ndeux"),
    (
        clean.broken_names(PLACES),
        "le Bas- Saint-Laurent, le Centre-\ndu-Québec",
        "le Bas-Saint-Laurent, le Centre-du-Québec",
    ),
    (clean.broken_names(PLACES), "BAS-SAINT- LAURENT, emploi-\u00a0québec", "BAS-SAINT-LAURENT, emploi-québec"),
]


@pytest.mark.parametrize(("step", "before", "after"), STEPS)
def test_step(step: Callable[[str], str], before: str, after: str) -> None:
    assert step(before) == after
    assert step(after) == after


RIGHT = [
    "L’équité, « c’est » l’accès : 5 000 $, 3,5 % – Î, Â, Ã, œuvre, Ÿ.",
    "La part < 5 % et > 2 %; x<b et c>d; écrire à <info@ville.qc.ca> ou <https://rqds.org>.",
    "Montant* : 5 $*** et 2 * 3 * 4; f(x) = x^2; voir [1] et (2); C:\\Users; n_o_m; #5; a|b",
    "5 $ ***voir* la note, et **celle-ci",
    "*Ce portrait n'a pas été mis à jour\n\n* note seule",
    "forum régional de 1998\nmenu du jour\nperson\nsearch engines are useful\nsharing",
    "Bas-Saint-Laurent, mi- temps, Saint- Truc, Bas- Canada",
    "• un\n- deux\n1. trois\n\tcellule\tautre",
    "PÂQUES, CHÂTEAU, SÃO, Ângela, 20 °C, n° 5, ½, ², …",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_not_changed(text: str) -> None:
    assert clean_text(text, PLACES) == text


PIECES = [
    *"a é œ Ç É ’ ' « » ( ) : ; , . … – - 5 % $ € * < > [ ] ! # _ ^".split(),
    *("MRC", "l’équité", "Île", "Bas- Saint-Laurent", "2 ^e", "**gras**", "*fin", "<i>Défi</i>", "<ul style='x'>"),
    *("[image: RÃ©seau]", "[lien](https://x.ca)", "![a](b.png)", "sÃ©ance", "\uf0b7", "de\u0301", "\u00ad", "\u200b"),
    *(" ", "\u00a0", "\n", "\n\n", "\r\n", "\t", "\x0c", "shareCopier", "forum", "lock_open public", "• "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    once = clean_text(text, PLACES)
    assert clean_text(once, PLACES) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


@given(
    st.lists(
        st.sampled_from("l’équité des MRC - au Bas-Saint-Laurent : 3,5 % ( oui ) \n \n\n • \t 1.".split(" ")),
        max_size=40,
    )
)
def test_no_letter_of_a_plain_text_is_lost_or_added(words: list[str]) -> None:
    text = " ".join(words)
    assert clean_text(text, PLACES).split() == text.split()


def test_marks_that_were_parsed_are_left_alone() -> None:
    assert clean_text("2 * 3 * 4, [a](#b), \\$, sÃ©ance", steps=CHARACTER_STEPS) == "2 * 3 * 4, [a](#b), \\$, séance"


def test_the_foot_of_a_platform_page_is_split_off() -> None:
    foot = "diversity_3Organisations\n\nPublication\n\n1 octobre 2014\n\nlock_open public\nshareCopier"
    assert split_platform_tail(f"Le texte.\n{foot}\n") == ("Le texte.", f"{foot}\n")
    assert split_platform_tail(f"Le texte.\n\npdf Tour 2014\n\n{foot}")[0] == "Le texte."


@pytest.mark.parametrize(
    "text",
    [
        "Le texte.\nmenu\nsearch\nperson\nforum\nshare\nLa suite.",
        "Le texte.\nshareCopier\nlock_open public\nLa suite.",
        "diversity_3Un\nshareCopier\nlock_open public\n" + "La suite.\n" * 100,
    ],
)
def test_no_foot_is_seen_where_there_is_none(text: str) -> None:
    assert split_platform_tail(text) == (text, "")


SLOW = "* |*a |[|![](|![a](b |[image:|<b x='|<b |<!--|<script| |\n |\u00a0|Ã©|^|1 ^|](http:|\\|Bas- ".split("|")


@pytest.mark.parametrize("piece", SLOW)
def test_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    text = "a" + piece * (300_000 // len(piece)) + "b"
    started = time.process_time()
    clean_text(text, PLACES)
    assert time.process_time() - started < 10
