"""Templates as data: ours are whole and plain, a mistake is told by its file and key, a home may add its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.drafting.placeholders import PATTERN
from assistant.drafting.slots import SLOT
from assistant.drafting.templates import FOLDER, SHIPPED, load_templates, template_named
from assistant.drafting.typography import met, typeset
from corpus.errors import UsageError

NAMES = [
    *("note-elu", "plan-politique", "preambule-definition", "vision-valeurs-principes", "orientations-objectifs"),
    *("portrait-diagnostic", "plan-consultation", "rapport-consultation", "cadre-reference", "gouvernance-comite"),
    *("plan-action", "plan-travail", "suivi-evaluation", "resolution-entente"),
]
GOOD = """
name: lettre
title: Lettre d'appui
purpose: Dire que vous appuyez un projet.
fields:
  - organisation
  - {name: projet, label: Projet, required: true, example: le jardin}
sections:
  - title: Notre appui
    guidance: Dites pourquoi.
    text: "{organisation} appuie {projet}. [À DÉCIDER : somme]"
    retrieve:
      - question: Pourquoi appuyer {projet}?
        kinds: [guide]
"""


def test_the_fourteen_are_there_each_in_its_own_file() -> None:
    assert list(load_templates()) == NAMES
    assert len(list(SHIPPED.glob("*.yaml"))) == 14


@pytest.mark.parametrize("name", NAMES)
def test_each_asks_says_and_looks_for_something(name: str) -> None:
    template = load_templates()[name]
    assert template.purpose
    assert {"organisation", "region"} <= {field.name for field in template.fields}
    assert any(field.required for field in template.fields)
    assert all(field.label and field.label_en for field in template.fields)
    assert [field.name for field in template.fields if bool(field.help) != bool(field.help_en)] == []
    assert all(section.guidance for section in template.sections)
    assert any(section.retrieve for section in template.sections)
    assert all(field.example not in ("", ()) for field in template.fields if field.required)


def own_words(name: str) -> str:
    """Return a template's own words, as the text of a document whose gaps are filled."""
    template = load_templates()[name]
    texts = [template.purpose, *(field.help for field in template.fields)]
    for section in template.sections:
        texts += [section.guidance, section.text, section.each_text]
    text = SLOT.sub(lambda match: (match["before"] or "") + "la Ville", PATTERN.sub("", "\n".join(texts)))
    return re.sub(r"\s+", " ", re.sub(r"(?m)^\s*[-#]\s*", "", text))


@pytest.mark.parametrize("name", NAMES)
def test_our_words_are_plain(name: str) -> None:
    """Kandel-Moles at least 60, and sentences of at most 15 words in the mean."""
    import textstat

    textstat.set_lang("fr")
    text = own_words(name)
    assert textstat.flesch_reading_ease(text) >= 60
    assert textstat.lexicon_count(text) / textstat.sentence_count(text) <= 15


def home_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / FOLDER).mkdir(exist_ok=True)
    (tmp_path / FOLDER / "lettre.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_home_adds_a_fifteenth_and_overrides_ours(tmp_path: Path) -> None:
    home = home_with(tmp_path, GOOD)
    assert list(load_templates(home)) == [*NAMES, "lettre"]
    assert template_named("Lettre", home).fields[0].label == "Nom de l'organisation"
    home_with(tmp_path, GOOD.replace("name: lettre\n", "name: note-elu\n"))
    assert template_named("note-elu", home).title == "Lettre d'appui"
    assert len(load_templates(home)) == 14


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("title: Lettre d'appui", "titre: Lettre", "titre", "title"),
        ("purpose: Dire que vous appuyez un projet.", "", "purpose", ""),
        ("name: lettre\n", "name: Ma lettre\n", "name", "Ma lettre"),
        ("  - organisation\n", "  - organisme\n", "fields[0]", "organisation"),
        ("required: true", "required: oui", "fields[1].required", "true"),
        ("label: Projet", "label: Projet, type: nombre", "fields[1].type", "number"),
        ("example: le jardin", "type: year, example: bientôt", "fields[1].example", "2026"),
        ("{projet}. [", "{projets}. [", "sections[0].text", "projet"),
        ("[À DÉCIDER : somme]", "[à décider]", "sections[0].text", "À DÉCIDER"),
        ("kinds: [guide]", "kinds: [roman]", "sections[0].retrieve[0].kinds[0]", "guide"),
        ("guidance: Dites pourquoi.", "guidance: Dites.\n    most: 99", "sections[0].most", "1-10"),
        ("guidance: Dites pourquoi.", "guidance: Dites.\n    each: projet", "sections[0].each", ""),
    ],
)
def test_a_mistake_is_told_by_its_file_and_key(tmp_path: Path, old: str, new: str, at: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(UsageError) as caught:
        load_templates(home_with(tmp_path, GOOD.replace(old, new)))
    assert caught.value.values["path"] == str(tmp_path / FOLDER / "lettre.yaml")
    assert caught.value.values["at"] == at
    assert said in " ".join(str(value) for value in caught.value.values.values())


def test_a_template_without_sections_and_a_broken_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"draft\.template_missing"):
        load_templates(home_with(tmp_path, GOOD.partition("sections:")[0] + "sections: []"))
    with pytest.raises(UsageError, match=r"draft\.yaml") as caught:
        load_templates(home_with(tmp_path, "name: x\ntitle: [1\nfields: 2"))
    assert caught.value.values["line"] == 3


def test_an_unknown_template_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="plan-action"):
        template_named("plan-daction")


def test_french_spaces_hold_together() -> None:
    assert typeset("« oui » : 8 000 $, 24 %; non?") == "«\u00a0oui\u00a0»\u00a0: 8\u00a0000\u00a0$, 24\u00a0%; non?"
    assert typeset("Quoi !") == "Quoi\u202f!"
    assert typeset("le 8 mars") == "le 8\u00a0mars"


@pytest.mark.parametrize(
    ("before", "value", "said"),
    [
        ("de ", "le Canton", "du Canton"),
        ("de ", "les Îles", "des Îles"),
        ("à ", "le Canton", "au Canton"),
        ("À ", "les Îles", "Aux Îles"),
        ("de ", "la Ville", "de la Ville"),
        ("de ", "Alma", "d'Alma"),
        ("de ", "Laval", "de Laval"),
    ],
)
def test_de_and_a_meet_the_article_of_a_name(before: str, value: str, said: str) -> None:
    assert met(before, value) == said


LOOSE = re.compile(r" [:»](?!\w)|« |[\d}] [%$]|[ \u00a0\u202f][;!?]")
"""A space at which a line might part, or that French does not want; drafts typeset what is in `text` themselves."""


@pytest.mark.parametrize("name", NAMES)
def test_what_the_form_shows_as_it_is_written_holds_together(name: str) -> None:
    template = load_templates()[name]
    shown = [template.title, template.purpose, template.readers, template.length]
    shown += [words for field in template.fields for words in (field.label, field.help)]
    shown += [words for section in template.sections for words in (section.title, section.guidance)]
    assert [words for words in shown if LOOSE.search(words)] == []


def test_a_home_may_say_how_to_fill_in_a_field_in_english_or_not(tmp_path: Path) -> None:
    both = GOOD.replace("label: Projet,", "label: Projet, help: Son nom., help_en: Its name.,")
    said = [template_named("lettre", home_with(tmp_path, both)).fields[1].help_in(one) for one in ("fr", "en")]
    assert said == ["Son nom.", "Its name."]
    only = template_named("lettre", home_with(tmp_path, both.replace(", help_en: Its name.", ""))).fields[1]
    assert (only.help_in("en"), only.label_in("en")) == ("Son nom.", "Projet")
