"""Other ways of searching, to be measured beside today's: `encoder=NAME,fusion=rrf`, and so on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.catalogue import Indexed
from corpus.errors import UsageError
from corpus.model import Document, Metadata, Passage, Reading
from index.collection import Collection
from index.fuse import Fusion
from index.lexical import WEIGHTS, postings_of
from index.retrieve import USUAL, Tuning

_SWITCH = {"on": True, "off": False}
KNOWN = (
    "encoder=NAME",
    "fusion=rrf|lexical|semantic|0.0-1.0",
    "expansions=on|off",
    "thesaurus=on|off",
    "spelling=on|off",
    "boosts=on|off",
    "fields=on|off",
    "headings=on|off",
    "passages=sentence-splitter",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A way of searching: `encoder`, `splitter` and `headings` ask for another index, the tuning does not.

    Without `headings`, the vector of a passage is that of its own text alone.
    """

    name: str
    encoder: str | None = None
    splitter: bool = False
    headings: bool = True
    tuning: Tuning = USUAL


def parse_variant(text: str) -> Variant:
    """Return the variant that some settings describe, parted by commas.

    Raises:
        UsageError: a setting is not known, or has a value that does not fit.
    """
    variant = Variant(name=text)
    for setting in text.split(","):
        name, _, value = setting.strip().partition("=")
        try:
            variant = _SETTINGS[name](variant, value)
        except (KeyError, ValueError) as error:
            raise UsageError("usage.variant", value=setting, known=", ".join(KNOWN)) from error
    return variant


@contextmanager
def varied(collection: Collection, variant: Variant) -> Iterator[Collection]:
    """Give a collection of the same documents that is searched as the variant says; the first is left as it was."""
    if variant.encoder is None and not variant.splitter and variant.headings:
        before, collection.tuning = collection.tuning, variant.tuning
        try:
            yield collection
        finally:
            collection.tuning = before
        return
    with (
        tempfile.TemporaryDirectory(prefix="repere-eval-", ignore_cleanup_errors=True) as home,
        Collection.open(Path(home), variant.encoder or collection.card().encoder) as copy,
    ):
        _copy(collection, copy, _split if variant.splitter else None, headings=variant.headings)
        copy.tuning = variant.tuning
        yield copy


def _copy(
    source: Collection, target: Collection, cut: Callable[[Document], tuple[Passage, ...]] | None, *, headings: bool
) -> None:
    """Put every document of a collection into another one, cut otherwise where that is asked for."""
    catalogue = source.catalogue
    target.card()
    for file in catalogue.source_files().values():
        if not file.document_id:
            continue
        document = catalogue.documents([file.document_id])[file.document_id]
        passages = cut(document) if cut else tuple(catalogue.passages_of(file.document_id))
        sections = tuple(catalogue.sections(file.document_id))
        texts = [passage.embedding_text if headings else passage.text for passage in passages]
        vectors = target.encoder.encode_passages(texts)
        indexed = [
            Indexed(vector=vector, postings=postings_of(document, passage))
            for vector, passage in zip(vectors, passages, strict=True)
        ]
        reading = Reading(document=document, sections=sections, passages=passages)
        target.catalogue.put(file, reading, indexed, Metadata())


def _split(document: Document) -> tuple[Passage, ...]:
    """Return the passages that LlamaIndex's default splitter makes: 1,024 tokens, 200 of them shared."""
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document as LlamaDocument
    from llama_index.core.schema import TextNode

    from corpus.model import Locator

    passages: list[Passage] = []
    for node in SentenceSplitter()([LlamaDocument(text=document.text)]):
        if not isinstance(node, TextNode) or node.start_char_idx is None or node.end_char_idx is None:
            continue
        start, end = node.start_char_idx, node.end_char_idx
        text = document.text[start:end]
        passages.append(
            Passage(
                document_id=document.document_id,
                start=start,
                end=end,
                text=text,
                heading_path=(),
                locator=Locator(kind="section", value=document.title),
                embedding_text=f"\n{text}",
                kind=document.kind,
                regions=document.regions,
                date=document.date,
            )
        )
    return tuple(passages)


def _with_encoder(variant: Variant, value: str) -> Variant:
    if not value:
        raise ValueError
    return replace(variant, encoder=value)


def _with_fusion(variant: Variant, value: str) -> Variant:
    def changed(fusion: Fusion) -> Fusion:
        if value == "rrf":
            return replace(fusion, lexical=0.5, semantic=0.5, by_rank=True)
        lexical = {"lexical": 1.0, "semantic": 0.0}.get(value)
        lexical = float(value) if lexical is None else lexical
        if not 0.0 <= lexical <= 1.0:
            raise ValueError
        return replace(fusion, lexical=lexical, semantic=1.0 - lexical)

    tuning = variant.tuning
    return replace(variant, tuning=replace(tuning, french=changed(tuning.french), english=changed(tuning.english)))


def _with_expansions(variant: Variant, value: str) -> Variant:
    return replace(variant, tuning=replace(variant.tuning, expansions=_SWITCH[value]))


def _with_thesaurus(variant: Variant, value: str) -> Variant:
    return replace(variant, tuning=replace(variant.tuning, thesaurus=_SWITCH[value]))


def _with_boosts(variant: Variant, value: str) -> Variant:
    if _SWITCH[value]:
        return variant

    def bare(fusion: Fusion) -> Fusion:
        return replace(fusion, region=0.0, elsewhere=0.0, year=0.0, kind=0.0, series=0.0)

    tuning = variant.tuning
    return replace(variant, tuning=replace(tuning, french=bare(tuning.french), english=bare(tuning.english)))


def _with_fields(variant: Variant, value: str) -> Variant:
    fields = WEIGHTS if _SWITCH[value] else (1.0, 1.0, 1.0)
    return replace(variant, tuning=replace(variant.tuning, fields=fields))


def _with_headings(variant: Variant, value: str) -> Variant:
    return replace(variant, headings=_SWITCH[value])


def _with_spelling(variant: Variant, value: str) -> Variant:
    return replace(variant, tuning=replace(variant.tuning, spelling=_SWITCH[value]))


def _with_passages(variant: Variant, value: str) -> Variant:
    if value != "sentence-splitter":
        raise ValueError
    return replace(variant, splitter=True)


_SETTINGS: dict[str, Callable[[Variant, str], Variant]] = {
    "encoder": _with_encoder,
    "fusion": _with_fusion,
    "expansions": _with_expansions,
    "thesaurus": _with_thesaurus,
    "boosts": _with_boosts,
    "fields": _with_fields,
    "headings": _with_headings,
    "spelling": _with_spelling,
    "passages": _with_passages,
}
