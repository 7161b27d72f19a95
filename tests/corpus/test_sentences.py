"""The sentence splitter. In the tables, « ¦ » stands where a cut is due, and nowhere else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans

FRENCH = """
M. Tremblay préside la séance.¦ Il vote.
Mme Roy et MM. Côté et Dion sont là.¦ Me Gagnon aussi.
Le Dr. Simard et la Dre. Lévis ont parlé.¦ On les remercie.
É. Tremblay et J.-P. Roy ont signé.¦ C. Dion a refusé.
Selon l'art. 5 du règlement, c'est permis.¦ L'art. 6 le limite.
Voir l'al. 2 de l'art. A-12.¦ La loi (RLRQ, c. S-4.2, r. 3) le dit.
Le fonds est de 1 086 570 $.¦ Il dure cinq ans.
Il manque 5,5 M$.¦ On cherche.
Le fonds est de 1 086 570 $ pour la MRC.¦ Il dure cinq ans.
La part est de 3,5 % en 2024.¦ Elle monte à 4 %.¦ Puis elle baisse.
Le centre ouvre à 10 h 30.¦ Il ferme à 17 h.
La rencontre a lieu dans la MRC.¦ Tous viennent.
Le but est l'équité.¦ Le moyen est l'accès.
Le plan finit en 2025.¦ Le suivant commence en 2026.
Des aînés, des jeunes, etc.¦ Tous sont invités.
Des lieux (parcs, écoles, etc.) et des rues.¦ Tout compte.
Les élus (maires, etc.) Laval et Lévis en tête, ont signé.¦ C'est fait.
Tout est prévu (voir l'annexe).¦ Le reste suit.
Il y a des villes, p. ex. Montréal et Laval.¦ Il y a des MRC.
Il y a des outils (ex. : guides).¦ Par ex. Laval en a un.
Voir le règlement No 5.¦ Voir le règlement no. 12 aussi.
Voir la page 5, p. 12 et pp. 14-15.¦ Voir la fig. 3 et le vol. 2.
Ils étaient sept.¦ Le huitième est parti en sept. 2018.
Et après...¦ La suite viendra.¦ On verra… peut-être.
Qui compose le réseau ?¦ Le comité le dit !¦ Oui.
Est-ce prêt?¦ Oui!¦ Allons-y.
« Est-ce prêt ? » demande-t-il.¦ « Oui. »¦ Puis il part.
Il a dit : « C'est non. »¦ La salle s'est levée.
Il a dit « oui » et « non ».¦ Personne n'a compris.
Écrivez à https://rqds.org/outils/page.2/index.html?id=5.¦ On répond.
Le site www.laval.ca est prêt.¦ Il est à jour.
Le boul. Saint-Laurent et l'av. Laurier sont fermés.¦ On passe ailleurs.
Les travaux de Roy et al. (2005) le montrent.¦ Cf. Dion.
Elle a un Ph. D. en travail social.¦ Il a une M. Sc. aussi.
Lisez l'annexe A.¦ Lisez le volet B.¦ Voilà ce qu'il y a.¦ C'est tout.
2. Financement : il peut y avoir une demande.¦ Elle est facultative.
1.2.1. Tenir une rencontre.¦ En rendre compte.
Objectif : 1. Parfaire nos actions.¦ Les partager.
Article 5. Le conseil décide.¦ Il vote.
Il y en avait 15.¦ Le conseil en a gardé 3.
Œuvrer ensemble.¦ Œuvrer mieux.¦ À suivre.¦ Émile est là.
Le CISSS de St. Jérôme et de Ste. Thérèse répond.¦ Il agit.
La municipalité c. Tremblay : la cause est close.¦ Rien à dire.
Bref, c.-à-d. Montréal, la R.L.R.Q. Le dit bien.¦ Fin.
. Réseautage
(Note : cette fiche est complémentaire.)¦ Le reste suit.
– Oui.¦ – Non.¦ – Peut-être.
""".strip().split("\n")

ENGLISH = """
Mr. Roy and Mrs. Dion met Dr. Simard.¦ They agreed.
She told me.¦ Then he said no.¦ We left.
The fund is $1,086,570.50 for St. Jerome.¦ It lasts 3.5 years.
Some cities, e.g. Laval, act vs. Québec.¦ Others wait.
“Is it ready?”¦ “Yes.”¦ They went.
""".strip().split("\n")

LINES = [
    "Mise en contexte¦\nUne MRC, une municipalité¦\nUn CISSS",
    "Quorum¦\n• Règles de fonctionnement¦\n• Réunions: mécanismes, fréquence",
    "Objectif 1. Agir¦\tMoyens¦\tUne activité. ¦Une autre.",
    "• comité de suivi ¦• coordonnatrice ¦• janvier 2004",
    "Fin sans point¦\r\n\r\nDébut sans point",
]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("marked", [*FRENCH, *ENGLISH, *LINES])
def test_cuts_where_a_reader_would(marked: str) -> None:
    assert cut(marked.replace("¦", "")) == [part.strip() for part in marked.split("¦")]


def test_spans_are_those_of_the_whole_text() -> None:
    text = "Une phrase. Deux phrases.\nTrois."
    assert sentence_spans(text, 12, 25) == [(12, 25)]
    assert sentence_spans(text, 12) == [(12, 25), (26, 32)]
    assert sentence_spans(" \n\t ") == []


PIECES = [*"aéM1 .!?…»«()\n\t•-–$%'’\u00a0", "M. ", "art. ", "etc. "]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_spans_are_in_order_and_leave_out_only_blanks(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text):
        assert not text[position:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize("piece", [" ", "a. ", "(.) ", "a (.) B ", "• ", "\u00a0.", "»", "a" * 40 + ". "])
def test_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    sentence_spans(text)
    assert time.process_time() - started < 10
