from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, Document, Locator, Passage, document_id_of
from corpus.passages import MOST, MOST_LIST, make_passages, places_of
from corpus.sections import Composition, compose
from corpus.sentences import sentence_spans

SENTENCE = "Le comité de coordination se réunit quatre fois par année et rend compte de ses travaux."


def heading(text: str, level: int = 1) -> Block:
    return Block(kind="heading", text=text, level=level)


def paragraph(sentences: int = 1) -> Block:
    return Block(kind="paragraph", text=" ".join([SENTENCE] * sentences))


def item(text: str = SENTENCE) -> Block:
    return Block(kind="item", text=f"• {text}")


def document_of(composition: Composition, **known: object) -> Document:
    values: dict[str, object] = {"source": "a.txt", "title": "Le titre", "kind": "autre", **known}
    return Document(document_id=document_id_of(composition.text), text=composition.text, **values)  # type: ignore[arg-type]


def passages(*blocks: Block, **known: object) -> tuple[Passage, ...]:
    composition = compose(blocks)
    return make_passages(document_of(composition, **known), composition)


def texts(*blocks: Block) -> list[str]:
    return [passage.text for passage in passages(*blocks)]


# ------------------------------------------------------------------------------------------- any document

WORDS = st.sampled_from(["logement", "la MRC", "M. Roy", "art. 5", "aînés", "1 086 570 $", "œuvre", "p. ex."])
SENTENCES = st.lists(WORDS, min_size=1, max_size=60).map(lambda words: f"Avec {' '.join(words)}.")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=12).map(" ".join)
TITLES = st.sampled_from(["LES ENJEUX", "04 | MAURICIE", "Le cas de Laval", "CADRE DE RÉFÉRENCE", "Objectif 1. Agir"])
BLOCKS = st.one_of(
    st.builds(lambda text, level: Block(kind="heading", text=text, level=level), TITLES, st.integers(1, 6)),
    st.builds(lambda text: Block(kind="paragraph", text=text), PARAGRAPHS),
    st.builds(lambda text: Block(kind="paragraph", text=f"{text[:200].strip()} :"), PARAGRAPHS),
    st.builds(lambda text, level: Block(kind="item", text=f"• {text}", level=level), PARAGRAPHS, st.integers(0, 2)),
    st.builds(lambda cells: Block(kind="row", text="\t".join(cells)), st.lists(PARAGRAPHS, min_size=1, max_size=3)),
    st.builds(lambda text: Block(kind="item", text=f"• {text}"), WORDS),
    st.just(Block(kind="row", text="MOYENS\tACTIVITÉS")),
    st.just(Block(kind="paragraph", text="mot " * 900 + "fin")),
    st.just(Block(kind="paragraph", text="x" * 4000)),
)


@given(st.lists(BLOCKS, min_size=1, max_size=25))
def test_passages_hold_every_word_once_and_cut_no_sentence(blocks: list[Block]) -> None:
    composition = compose(tuple(blocks))
    document = document_of(composition)
    made = make_passages(document, composition)

    position = 0
    for passage in made:
        assert passage.text == document.text[passage.start : passage.end]
        assert not document.text[position : passage.start].strip()
        assert position <= passage.start < passage.end
        assert passage.end - passage.start <= MOST_LIST
        assert passage.passage_id == f"{document.document_id}:{passage.start}-{passage.end}"
        position = passage.end
    assert not document.text[position:].strip()
    assert make_passages(document, composition) == made

    boundaries = {boundary for passage in made for boundary in (passage.start, passage.end)}
    for unit in composition.units:
        spans = [(unit.start + start, unit.start + end) for start, end in sentence_spans(unit.block.text)]
        if unit.block.kind in {"item", "row"}:
            spans.append((unit.start, unit.end))
        for start, end in spans:
            if end - start <= MOST_LIST:
                assert not [boundary for boundary in boundaries if start < boundary < end]


@given(st.lists(BLOCKS, min_size=1, max_size=25))
def test_a_passage_says_what_its_sections_say(blocks: list[Block]) -> None:
    composition = compose(tuple(blocks))
    for passage in make_passages(document_of(composition), composition):
        inside = [unit for unit in composition.units if unit.start < passage.end and passage.start < unit.end]
        body = [unit.section for unit in inside if unit.block.kind != "heading"]
        for section in body:
            assert passage.heading_path == section.heading_path[: len(passage.heading_path)]
            assert passage.regions == section.regions


# ------------------------------------------------------------------------------------------- where it cuts


def test_a_short_document_is_one_passage() -> None:
    assert texts(heading("A"), paragraph(), heading("B", 2), item(), item()) == [
        f"A\n\n{SENTENCE}\n\nB\n\n• {SENTENCE}\n• {SENTENCE}"
    ]


def test_a_heading_goes_with_what_it_heads() -> None:
    made = texts(heading("A"), paragraph(8), heading("B", 2), heading("C", 3), paragraph(8))
    assert [text[:4].strip() for text in made] == ["A\n\nL", "B\n\nC"]


def test_an_introduction_goes_with_its_list() -> None:
    made = texts(paragraph(10), Block(kind="paragraph", text="Les outils :"), item(), item())
    assert made[-1].startswith("Les outils :\n• Le")


def test_a_list_stays_whole_up_to_its_limit() -> None:
    assert texts(paragraph(5), *[item()] * 15)[1:] == ["\n".join([f"• {SENTENCE}"] * 15)]
    assert len(texts(*[item()] * 17)) == 2


def test_a_long_paragraph_is_cut_between_two_sentences() -> None:
    made = texts(paragraph(30))
    assert len(made) == 3
    assert all(text.startswith("Le comité") and text.endswith("travaux.") and len(text) <= MOST for text in made)


def test_a_long_item_is_cut_only_above_the_limit() -> None:
    assert len(texts(item(" ".join([SENTENCE] * 16)))) == 1
    assert len(texts(item(" ".join([SENTENCE] * 18)))) == 2


def test_a_sentence_longer_than_a_passage_is_cut_between_two_words() -> None:
    text = "un mot et puis un autre " * 200
    made = texts(Block(kind="paragraph", text=text.strip()))
    assert " ".join(made).split() == text.split()
    assert max(map(len, made)) <= MOST_LIST
    assert [len(part) for part in texts(Block(kind="paragraph", text="x" * 4000))] == [1500, 1500, 1000]


def test_a_document_of_headings_only_is_cut_too() -> None:
    made = texts(*[heading("LES GRANDES ORIENTATIONS", 2)] * 300)
    assert 5 <= len(made) <= 10
    assert max(map(len, made)) <= MOST_LIST


def test_a_heading_of_any_length_is_cut() -> None:
    assert max(map(len, texts(heading("LES ENJEUX " * 500), paragraph()))) <= MOST_LIST


def test_records_and_regions_are_not_mixed() -> None:
    record = Block(kind="heading", text="Leadership", level=4, starts_record=True)
    assert len(texts(heading("Leadership", 4), paragraph(), record, paragraph(), record, paragraph())) == 3
    made = passages(heading("Laval", 3), item("un"), heading("Estrie", 3), item("deux"))
    assert [(passage.regions, passage.heading_path) for passage in made] == [
        (("Laval",), ("Laval",)),
        (("Estrie",), ("Estrie",)),
    ]


def test_a_heading_goes_with_the_region_that_it_introduces() -> None:
    made = texts(item("un"), heading("LES RÉGIONS", 2), heading("Laval", 3), item("deux"))
    assert made == ["• un", "LES RÉGIONS\n\nLaval\n\n• deux"]


def test_a_heading_of_the_first_level_starts_a_passage() -> None:
    assert texts(heading("A"), paragraph(), heading("B"), paragraph()) == [f"A\n\n{SENTENCE}", f"B\n\n{SENTENCE}"]


def test_parts_with_other_dates_are_not_mixed() -> None:
    made = passages(
        item("un"), heading("PLAN D'ACTION"), Block(kind="paragraph", text="avril 2001"), item("deux"), date="2003"
    )
    assert [(passage.date, passage.kind) for passage in made] == [("2003", "autre"), ("2001-04", "plan d'action")]


def test_a_row_starts_with_the_cell_that_it_fills() -> None:
    rows = [
        Block(kind="row", text="MOYENS\tACTIVITÉS"),
        *[Block(kind="row", text=f"1\t{SENTENCE}"), Block(kind="row", text=SENTENCE, context=("1",))] * 3,
    ]
    made = passages(heading("A"), *rows)
    assert all(passage.text.split("\n")[0] in {"A", f"1\t{SENTENCE}"} for passage in made)
    assert made[0].text.startswith("A\n\nMOYENS\tACTIVITÉS\n1\t")


# ------------------------------------------------------------------------------------------- what it carries


def test_what_is_searched_is_more_than_what_is_shown() -> None:
    (passage,) = passages(
        heading("A"), heading("B", 2), Block(kind="row", text="deux", context=("un",)), Block(kind="row", text="trois")
    )
    assert passage.embedding_text == f"Le titre > A > B\nun\n{passage.text}"
    assert "un" not in passage.text.split()


def test_a_passage_over_several_sections_has_what_they_share() -> None:
    (passage,) = passages(heading("A"), heading("B", 2), item("un"), heading("C", 2), item("deux"))
    assert passage.heading_path == ("A",)


@pytest.mark.parametrize(
    ("regions", "expected"), [(("Laval",), ("Laval",)), (("a", "b", "c"), ("a", "b", "c")), (("a", "b", "c", "d"), ())]
)
def test_a_document_about_a_few_regions_says_so_of_its_passages(
    regions: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    (passage,) = passages(item("un"), regions=regions)
    assert passage.regions == expected


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([heading("A"), item()], Locator(kind="section", value="A")),
        ([Block(kind="item", text="un", locator=Locator(kind="line", value="7"))], Locator(kind="line", value="7")),
        (
            [heading("A"), Block(kind="item", text="un", locator=Locator(kind="line", value="7"))],
            Locator(kind="section", value="A"),
        ),
        ([Block(kind="item", text="un", locator=Locator(kind="slide", value="≈7"))], Locator(kind="slide", value="≈7")),
        ([item()], Locator(kind="line", value="1")),
    ],
)
def test_a_passage_says_where_it_stands(blocks: list[Block], expected: Locator) -> None:
    (passage,) = passages(*blocks)
    assert passage.locator == expected


@pytest.mark.parametrize(
    "blocks", [[heading("A", 2)], [item("un")], [heading("A", 1), item("un")], [Block(kind="paragraph", text="Un :")]]
)
def test_time_grows_with_the_length_and_not_with_its_square(blocks: list[Block]) -> None:
    composition = compose(tuple(blocks * 30_000))
    started = time.process_time()
    make_passages(document_of(composition), composition)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("piece", ["mot ", "x", "Mot. ", "\u00a0"])
def test_a_block_of_any_length_takes_little_time(piece: str) -> None:
    composition = compose((Block(kind="paragraph", text=f"a{piece * 500_000}b"),))
    started = time.process_time()
    make_passages(document_of(composition), composition)
    assert time.process_time() - started < 10


# ------------------------------------------------------------------------------------------- places


def placed(block: Block, kind: str, value: str) -> Block:
    return replace(block, locator=Locator(kind=kind, value=value))  # type: ignore[arg-type]


def test_a_passage_stands_on_one_page_and_a_quote_on_its_own() -> None:
    blocks = (
        placed(heading("Le suivi"), "page", "1"),
        placed(paragraph(), "page", "2"),
        placed(paragraph(), "page", "3"),
        placed(item(), "page", "3"),
        placed(item(), "page", "4"),
        placed(paragraph(), "slide", "5 (notes)"),
    )
    composition = compose(blocks)
    document = document_of(composition, places=places_of(composition))
    found = make_passages(document, composition)
    assert [passage.locator.value for passage in found] == ["2", "3", "5 (notes)"]
    for unit in composition.units:
        assert document.locator_at(unit.start) == document.locator_at(unit.end - 1) == unit.block.locator
    assert document_of(composition).locator_at(0) is None


def test_the_pieces_of_a_drawing_stand_together_though_blank_lines_part_them() -> None:
    words = ["Intrants", "Constats et besoins", "Activités", "Retombées"]
    drawing = [placed(Block(kind="paragraph", text=text), "slide", f"≈{n}") for n, text in enumerate(words, start=3)]
    assert [passage.text for passage in passages(*drawing)] == ["\n\n".join(words)]
    stated = [replace(block, locator=Locator(kind="slide", value=str(n))) for n, block in enumerate(drawing)]
    assert [passage.text for passage in passages(*stated)] == words
    full = [placed(paragraph(2), "slide", f"≈{n}") for n in (1, 2)]
    assert len(passages(*full)) == 2


@pytest.mark.parametrize(
    ("line", "goes_along"),
    [
        ("Ce que la population y gagne", True),
        ("On en a tenu compte ici.", False),
        ("Voir la page suivante", True),
        ("Et plus!", False),
    ],
)
def test_a_bare_line_goes_with_the_list_on_the_next_page(line: str, goes_along: bool) -> None:
    blocks = (
        placed(paragraph(2), "page", "1"),
        placed(Block(kind="paragraph", text=line), "page", "1"),
        placed(item(), "page", "2"),
        placed(item(), "page", "2"),
    )
    first, second = passages(*blocks)
    assert (line in second.text) is goes_along
    assert (line in first.text) is not goes_along


def test_rows_say_the_first_and_the_last_one_and_each_cell_its_own() -> None:
    rows = [placed(Block(kind="row", text=f"Mesure {n}\t2026"), "sheet", f"Plan!{n}") for n in range(2, 7)]
    composition = compose((*rows, placed(Block(kind="row", text="Budget\t10 $"), "sheet", "Budget!1")))
    document = document_of(composition, places=places_of(composition))
    first, second = make_passages(document, composition)
    assert (first.locator.value, second.locator.value) == ("Plan!2-6", "Budget!1")
    assert document.locator_at(document.text.index("Mesure 4")) == Locator(kind="sheet", value="Plan!4")
