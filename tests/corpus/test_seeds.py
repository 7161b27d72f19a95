"""The five real documents that the project started from, read from file to passages."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.glossary import fold
from corpus.model import Passage, Reading
from corpus.passages import MOST_LIST
from corpus.reading import load, read_file
from corpus.sentences import sentence_spans

MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf]|â€")
CHROME = re.compile(
    r"diversity_3|bookmark|padding|file_copy|grid_view|lock_open|Copier|Contacter les auteur|Visibilité"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    title: str
    kind: str
    organisations: tuple[str, ...]
    date: str | None
    regions: tuple[str, ...]


TOUR = "Tour du Québec 2014/2015 - Portrait des démarches régionales de développement social au Québec"
NETWORK = "Réseau québécois de développement social"
# As in ../shared/seeds.tsv, its « non daté » as None and its « Québec » as no region of its own.
EXPECTED = {
    "000": Expected(
        title="Démarche d'élaboration de la Politique régionale de développement social de Laval",
        kind="présentation",
        organisations=("Ville de Laval", "CISSS de Laval"),
        date="2018-10-25",
        regions=("Laval",),
    ),
    "001": Expected(
        title="Mise en œuvre du plan d’action de la Politique de développement social de Laval",
        kind="notes de webinaire",
        organisations=(NETWORK,),
        date=None,
        regions=("Laval",),
    ),
    "002": Expected(title=TOUR, kind="portrait", organisations=(NETWORK,), date="2014-10-01", regions=()),
    "003": Expected(
        title="Développement social région de la Mauricie, Plan d'action 2003-2004",
        kind="plan d'action",
        organisations=("Consortium développement social Mauricie",),
        date="2003-10-09",
        regions=("Mauricie",),
    ),
    "004": Expected(
        title="La collaboration régionale et municipale en développement social",
        kind="notes de webinaire",
        organisations=(NETWORK, "Espace MUNI"),
        date=None,
        regions=(),
    ),
}


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, Reading]:
    return {path.name[:3]: read_file(path, load(path)) for path in sorted((shared / "seeds").glob("*.txt"))}


def passages_with(reading: Reading, words: str) -> list[Passage]:
    return [passage for passage in reading.passages if words in passage.text]


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_seed_is(seeds: dict[str, Reading], name: str) -> None:
    document, expected = seeds[name].document, EXPECTED[name]
    assert (document.title, document.kind, document.date, document.language) == (
        expected.title,
        expected.kind,
        expected.date,
        "fr",
    )
    assert set(expected.organisations) <= set((document.organisation or "").split("; "))
    if expected.regions or name == "004":
        assert document.regions == expected.regions


def test_the_list_of_seeds_says_the_same(seeds: dict[str, Reading], shared: Path) -> None:
    with (shared / "seeds.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"][:3]: row for row in csv.DictReader(file, delimiter="\t")}
    assert rows.keys() == EXPECTED.keys() == seeds.keys()
    for name, row in rows.items():
        assert row["title"].replace("'", "’") == EXPECTED[name].title.replace("'", "’")
        assert fold(row["kind"]).startswith(fold(EXPECTED[name].kind))
        assert row["date"].startswith(EXPECTED[name].date or "non daté")


def test_every_passage_is_of_its_text(seeds: dict[str, Reading]) -> None:
    for reading in seeds.values():
        text, position = reading.document.text, 0
        for passage in reading.passages:
            assert passage.text == text[passage.start : passage.end]
            assert not text[position : passage.start].strip()
            assert len(passage.text) <= MOST_LIST
            position = passage.end
        assert not text[position:].strip()
        boundaries = {boundary for passage in reading.passages for boundary in (passage.start, passage.end)}
        for start, end in sentence_spans(text):
            assert not any(start < boundary < end for boundary in boundaries), text[start:end]


def test_no_trace_of_markup_or_of_the_platform(seeds: dict[str, Reading]) -> None:
    for reading in seeds.values():
        text = reading.document.text
        assert not MOJIBAKE.search(text)
        assert not CHROME.search(text)
        assert not re.search(r"\[image|<ul|<p>|<i>|\*\*\w|\\\$|\^|[\u00ad\u200b\ufeff\ue000-\uf8ff]", text)


def test_every_gold_phrase_is_in_one_passage(seeds: dict[str, Reading], shared: Path) -> None:
    def plain(text: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

    lines = (shared / "questions" / "seed_questions.jsonl").read_text("utf-8").splitlines()
    gold = [phrase for line in lines for phrase in json.loads(line)["gold"]]
    assert len(gold) > 50
    for phrase in gold:
        passages = seeds[phrase["file"][:3]].passages
        assert any(plain(phrase["phrase"]) in plain(passage.text) for passage in passages), phrase


def test_the_six_orientations_are_one_list_in_one_passage(seeds: dict[str, Reading]) -> None:
    (passage,) = passages_with(seeds["000"], "1. Favoriser le développement de quartiers")
    numbered = [line for line in passage.text.split("\n") if re.match(r"\d\. ", line)]
    assert [line[:2] for line in numbered] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert numbered[-1] == "6. S'assurer de l'harmonisation des politiques publiques"
    assert passage.heading_path == ("Une politique régionale", "6 orientations et 31 objectifs")


def test_slides_are_numbered_and_their_logo_is_kept_once(seeds: dict[str, Reading]) -> None:
    reading = seeds["000"]
    assert set(reading.document.flags) == {"schéma aplati", "diapositives approximatives"}
    assert {passage.locator.kind for passage in reading.passages} == {"slide"}
    assert reading.document.text.count("Politique régionale de développement social\n") == 1
    (constats,) = passages_with(reading, "Une alliance entre la Ville et le CISSS")
    assert constats.heading_path == ("Quelques constats...", "Conditions facilitantes")


def test_the_words_after_an_image_are_kept(seeds: dict[str, Reading]) -> None:
    (passage,) = passages_with(
        seeds["001"], "2. Financement : Il peut y avoir une demande financière".replace(" :", "\u00a0:")
    )
    assert "3. Évaluation" in passage.text


def test_questions_have_their_answers(seeds: dict[str, Reading]) -> None:
    (passage,) = passages_with(seeds["001"], "Existe-t-il un schéma")
    assert "Il est disponible sur le site de la Ville de Laval." in passage.text
    assert passage.heading_path == ("PÉRIODE DE QUESTIONS",)


def test_regions_are_carried_into_the_passages_below_them(seeds: dict[str, Reading]) -> None:
    reading = seeds["002"]
    assert len(reading.document.regions) == 15
    for passage in reading.passages:
        region = next((title for title in passage.heading_path if re.match(r"\d\d \|", title)), None)
        assert bool(passage.regions) == bool(region)
    (cosmoss,) = passages_with(reading, "Favoriser une entrée scolaire réussie")
    assert cosmoss.regions == ("Bas-Saint-Laurent",)
    (valley,) = passages_with(reading, "La commission regroupe 19 membres")
    assert valley.regions == ("Montérégie",)
    assert passages_with(reading, "MONTÉGÉRIE EST")[0].regions == ("Montérégie",)
    assert {region for passage in reading.passages for region in passage.regions} == set(reading.document.regions)


def test_records_are_titled_and_not_mixed(seeds: dict[str, Reading]) -> None:
    laval = [passage for passage in seeds["002"].passages if passage.regions == ("Laval",)]
    records = [passage for passage in laval if "Logement social" in " ".join(passage.heading_path)]
    assert records
    assert all(passage.text.count("Leadership") <= 1 for passage in laval)


def test_a_long_list_of_members_stays_whole(seeds: dict[str, Reading]) -> None:
    (members,) = passages_with(seeds["002"], "Avenir d’enfant\n")
    assert members.text.startswith("Membres du comité")
    assert members.text.endswith("Table de concertation des groupes de femmes")


def test_what_the_platform_says_is_metadata(seeds: dict[str, Reading]) -> None:
    document = seeds["002"].document
    assert document.authors == (
        "Véronique Larose",
        "Emily Mack",
        "Joël Nadeau",
        "Anne-Sophie Thomas",
        "Gédéon Verreault",
    )
    assert document.source_url == "https://praxis.encommun.io/n/d0RRgtI3PGexUN1nIKbFGJPrn74/"
    assert document.licence is None


def test_the_plan_and_its_annex_have_their_own_dates_and_kinds(seeds: dict[str, Reading]) -> None:
    reading = seeds["003"]
    (plan,) = passages_with(reading, "4.1.2 Faire l'inventaire")
    (framework,) = passages_with(reading, "Un diagnostic partagé par le milieu")
    assert (plan.date, plan.kind) == ("2003-10-09", "plan d'action")
    assert (framework.date, framework.kind) == ("2001-04", "cadre de référence")
    assert {(passage.date, passage.kind) for passage in reading.passages} == {
        ("2003-10-09", "plan d'action"),
        ("2001-04", "cadre de référence"),
    }


def test_a_table_cut_by_a_page_is_one(seeds: dict[str, Reading]) -> None:
    reading = seeds["003"]
    (before,) = passages_with(reading, "2.2.2 Tenir une conférence de presse")
    (after,) = passages_with(reading, "2.2.3 Publier et faire connaître")
    assert before.heading_path == after.heading_path
    assert not any("SUITE" in title for passage in reading.passages for title in passage.heading_path)
    assert "2.2 Viser l'appropriation par le grand public" in after.embedding_text
    assert "2.2 Viser l'appropriation par le grand public" not in after.text


def test_a_row_is_searched_by_the_means_that_it_serves(seeds: dict[str, Reading]) -> None:
    (passage,) = passages_with(seeds["003"], "3.1.5 Participer à la tenue")
    assert "3.1 Mise en commun des avancées" in passage.embedding_text
    assert passage.heading_path[0].startswith("Objectif : 3. Faciliter l'expression")
    assert "2e phase de la cartographie" in seeds["003"].document.text
