"""LlamaIndex's retriever interface over our retrieval: what the peers' query engines can be given."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.model import Filters, Hit
from index.retrieve import Retriever


class RepereRetriever(BaseRetriever):
    """Gives a LlamaIndex query engine our hits as nodes; a node's id is the passage's."""

    def __init__(self, retriever: Retriever, k: int = 10, filters: Filters = Filters()) -> None:
        self._searcher = retriever
        self._k = k
        self._filters = filters
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        results = self._searcher.search(query_bundle.query_str, k=self._k, filters=self._filters)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in results.hits]


def _node(hit: Hit) -> TextNode:
    metadata = {
        "document_id": hit.document.document_id,
        "source": hit.document.source,
        "title": hit.document.title,
        "date": hit.passage.date,
        "heading_path": " > ".join(hit.passage.heading_path),
        "locator": hit.passage.locator.value,
    }
    return TextNode(
        id_=hit.passage.passage_id,
        text=hit.passage.text,
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=["document_id", "source", "heading_path", "locator"],
    )
