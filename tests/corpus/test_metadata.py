from __future__ import annotations

import time

import pytest

from corpus.layout import lay_out
from corpus.metadata import harvest_platform, kind_named, language_of, recognise
from corpus.model import Block, Metadata

LONG = "Le comité se réunit quatre fois par année et rend compte de ses travaux aux partenaires de la démarche."


def recognised(text: str, given: Metadata | None = None) -> Metadata:
    return recognise(lay_out(text).blocks, given or Metadata(), source="fichier.txt")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Ville de Trois-Rivières", "Politique familiale", "Adoptée le 3 mai 2017"], "Politique familiale"),
        (["Québec", "Page 1", "2017", "www.ville.qc.ca", "La vie à la campagne"], "La vie à la campagne"),
        (["WEBINAIRE :", "LE LOGEMENT DANS LA MRC DES CHENAUX"], "Le logement dans la MRC des Chenaux"),
        (["PLAN D'ACTION, PHASE II"], "Plan d'action, Phase II"),
        (["DÉVELOPPEMENT RÉGIONAL", "PLAN D'ACTION 2003"], "Développement régional, Plan d'action 2003"),
        (["Démarche d'élaboration de la vision", "Politique | Étapes"], "Démarche d'élaboration de la vision"),
        (["Procès-verbal", LONG], LONG),
        (["mot"], "fichier.txt"),
        (["x" * 300], "fichier.txt"),
    ],
)
def test_title(lines: list[str], title: str) -> None:
    assert recognised("\n\n".join([*lines, "Mot."])).title == title


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Plan d’action de la Politique familiale", "plan d'action"),
        ("Politique et plan d'action", "politique"),
        ("Cadre de référence en développement social", "cadre de référence"),
        ("Portrait des démarches régionales", "portrait"),
        ("Guide pour les élus", "guide"),
        ("Qu’est-ce que le développement social?", "guide"),
        ("Procès-verbal", None),
    ],
)
def test_kind_that_a_title_names(title: str, kind: str | None) -> None:
    assert kind_named(title) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Le logement social\n\nWebinaire du 3 mai\n\nFin.", "notes de webinaire"),
        (f"Plan d'action\n\n{LONG}\n\nPÉRIODE DE QUESTIONS\n\nPourquoi?\n\nFin.", "notes de webinaire"),
        ("La politique de Laval\n\nPlan de la présensation\n\n- un", "présentation"),
        ("Le logement à Laval\n\nPortrait de la situation\n\nFin.", "portrait"),
        (f"Procès-verbal de la séance\n\n{LONG} Il y eut un webinaire sur la politique du logement.", "autre"),
    ],
)
def test_kind_of_a_document(text: str, kind: str) -> None:
    assert recognised(text).kind == kind


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Politique familiale\n\nVille de Trois-Rivières\n\nFin.", "Ville de Trois-Rivières"),
        ("Plan d'action\n\nMRC des Chenaux, MRC de La Tuque\n\nFin.", "MRC des Chenaux; MRC de La Tuque"),
        ("Notes\n\nVille d'A, Ville d'B, Ville d'C, Ville d'D", "Ville d'A; Ville d'B; Ville d'C"),
        ("Notes\n\nMunicipalité d’Amos\n\nFin.", "Municipalité d'Amos"),
        ("Notes\n\nCIUSSS de l’Estrie\n\nFin.", "CIUSSS de l'Estrie"),
        ("Notes\n\nA. Roy (Espace-Muni), B. Côté (RQDS)", "Réseau québécois de développement social; Espace MUNI"),
        (f"Notes sur la vie\n\n{LONG * 20}\n\nwww.rqds.org", "Réseau québécois de développement social"),
        (f"Notes sur la vie\n\n{LONG * 20}\n\nLe RQDS, entre autres, y voit. {LONG}\n\nFin.", None),
    ],
)
def test_organisation(text: str, organisation: str | None) -> None:
    assert recognised(text).organisation == organisation


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        (f"Tour des régions\n\n04 | MAURICIE\n\n{LONG}\n\n05 | ESTRIE\n\n{LONG}", ("Mauricie", "Estrie")),
        (f"La politique de Laval\n\n{LONG}\n\nMontréal. " * 9, ("Laval",)),
        ("Notes sur la vie\n\nFin." + "\n\nÀ Gatineau, on agit." * 6 + "\n\nÀ Laval aussi.", ("Outaouais",)),
        ("Notes sur la vie à la campagne, à Gatineau, vers 1998.\n\nFin.", ("Outaouais",)),
        ("Notes sur la vie\n\nDe Gatineau à Laval, et de Montréal à Rimouski.", ()),
        ("Notes sur la vie\n\nLe CA du Québec.", ()),
    ],
)
def test_regions(text: str, regions: tuple[str, ...]) -> None:
    assert recognised(text).regions == regions


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Politique\n\n25 octobre 2018\n\nFin.", "2018-10-25"),
        (f"Politique\n\nadopté au\nComité de coordination\n\n9 octobre 2003, {LONG}", "2003-10-09"),
        ("Politique\n\nVersion du 3 mai 2017 pour consultation publique, non définitive\n\nFin.", "2017-05-03"),
        (f"Le plan d'action 2003-2004\n\n{LONG} Tout a commencé en juin 1998, dans une salle.", "2003/2004"),
        (f"Notes\n\n{LONG} Tout a commencé en juin 1998, dans une salle.", None),
        (f"Notes\n\n{LONG * 20}\n\n25 octobre 2018", None),
    ],
)
def test_date(text: str, date: str | None) -> None:
    assert recognised(text).date == date


def test_what_is_given_wins() -> None:
    given = Metadata(title="T", kind="guide", organisation="O", regions=("Estrie",), date="1999", language="en")
    assert recognised("Politique de Laval\n\nVille de Laval\n\n25 octobre 2018\n\nFin.", given) == given


def test_language() -> None:
    assert language_of("Le plan d'action est adopté par la Ville, et les élus en parlent.") == "fr"
    assert language_of("The action plan is adopted by the City, and the council members discuss it.") == "en"
    assert language_of("2003 : 15 %") == "fr"


FOOT = """diversity_3Organisations reliées

Publication

1 octobre 2014

Modification

5 novembre 2024 10:41

Licence

CC BY 4.0

Pour citer cette note

Véronique Larose, Emily Mack. (2014). Tour du Québec. Praxis (consulté le 21 juin 2025), https://x.io/n/d0RR/.

shareCopier
"""


def test_the_foot_of_a_platform_page_says_what_it_is() -> None:
    assert harvest_platform(FOOT) == Metadata(
        date="2014-10-01",
        authors=("Véronique Larose", "Emily Mack"),
        source_url="https://x.io/n/d0RR/",
        licence="CC BY 4.0",
    )


def test_a_notice_is_no_licence() -> None:
    assert harvest_platform("Licence\n\nAttention : au besoin, informez-vous.\n") == Metadata()
    assert harvest_platform("") == Metadata()


@pytest.mark.parametrize("text", ["a" * 1_000_000, "Ville de A-" * 100_000, "9 mai 2003 " * 100_000, "(" * 1_000_000])
def test_a_first_page_of_any_length_takes_little_time(text: str) -> None:
    started = time.perf_counter()
    recognise([Block(kind="paragraph", text=text)], Metadata(), source="a")
    harvest_platform(f"Pour citer cette note\n{text}")
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ["COMMUNE DE VAL-DES-PRÉS", "Séance du lundi 26 mai 2022"],
            "Commune de Val-des-Prés, Séance du lundi 26 mai 2022",
        ),
        (["Ville de Sainte-Flore", "COMPTE RENDU DU 3 MAI"], "Ville de Sainte-Flore, Compte rendu du 3 mai"),
        (["La vie à la campagne", "Rapport annuel"], "La vie à la campagne"),
    ],
)
def test_a_title_says_what_a_body_s_paper_is(lines: list[str], title: str) -> None:
    assert recognised("\n\n".join([*lines, LONG])).title == title


@pytest.mark.parametrize(
    "title", ["Positions politiques des partis", "Questionnaire, parti-politique", "La vie politique locale"]
)
def test_an_adjective_names_no_kind(title: str) -> None:
    assert kind_named(title) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Portrait du quartier\n\nVille de Laval, le 3 juin 2025\n\nFin.", "2025-06-03"),
        ("Portrait du quartier\n\nPrésentation au conseil, 14 octobre 2025\n\nFin.", "2025-10-14"),
        (f"Comité\n\nSéance publique tenue le 20 juin 2023\n\n{LONG}", "2023-06-20"),
        (f"Procès-verbal de la séance du 20 juin 2023\n\n3 mai 2021\n\n{LONG}", "2023-06-20"),
        (f"Notes du comité\n\nVu l’ordonnance du 13 mai 2020, rendue publique, {LONG}", None),
        (f"Notes du comité\n\nOn a fondé le centre en mai 1998\n\n{LONG}", None),
    ],
)
def test_a_date_line(text: str, date: str | None) -> None:
    assert recognised(text).date == date


def test_a_region_named_in_passing_is_not_the_document_s() -> None:
    passing = f"Notes sur la vie à la campagne\n\n{LONG} Une chercheuse de Gatineau était là.\n\n"
    assert recognised(passing + LONG).regions == ("Outaouais",)
    assert recognised(passing + "\n\n".join([LONG] * 40)).regions == ()


def test_the_town_of_the_body_gives_the_region() -> None:
    assert recognised(f"Plan d'action\n\nVille de Shawinigan\n\n{LONG * 40}").regions == ("Mauricie",)


def test_the_rows_of_a_table_do_not_say_what_the_document_is() -> None:
    rows = [Block(kind="row", text=f"2020-06-02\tVille de Laval\t{number}") for number in range(9)]
    found = recognise(rows, Metadata(), source="a.csv")
    assert (found.organisation, found.regions, found.date) == (None, (), None)
