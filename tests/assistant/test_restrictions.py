"""What restricts a question, and the question without it."""

from __future__ import annotations

import pytest

from assistant.restrictions import Restriction, lifted, restrictions_of, without
from index.model import Filters
from index.question import understand


@pytest.mark.parametrize(
    ("question", "facet", "value", "left"),
    [
        ("Qui siégeait au comité de pilotage de Laval?", "region", "Laval", "Qui siégeait au comité de pilotage?"),
        (
            "Comparez Laval et la Mauricie sur la gouvernance",
            "region",
            "Laval",
            "Comparez la Mauricie sur la gouvernance",
        ),
        ("Comparez Laval et la Mauricie sur la gouvernance", "region", "Mauricie", "Comparez Laval sur la gouvernance"),
        ("Que fait-on à Matane en 2014?", "region", "Bas-Saint-Laurent", "Que fait-on en 2014?"),
        ("Que fait-on à Matane en 2014?", "year", "2014", "Que fait-on à Matane?"),
        ("Dans la région de la Côte-Nord, qui coordonne?", "region", "Côte-Nord", "Qui coordonne?"),
        ("Que dit le webinaire sur les aînés?", "kind", "notes de webinaire", "Que dit sur les aînés?"),
    ],
)
def test_a_question_is_asked_without_what_restricts_it(question: str, facet: str, value: str, left: str) -> None:
    understood = restrictions_of(understand(question).question)
    removed = next(one for one in understood if (one.facet, one.value) == (facet, value))
    assert without(question, [removed]) == left
    assert removed not in restrictions_of(understand(left).question)


def test_a_question_that_is_nothing_else_stays_whole() -> None:
    assert without("Laval?", [Restriction(facet="region", value="Laval")]) == "Laval?"


def test_what_a_person_chose_comes_first_and_can_be_lifted() -> None:
    filters = Filters(regions=("Laval", "Estrie"), kinds=("portrait",), since=2014, until=2018)
    chosen = restrictions_of(understand("Et la Mauricie?").question, filters)
    assert [(one.facet, one.value) for one in chosen if one.chosen] == [
        ("region", "Laval"),
        ("region", "Estrie"),
        ("kind", "portrait"),
        ("since", "2014"),
        ("until", "2018"),
    ]
    assert [one.value for one in chosen if not one.chosen] == ["Mauricie"]
    for one in chosen[:5]:
        filters = lifted(filters, one)
    assert not filters
