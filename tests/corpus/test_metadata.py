from __future__ import annotations

import time

import pytest

from corpus.layout import lay_out
from corpus.metadata import harvest_platform, kind_named, language_of, recognise
from corpus.metadata_place import heading_region
from corpus.model import Block, Locator, Metadata

LONG = "Le comité se réunit quatre fois par année et rend compte de ses travaux aux partenaires de la démarche."


def recognised(text: str, given: Metadata | None = None, source: str = "fichier.txt") -> Metadata:
    return recognise(lay_out(text).blocks, given or Metadata(), source=source)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Ville de Trois-Rivières", "Politique familiale", "Adoptée le 3 mai 2017"], "Politique familiale"),
        (["Québec", "Page 1", "2017", "www.ville.qc.ca", "La vie à la campagne"], "La vie à la campagne"),
        (["WEBINAIRE :", "LE LOGEMENT DANS LA MRC DES CHENAUX"], "Le logement dans la MRC des Chenaux"),
        (["PLAN D'ACTION, PHASE II"], "Plan d'action, Phase II"),
        (["DÉVELOPPEMENT RÉGIONAL", "PLAN D'ACTION 2003"], "Développement régional, Plan d'action 2003"),
        (["Démarche d'élaboration de la vision", "Politique | Étapes"], "Démarche d'élaboration de la vision"),
        (["Procès-verbal", LONG], "Procès-verbal"),
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
        ("Période de questions", None),
        ("Compte rendu de la rencontre du comité", None),
        ("Notes de la webconférence", "notes de webinaire"),
    ],
)
def test_kind_that_a_title_names(title: str, kind: str | None) -> None:
    assert kind_named(title) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Le logement social\n\nWebinaire du 3 mai\n\nFin.", "notes de webinaire"),
        (f"Le plan d'action\n\nprésenté par A. Roy\n\n{LONG}\n\nPÉRIODE DE QUESTIONS\n\nQui?", "notes de webinaire"),
        (f"Le plan d'action\n\n{LONG}\n\nPÉRIODE DE QUESTIONS\n\nPourquoi?\n\nFin.", "plan d'action"),
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


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "Ville de A-" * 100_000,
        "9 mai 2003 " * 100_000,
        "la loi du 9 mai 2003 " * 50_000,
        "(" * 1_000_000,
    ],
)
def test_a_first_page_of_any_length_takes_little_time(text: str) -> None:
    started = time.process_time()
    recognise([Block(kind="paragraph", text=text)], Metadata(), source="a")
    harvest_platform(f"Pour citer cette note\n{text}")
    assert time.process_time() - started < 10


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


MINUTES = f"""MUNICIPALITÉ DE SAINT-ALPHONSE

PROCÈS-VERBAL

Séance ordinaire du 14 novembre 2022

{LONG}

ADOPTION DE LA POLITIQUE DE GESTION CONTRACTUELLE

{LONG}

WEBINAIRE SUR LE LOGEMENT

{LONG}

PÉRIODE DE QUESTIONS

Aucune question."""


def test_minutes_are_minutes_whatever_was_spoken_of() -> None:
    found = recognised(MINUTES)
    assert found.title == "Municipalité de Saint-Alphonse, Procès-verbal, Séance ordinaire du 14 novembre 2022"
    assert (found.kind, found.date) == ("autre", "2022-11-14")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Compte rendu de la rencontre du comité famille du 3 mars 2024\n\nPrésences\n\n{LONG}", "autre"),
        (f"Offre d'emploi : agente de développement\n\nProfil recherché\n\n{LONG}", "autre"),
        ("Alma, le 4 septembre 2023\n\nMadame la ministre,\n\nNous voulons un cadre de référence clair.", "autre"),
        (f"COMMUNIQUÉ\n\nPour diffusion immédiate\n\nLa Ville lance sa politique culturelle\n\n{LONG}", "autre"),
        (f"Règlement 345 sur la politique de gestion\n\n{LONG}", "autre"),
        (f"RÉSOLUTION 2024-05-12\n\nAdoption de la politique familiale\n\n{LONG}", "autre"),
        (f"Ordre du jour\n\nPrésentation du plan d'action\n\n{LONG}", "autre"),
        (f"Mémoire sur la politique nationale de l'eau\n\n{LONG}", "autre"),
        (f"Compte rendu du webinaire du 3 mai\n\n{LONG}", "notes de webinaire"),
        (f"Politique familiale\n\nRésolution 2022-11-14\n\n{LONG}", "politique"),
        (f"Politique familiale\n\nMot du maire\n\nChères familles,\n\n{LONG}", "politique"),
        (f"Rapport annuel 2023\n\n{LONG}\n\nNous demandons un cadre de référence clair.", "autre"),
        (f"Rapport annuel 2023\n\n{LONG}\n\n2. PORTRAIT DE LA VILLE\n\n{LONG}", "autre"),
    ],
)
def test_papers_of_an_office_are_of_no_kind_of_ours(text: str, kind: str) -> None:
    assert recognised(text).kind == kind


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("politique_familiale.txt", "politique"),
        ("plan-d-action-2024.txt", "plan d'action"),
        ("PV-2022-11-14.txt", "autre"),
        ("notes du webinaire.txt", "notes de webinaire"),
        ("captation.vtt", "notes de webinaire"),
        ("seance du conseil.vtt", "autre"),
    ],
)
def test_the_name_of_the_file_tells_the_kind(source: str, kind: str) -> None:
    assert recognised(f"Le logement à Laval\n\n{LONG}", source=source).kind == kind


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ["Ville de Sainte-Flore", "Conseil municipal du 06/03/2025"],
            "Ville de Sainte-Flore, Conseil municipal du 06/03/2025",
        ),
        (
            ["Ville de Sainte-Flore", "Séance du conseil du 6 mars 2025"],
            "Ville de Sainte-Flore, Séance du conseil du 6 mars 2025",
        ),
        (["RÈGLEMENT NUMÉRO 345", "RÈGLEMENT SUR LE BRUIT"], "Règlement numéro 345, Règlement sur le bruit"),
        (
            ["COMMUNIQUÉ", "Pour diffusion immédiate", "La Ville aide les familles"],
            "Communiqué, La Ville aide les familles",
        ),
        (["Alma, le 4 septembre 2023", "Madame la ministre,"], "fichier.txt"),
        (["Alma, le 4 septembre 2023", "Objet : demande d'appui"], "Objet : demande d'appui"),
        (
            [
                "PROVINCE DE QUÉBEC",
                "MRC DES CHENAUX",
                "MUNICIPALITÉ DE BATISCAN",
                "RÈGLEMENT 245",
                "RÈGLEMENT SUR L'EAU",
            ],
            "Municipalité de Batiscan, Règlement 245, Règlement sur l'eau",
        ),
        (
            [
                "Municipalité de Batiscan",
                f"Procès-verbal de la séance tenue le lundi 4 décembre 2023 à 19 h, où {LONG}",
            ],
            "Municipalité de Batiscan, Procès-verbal de la séance tenue le lundi 4 décembre 2023",
        ),
        (["Sommaire", "Le plan directeur de l'eau"], "Le plan directeur de l'eau"),
    ],
)
def test_the_title_of_a_paper(lines: list[str], title: str) -> None:
    assert recognised("\n\n".join([*lines, LONG])).title == title


def test_a_sentence_is_no_title() -> None:
    sentence = "Le procès-verbal de la séance du 27 janvier a été remis à chacun."
    blocks = [
        Block(kind="paragraph", text=text) for text in ("Ville de Sainte-Flore", "Présents : dix", sentence, LONG)
    ]
    assert recognise(blocks, Metadata(), source="a.txt").title == "Ville de Sainte-Flore"
    assert recognise([Block(kind="paragraph", text=LONG * 2)], Metadata(), source="a.txt").title == "a.txt"


def test_a_title_stands_above_the_text() -> None:
    text = f"La vie à la campagne\n\n{LONG}\n\nADOPTION DE LA POLITIQUE FAMILIALE\n\n{LONG}"
    assert recognised(text).title == "La vie à la campagne"


def test_the_first_cell_of_a_sheet_is_its_title() -> None:
    place = Locator(kind="sheet", value="Plan 2024!1")
    sheet, title = Block(kind="heading", text="Plan 2024", level=1), "Plan d'action 2024-2027"
    row = Block(kind="row", text=title, locator=place)
    assert recognise([sheet, row], Metadata(), source="a.xlsx").title == title
    cells = Block(kind="row", text="Action\tBudget", locator=place)
    assert recognise([sheet, cells, row], Metadata(), source="a.xlsx").title == "Plan 2024"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"Règlement 2024-17\n\nConsidérant que la Loi a été adoptée le 24 mai 2005;\n\n{LONG}", None),
        ("Règlement 2024-17\n\nATTENDU l'avis publié le 3 mai 2001\n\nDécrété le 9 septembre 2024.", "2024-09-09"),
        ("Le bruit\n\nLa Loi sur les villes, adoptée le 24 mai 2005, le permet.\n\nAdopté le 3 mai 2024", "2024-05-03"),
        ("Règlement sur le bruit\n\nRèglement adopté le 3 mai 2024", "2024-05-03"),
        (f"Règlement modifiant le règlement adopté le 3 mai 2001\n\n{LONG}", None),
        (
            "Le conseil\n\nSéance du 06/03/2025\n\nLe procès-verbal de la séance du 27 janvier 2025 est adopté.",
            "2025-03-06",
        ),
        ("Le conseil\n\nAdoption du procès-verbal de la séance du 27 janvier 2025\n\nFin.", None),
        (
            f"Ville d'Alma\n\nProcès-verbal de la séance tenue le 4 décembre 2023 à 19 h, à laquelle {LONG}",
            "2023-12-04",
        ),
        (f"Politique de gestion\n\nAdoptée par la résolution 2022-11-14\n\n{LONG}", None),
        ("Contrat de travail\n\nConversion du 1er mars 2011 : les heures sont reconnues.", None),
        ("Action plan\n\nAdopted June 3, 2024\n\nThe town will act.", "2024-06-03"),
        ("Bilan du comité\n\nDéposé au conseil le 5 février 2024\n\nFin.", "2024-02-05"),
        ("Rapport du comité\n\nLa Corporation a présenté le 3 mars 2020 un mémoire.", None),
        (f"COMMUNIQUÉ\n\nUne fête\n\nSaguenay, le 3 mai 2024 – La Ville fête. {LONG}", "2024-05-03"),
    ],
)
def test_the_date_is_the_document_s_own(text: str, date: str | None) -> None:
    assert recognised(text).date == date


@pytest.mark.parametrize(
    ("heading", "region"),
    [
        ("04 | MAURICIE", "Mauricie"),
        ("16 | MONTÉGÉRIE", "Montérégie"),
        ("16. Montérégie", "Montérégie"),
        ("Région de la Mauricie", "Mauricie"),
        ("La Mauricie", "Mauricie"),
        ("LAVAL", "Laval"),
        ("Région 06", "Montréal"),
        ("06", None),
        ("Entente avec l'hôpital de Montréal", None),
        ("03 | Entente avec Montréal", None),
        ("Laval et Montréal", None),
    ],
)
def test_a_heading_that_is_a_region_s_name(heading: str, region: str | None) -> None:
    assert heading_region(heading) == region
