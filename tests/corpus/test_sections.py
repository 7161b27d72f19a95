from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, Locator, Section
from corpus.sections import Composition, compose


def heading(text: str, level: int = 1, *, record: bool = False) -> Block:
    return Block(kind="heading", text=text, level=level, starts_record=record)


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", text=text)


def item(text: str) -> Block:
    return Block(kind="item", text=text)


def composed(*blocks: Block) -> Composition:
    return compose(blocks)


def section_of(composition: Composition, words: str) -> Section:
    return next(unit.section for unit in composition.units if words in unit.block.text)


def test_the_text_holds_the_blocks_in_order() -> None:
    row = Block(kind="row", text="a\tb")
    listed = [paragraph("Les outils :"), item("• un"), item("• deux")]
    composition = composed(heading("TITRE"), *listed, row, row, heading("Label", 4), paragraph("Fin."))
    assert composition.text == "TITRE\n\nLes outils :\n• un\n• deux\n\na\tb\na\tb\n\nLabel\nFin."


def test_a_section_has_the_path_of_its_headings_and_the_span_of_its_own_blocks() -> None:
    place = Locator(kind="line", value="7")
    composition = composed(
        paragraph("Avant."),
        heading("A"),
        heading("B", 2),
        paragraph("Dans B."),
        Block(kind="heading", text="C", level=2, locator=place),
        paragraph("Dans C."),
        heading("D", 5),
        heading("E", 1),
        paragraph("Dans E."),
    )
    assert [
        (section.heading_path, composition.text[section.start : section.end]) for section in composition.sections
    ] == [
        ((), "Avant."),
        (("A",), "A"),
        (("A", "B"), "B\n\nDans B."),
        (("A", "C"), "C\n\nDans C."),
        (("A", "C", "D"), "D"),
        (("E",), "E\n\nDans E."),
    ]
    assert [section.locator for section in composition.sections] == [None, None, None, place, None, None]


def test_a_table_cut_in_two_is_one() -> None:
    first, second = heading("Objectif 2. Informer", 2), heading("Objectif 2. (SUITE) Informer", 2)
    composition = composed(first, paragraph("un"), second, paragraph("deux"))
    assert [section.heading_path for section in composition.sections] == [("Objectif 2. Informer",)] * 2
    assert "(SUITE)" in composition.text


def test_a_region_holds_for_all_that_stands_below_its_heading() -> None:
    composition = composed(
        heading("04 | MAURICIE"),
        heading("LA TABLE", 2),
        paragraph("un"),
        heading("Le cas de Laval", 3),
        paragraph("deux"),
        heading("AUTRES", 2),
        paragraph("trois"),
        heading("03 | LES GRANDS ENJEUX"),
        paragraph("quatre"),
    )
    assert [section_of(composition, words).regions for words in ("un", "deux", "trois", "quatre")] == [
        ("Mauricie",),
        ("Mauricie", "Laval"),
        ("Mauricie",),
        (),
    ]


def test_a_heading_that_mentions_a_region_leaves_the_document_s() -> None:
    blocks = (
        heading("Plan d'action de Trois-Rivières"),
        paragraph("un"),
        heading("Entente avec l'hôpital de Montréal", 2),
        paragraph("deux"),
        heading("06", 2),
        paragraph("trois"),
        heading("Région de l'Estrie", 2),
        paragraph("quatre"),
    )

    def regions(of_document: tuple[str, ...] | None) -> list[tuple[str, ...]]:
        composition = compose(blocks, of_document)
        return [section_of(composition, words).regions for words in ("un", "deux", "trois", "quatre")]

    assert regions(None) == [(), (), (), ("Estrie",)]
    assert regions(("Mauricie",)) == [(), ("Mauricie", "Montréal"), (), ("Estrie",)]
    assert regions(()) == [("Mauricie",), ("Mauricie", "Montréal"), ("Mauricie",), ("Estrie",)]
    assert regions(("Mauricie", "Estrie", "Laval", "Montréal"))[1] == ("Mauricie", "Montréal")


def test_a_long_heading_that_names_a_region_is_not_about_it_alone() -> None:
    title = "Comment les démarches ont été menées, de celle de Laval à toutes les autres"
    assert section_of(composed(heading(title), paragraph("un")), "un").regions == ()


def test_a_part_has_a_date_and_a_kind_of_its_own() -> None:
    composition = composed(
        heading("PLAN D'ACTION"),
        paragraph("Adopté le 9 octobre 2003 par le comité de coordination de la région."),
        heading("CADRE DE RÉFÉRENCE"),
        paragraph("AVRIL 2001"),
        heading("CONTEXTE", 2),
        paragraph("Les enjeux sont grands."),
    )
    assert (section_of(composition, "Adopté").date, section_of(composition, "Adopté").kind) == (None, None)
    part = section_of(composition, "enjeux")
    assert (part.date, part.kind) == ("2001-04", "cadre de référence")


def test_a_section_has_the_themes_of_its_words() -> None:
    composition = composed(heading("Le logement"), paragraph("Des sans-abri."), heading("Fin"))
    assert [section.themes for section in composition.sections] == [("itinérance", "habitation"), ()]


def test_records_of_a_series_are_titled_by_their_first_two_values() -> None:
    def record(leader: str, intention: str, *, starts: bool) -> list[Block]:
        return [
            heading("Leadership", 4, record=starts),
            paragraph(leader),
            heading("Intentions", 4),
            item(f"• {intention}"),
        ]

    composition = composed(
        heading("LAVAL", 2),
        *record("La Ville", "Soutenir", starts=False),
        *record("Le CISSS", "Soigner", starts=True),
        *record("La CDC", "Réunir " * 30, starts=True),
        heading("ESTRIE", 2),
        *record("La MRC", "Agir", starts=False),
        *record("La CRÉ", "Écouter", starts=True),
        heading("LAURENTIDES", 2),
        *record("Le CRD", "Voir", starts=False),
    )
    paths = [section.heading_path for section in composition.sections if section.heading_path[-1] == "Intentions"]
    assert paths[0] == ("LAVAL", "La Ville — Soutenir", "Intentions")
    assert paths[1] == ("LAVAL", "Le CISSS — Soigner", "Intentions")
    assert paths[2][1].endswith("…")
    assert len(paths[2][1]) < 130
    assert paths[3:5] == [("ESTRIE", "La MRC — Agir", "Intentions"), ("ESTRIE", "La CRÉ — Écouter", "Intentions")]
    assert paths[5] == ("LAURENTIDES", "Intentions")


BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(["heading", "paragraph", "item", "row"]),
    text=st.sampled_from(["Un", "Deux :", "04 | MAURICIE", "a\tb", "CADRE DE RÉFÉRENCE", "avril 2001", "• c", "x\ny"]),
    level=st.integers(min_value=1, max_value=6),
    starts_record=st.booleans(),
)


@given(st.lists(BLOCKS, max_size=30))
def test_units_and_sections_follow_one_another_and_hold_the_whole_text(blocks: list[Block]) -> None:
    composition = compose(tuple(blocks))
    assert [unit.block for unit in composition.units] == blocks
    for spans in (composition.units, composition.sections):
        position = 0
        for span in spans:
            assert not composition.text[position : span.start].strip()
            assert position <= span.start < span.end
            position = span.end
        assert position == len(composition.text)
    for unit in composition.units:
        assert composition.text[unit.start : unit.end] == unit.block.text
        assert unit.section.start <= unit.start < unit.end <= unit.section.end


def test_time_grows_with_the_number_of_records_and_not_with_its_square() -> None:
    records = [block for _ in range(20_000) for block in (heading("Leadership", 4, record=True), paragraph("La Ville"))]
    started = time.process_time()
    compose((heading("Leadership", 4), paragraph("La MRC"), *records))
    assert time.process_time() - started < 10
