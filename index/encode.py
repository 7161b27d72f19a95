"""Text becomes a unit vector. The only file that knows sentence-transformers and onnxruntime.

The embedded encoder answers a question through onnxruntime (int8, a few milliseconds, no torch), and encodes
passages through sentence-transformers. Both read `encoder/`, whose `SHA256SUMS` says what its files must be.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError
from index.cores import Cores, Progress, cores_of, no_vectors, spread, unit, usable_cores

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

EMBEDDED = "repere-encoder-fr-en-v1"
SERVER_PREFIX = "openai:"
FOLDER = Path(__file__).parent / "encoder"
MAX_TOKENS = 256
"""Tokens of a text that the embedded encoder reads, as its card says; tokenizer.json still carries 144."""
COUNTED = 64
"""Texts whose tokens are held at once, to be counted."""

TOKENIZER, ONNX = "tokenizer.json", "onnx/model.onnx"
PASSAGE_FILES = (
    "1_Pooling/config.json",
    "2_Normalize/config.json",
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    TOKENIZER,
    "tokenizer_config.json",
)

_Loaded = TypeVar("_Loaded")


class Encoder(Protocol):
    """What turns passages and questions into unit vectors of one space. Its methods may be called from any thread."""

    @property
    def name(self) -> str:
        """The model and its revision: two encoders of one name give the same vectors."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return the unit vectors of passages: (n, dimension) float32, in the order of the texts."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question or a sentence: (dimension,) float32."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what `encode_query` gives for each text: (n, dimension) float32."""


def load_encoder(name_or_path: str, *, allow_download: bool = False) -> Encoder:
    """Return the embedded encoder by its name, a server's model, or any sentence-transformers model.

    A sentence-transformers model is named by its folder or its name; `openai:MODEL@http://HOST:PORT/v1` is a server
    that speaks OpenAI's protocol. The embedded one reads its files at its first use; another is read here. Nothing
    is fetched from the network unless `allow_download`. Code that comes with a model is never run, and weights
    are safetensors.

    Raises:
        StoreError: the model is not on this machine (`encoder.absent`) or cannot be used (`encoder.unusable`), which
            is also said of a server that does not answer.
    """
    if name_or_path == EMBEDDED:
        return EmbeddedEncoder()
    if name_or_path.startswith(SERVER_PREFIX):
        from index.embedding_server import ServerEncoder

        return ServerEncoder(name_or_path)
    return LibraryEncoder(name_or_path, allow_download=allow_download)


class EmbeddedEncoder:
    """The encoder that comes with Repère: French and English, 384 dimensions, texts cut at 256 tokens.

    Each core encodes questions, sentences and passages of its own.

    Raises:
        StoreError: at its first use, a file of the folder is missing or damaged (`encoder.damaged`).
    """

    name = EMBEDDED
    dimension = 384

    def __init__(self, folder: Path = FOLDER) -> None:
        self._tokenizer = _Once(lambda: _tokenizer(folder))
        self._queries = _Once(lambda: _QuerySession(folder, self._tokenizer.get()))
        self._sentences = cores_of(usable_cores())
        self._passages = _Once(lambda: _load_passage_model(folder))

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return the unit vectors of passages: (n, 384) float32, in the order of the texts."""
        if not texts:
            return no_vectors(self.dimension)
        model = self._passages.get()

        def encode(batch: list[str]) -> NDArray[np.float32]:
            vectors: NDArray[np.float32] = model.encode(batch, batch_size=len(batch), show_progress_bar=False)
            return vectors

        lengths = _token_counts(self._tokenizer.get(), texts)
        return spread(texts, self.dimension, encode, _CORES.get(), progress, lengths)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question or a sentence: (384,) float32."""
        return self._queries.get().encode(text)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what `encode_query` gives for each text: (n, 384) float32.

        Each by itself: int8 scales its activations over a whole batch, so that a batch would change each
        vector (cosine down to .985 with the same text alone) without being quicker (86 against 94 a second).
        """
        if not texts:
            return no_vectors(self.dimension)
        return np.stack(list(self._sentences.threads.map(self._queries.get().encode, texts)))


class LibraryEncoder:
    """Any sentence-transformers model, with the prompts it declares for questions and for documents.

    One thread encodes: not every model, nor every graphics card, bears several.

    Raises:
        StoreError: the model is not on this machine (`encoder.absent`) or cannot be used (`encoder.unusable`).
    """

    def __init__(self, name_or_path: str, *, allow_download: bool = False) -> None:
        self._model, self.name = _load_library_model(name_or_path, allow_download)
        self.dimension = _dimension(self._model, name_or_path)
        self._alone = cores_of(1)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return the unit vectors of passages: (n, dimension) float32, in the order of the texts."""

        def encode(batch: list[str]) -> NDArray[np.float32]:
            vectors: NDArray[np.float32] = self._model.encode_document(batch, show_progress_bar=False)
            return vectors

        return spread(texts, self.dimension, encode, self._alone, progress)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question or a sentence: (dimension,) float32."""
        vector: NDArray[np.float32] = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of short texts: (n, dimension) float32."""

        def encode(batch: list[str]) -> NDArray[np.float32]:
            vectors: NDArray[np.float32] = self._model.encode_query(batch, show_progress_bar=False)
            return vectors

        return spread(texts, self.dimension, encode, self._alone)


class _Once(Generic[_Loaded]):
    """Something loaded at its first use, once, whatever the number of threads."""

    def __init__(self, load: Callable[[], _Loaded]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def get(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


class _QuerySession:
    """The int8 model under onnxruntime, mean pooling and L2 norm done here."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        model = _checked(folder, ONNX)
        import onnxruntime

        self._tokenizer = tokenizer
        onnxruntime.set_default_logger_severity(3)  # errors: without a graphics card it warns that there is none
        options = onnxruntime.SessionOptions()
        # A second thread gains a millisecond on fifteen tokens, and spins into what comes next: the search for words.
        options.intra_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def encode(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        tokens: NDArray[np.float32] = self._session.run(["last_hidden_state"], inputs)[0][0]  # (tokens, 384)
        return unit(tokens.mean(axis=0, dtype=np.float32))


def _tokenizer(folder: Path) -> Tokenizer:
    """Return what cuts a text in tokens, for any thread: sentence-transformers changes its own at each padding."""
    content = _checked(folder, TOKENIZER)
    # Repère starts other processes after this; the tokenizer would warn of it on stderr.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _token_counts(tokenizer: Tokenizer, texts: Sequence[str]) -> list[int]:
    """Return the number of tokens of each text; other threads go on meanwhile, as they do not with a single one."""
    return [
        len(one)
        for start in range(0, len(texts), COUNTED)
        for one in tokenizer.encode_batch_fast(list(texts[start : start + COUNTED]))
    ]


def _load_passage_model(folder: Path) -> SentenceTransformer:
    for name in PASSAGE_FILES:
        _checked(folder, name)
    prepare_library(allow_download=False)
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"dtype": _precision(), "use_safetensors": True},  # float16 on disk
    )
    model[0].register_forward_hook(_in_float32)
    model.encode(["a", "b"], show_progress_bar=False)  # sets how its tokenizer pads and cuts, before threads share it
    return model


def _cores() -> Cores:
    """Return the threads that encode passages, one a batch: as many as torch would have taken for a single one.

    Threads that share a batch wait for each other at every layer, and spin. On two cores that other programs use too,
    201 passages took 32 to 50 s so, of 15 to 20 s of processor time; 8 to 12 s, of 5, with a batch for each.
    """
    import torch

    count = torch.get_num_threads()
    torch.set_num_threads(1)
    return cores_of(count)


_CORES = _Once(_cores)


def _precision() -> torch.dtype:
    """Return the arithmetic for passages: bfloat16 where the processor multiplies it natively, else float32.

    It is asked of the processor, never timed, so that one machine always gives the same vectors. The weights are
    brought to it once, at loading: under autocast, casting them and each activation was two fifths of the time.
    Processor time of 201 passages with `avx512_bf16` (AMD EPYC, 2 cores): float32 1, autocast .77, this .60; cosine
    with float32 at least .99996. Without native support bfloat16 is emulated, and slower.
    """
    import torch

    processor = torch.cpu.get_capabilities()
    return torch.bfloat16 if processor.get("amx_bf16") or processor.get("avx512_bf16") else torch.float32


def _in_float32(_module: object, _inputs: object, found: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return what a transformer gives with its tokens' vectors in float32: 256 of them are summed after this."""
    return found | {"token_embeddings": found["token_embeddings"].float()}


def _load_library_model(name_or_path: str, allow_download: bool) -> tuple[SentenceTransformer, str]:
    """Return a model, and its name with its revision.

    Raises:
        StoreError: `encoder.absent` or `encoder.unusable`.
    """
    folder = Path(name_or_path).expanduser()
    if not folder.is_dir() and (folder.is_absolute() or name_or_path.startswith((".", "~"))):
        raise StoreError("encoder.absent", name=name_or_path)
    prepare_library(allow_download)
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.util import is_sentence_transformer_model

    source = str(folder) if folder.is_dir() else name_or_path
    try:
        # Without modules.json the library would make up a pooling, and the vectors would mean little.
        if not is_sentence_transformer_model(source, local_files_only=not allow_download):
            raise StoreError("encoder.absent", name=name_or_path)
        model = SentenceTransformer(
            source,
            local_files_only=not allow_download,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except StoreError:
        raise
    except Exception as error:  # the library and the hub's client raise whatever they met
        raise StoreError("encoder.unusable", name=name_or_path, reason=first_line(error)) from error
    if folder.is_dir():
        return model, f"{folder.resolve().name}@{_fingerprint(folder)}"
    commit = getattr(getattr(model[0], "config", None), "_commit_hash", None)
    return model, f"{name_or_path}@{commit[:12]}" if commit else name_or_path


def _dimension(model: SentenceTransformer, name: str) -> int:
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise StoreError("encoder.unusable", name=name, reason="no fixed dimension")
    return int(dimension)


def prepare_library(allow_download: bool) -> None:
    """Keep the libraries off the network and off stderr."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if not allow_download:
        # An absent model would cost 25 tries and 70 s; `local_files_only` alone does not prevent them.
        os.environ["HF_HUB_OFFLINE"] = "1"
        from huggingface_hub import constants

        constants.HF_HUB_OFFLINE = True  # the client reads the environment at its import, and Gradio imports it too
    import logging

    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers types only a part
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)


def _checked(folder: Path, name: str) -> bytes:
    """Return a file of the embedded encoder, once it is known to be what `SHA256SUMS` says.

    A garbled weight would load, and give poor vectors without an error.

    Raises:
        StoreError: `encoder.damaged`: the file is missing or is another.
    """
    path = folder / name
    try:
        lines = [line.split() for line in (folder / "SHA256SUMS").read_text("ascii").splitlines()]
        sums = {listed: digest for digest, listed in lines}
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise StoreError("encoder.damaged", path=str(path)) from error
    if hashlib.sha256(content).hexdigest() != sums.get(name):
        raise StoreError("encoder.damaged", path=str(path))
    return content


def _fingerprint(folder: Path) -> str:
    """Return 12 hexadecimal digits that change with a model's files, without reading gigabytes.

    Of each file: its name, its size, and 16 stretches of 64 KiB from its beginning to its end; training a
    model further changes almost every weight.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            for part in range(16):
                file.seek(max(0, size - 65_536) * part // 15)
                digest.update(file.read(65_536))
    return digest.hexdigest()[:12]


def first_line(error: Exception) -> str:
    """Return what an error says first, or its name where it says nothing."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
