"""Fusion, by hand."""

from __future__ import annotations

import pytest

from index.fuse import Fusion, fuse, min_max


def test_min_max_brings_scores_to_the_unit_interval() -> None:
    assert min_max({"a": 2.0, "b": 4.0, "c": 3.0}) == {"a": 0.0, "b": 1.0, "c": 0.5}
    assert min_max({"a": 2.0, "b": 4.0}, floor=0.0) == {"a": 0.5, "b": 1.0}
    assert min_max({"a": 2.0, "b": 4.0}, floor=0.0, ceiling=8.0) == {"a": 0.25, "b": 0.5}
    assert min_max({"a": 2.0, "b": 4.0}, floor=0.0, ceiling=1.0) == {"a": 0.5, "b": 1.0}
    assert min_max({"a": 1.0}) == {"a": 0.0}
    assert min_max({}) == {}


def test_the_fused_score_is_the_weighted_sum() -> None:
    fused = fuse(Fusion(lexical=0.6, semantic=0.4), {"a": 10.0, "b": 5.0}, {"b": 0.9, "c": 0.5})
    assert fused == pytest.approx({"a": 0.6, "b": 0.3 + 0.4, "c": 0.0})


def test_a_lexical_ranking_that_holds_few_of_the_words_counts_less() -> None:
    fusion = Fusion(lexical=0.6, semantic=0.4)
    semantic = {"a": 0.5, "b": 0.9}
    weak, strong = fuse(fusion, {"a": 0.1}, semantic), fuse(fusion, {"a": 0.9}, semantic)
    assert weak["a"] < weak["b"]
    assert strong["a"] > strong["b"]
