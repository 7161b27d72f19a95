"""What a person fills in: YAML, JSON, and tables of rows; each mistake is told where it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from assistant.drafting.model import Template
from assistant.drafting.templates import load_templates, template_named
from assistant.drafting.values import check_fields, example_values, example_yaml, read_fields
from assistant.wording import explain
from corpus.errors import UsageError

ACTIONS = template_named("plan-action")
NOTE = template_named("note-elu")
BASE = "organisation: la Ville d'Essai\ntype: MRC\nregion: Estrie\n"


def read(tmp_path: Path, text: str, template: Template = NOTE) -> dict[str, object]:
    path = tmp_path / "champs.yaml"
    path.write_text(text, encoding="utf-8")
    return read_fields(path, template)


@pytest.mark.parametrize("name", load_templates())
def test_every_example_is_a_file_that_can_be_used(name: str, tmp_path: Path) -> None:
    template = template_named(name)
    for language in ("fr", "en"):
        text = example_yaml(template, language)
        assert all(f"# {field.label_in(language)} (" in text for field in template.fields)
        told = re.sub(r"\n# ", " ", text)
        assert all(field.help_in(language) in told for field in template.fields)
        assert read(tmp_path, text, template) == example_values(template)


def test_values_become_what_their_fields_say(tmp_path: Path) -> None:
    given = read(
        tmp_path,
        BASE + "besoin: x\n".replace("besoin", "enjeu") + "decision: agir\npopulation: '8 000'\n"
        "date_decision: 2027-02-08\nThèmes:\n- logement\n",
    )
    assert given["population"] == 8000
    assert given["date_decision"] == "2027-02-08"
    assert given["themes"] == ["logement"]
    assert given["type"] == "MRC"


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        (BASE + "enjeu: x\n", "draft.field_missing", "decision"),
        ("", "draft.field_missing", "organisation, type, region, enjeu, decision"),
        (BASE + "enjeu: x\ndecision: y\nbudjet: 5\n", "draft.field_unknown", ":6: le champ «\u00a0budjet\u00a0»"),
        (
            BASE + "enjeu: x\ndecision: y\npopulation: beaucoup\n",
            "draft.field_value",
            ":6: le champ «\u00a0population\u00a0»",
        ),
        (BASE + "enjeu: x\ndecision: y\nthemes: logement\n", "draft.field_value", "themes"),
        (BASE.replace("MRC", "ville") + "enjeu: x\ndecision: y\n", "draft.field_value", "municipalité | MRC | région"),
        (BASE + "enjeu: x\ndecision: oui\n", "", ""),
        (BASE + "enjeu: x\ndecision: true\n", "draft.field_value", "decision"),
        (BASE + "enjeu: x\ndecision: y\ndate_decision: demain\n", "draft.field_value", "2026-03-15"),
        (BASE + "enjeu: [x\ndecision: y\n", "draft.yaml_broken", "ligne 5, colonne 9"),
        (BASE + "enjeu: x\n\tdecision: y\n", "draft.yaml_broken", "ligne 5, colonne 1"),
        (BASE + "enjeu: x\nenjeu: y\n", "draft.yaml", "ligne 5, colonne 1"),
        (BASE + "enjeu: &a x\ndecision: *a\n", "draft.yaml", "alias"),
        ("- organisation\n", "draft.yaml", "ligne 1"),
        (BASE + "enjeu: !!python/object:os.system x\n", "draft.yaml_broken", "ligne 4"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, text: str, key: str, said: str) -> None:
    if not key:
        assert read(tmp_path, text)["decision"] == "oui"
        return
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert caught.value.key == key
    assert caught.value.exit_code == 2
    assert said in explain("fr", caught.value)
    assert explain("en", caught.value)


def test_characters_that_no_file_may_hold_are_replaced() -> None:
    values = check_fields({**example_values(NOTE), "enjeu": "a\x00b\ud800"}, NOTE)
    assert values["enjeu"] == "a\ufffdb\ufffd"


CSV = """Plan 2027;;;;;;
Objectifs visés;Moyens;ACTIVITÉ;Responsables / partenaires;Echéance (mois);Indicateurs de résultat;Budget
Bien manger;Un jardin;Ouvrir le jardin;la Ville;mai;familles;4 000 $
;;Tenir un repas;;juin;repas;
"""


def test_rows_come_from_a_csv_whose_headers_are_said_in_other_ways(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(CSV.replace("Objectifs visés", "Objectif visé").encode("cp1252"))
    rows = read(tmp_path, BASE + "rows_file: plan.csv\n", ACTIONS)["rows"]
    assert rows == [
        {
            "objectif": "Bien manger",
            "moyen": "Un jardin",
            "activite": "Ouvrir le jardin",
            "responsable": "la Ville",
            "echeance": "mai",
            "indicateur": "familles",
            "ressources": "4 000 $",
        },
        {
            "objectif": "Bien manger",  # once for its activities
            "moyen": "Un jardin",
            "activite": "Tenir un repas",
            "responsable": "",
            "echeance": "juin",
            "indicateur": "repas",
            "ressources": "",
        },
    ]


def test_rows_come_from_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Objectif", "Échéance", "Ressources"],
        ["Loger", 2027, 12.5],
        [None, None, None],
        ["Bouger", None, 3.0],
    ):
        sheet.append(row)
    book.save(tmp_path / "plan.xlsx")
    rows = read(tmp_path, BASE + "rows_file: plan.xlsx\n", ACTIONS)["rows"]
    assert rows == [
        {"objectif": "Loger", "echeance": "2027", "ressources": "12.5"},
        {"objectif": "Bouger", "echeance": "", "ressources": "3"},
    ]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("plan.csv", b"Objectif;Moyen;Couleur\nA;B;bleu\n", "draft.field_unknown"),
        ("plan.csv", b"x;y\n1;2\n", "draft.rows_header"),
        ("plan.csv", b"", "draft.rows_header"),
        ("plan.xlsx", b"PK\x03\x04 casse", "draft.file_unreadable"),
        ("plan.pdf", b"%PDF-1.4", "draft.rows_format"),
        ("absent.csv", None, "draft.file_missing"),
    ],
)
def test_rows_that_cannot_be_read_are_told(tmp_path: Path, name: str, content: bytes | None, key: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read(tmp_path, BASE + f"rows_file: {name}\n", ACTIONS)
    assert caught.value.key == key
    assert explain("fr", caught.value)


def test_a_program_may_not_name_a_file_of_the_server() -> None:
    with pytest.raises(UsageError, match="rows_file"):
        check_fields({**example_values(ACTIONS), "rows_file": "plan.csv"}, ACTIONS)
