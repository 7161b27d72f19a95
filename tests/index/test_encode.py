"""The encoder: its two ways of reading one model agree, and nothing it needs is missing in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.errors import StoreError
from evals.run import SHIPPED
from index import cores
from index.cores import BATCH, cores_of, spread
from index.encode import EMBEDDED, FOLDER, ONNX, PASSAGE_FILES, TOKENIZER, EmbeddedEncoder, Encoder, load_encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from index.collection import Collection

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = (
    "La municipalité adopte une politique de développement social.",
    "Le plan d'action en itinérance prévoit douze mesures d'ici 2027.",
    "Qui est responsable de l'accueil des personnes réfugiées?",
    "Le comité se réunit quatre fois par année à l'hôtel de ville.",
    "Les organismes communautaires reçoivent un soutien financier annuel.",
    "Quel budget est réservé au logement abordable?",
    "Une personne sur cinq vit sous le seuil de faible revenu dans la MRC.",
    "L'insécurité alimentaire touche surtout les familles monoparentales.",
    "Le transport collectif rural dessert maintenant neuf villages.",
    "Comment consulter les aînés avant de modifier un règlement?",
    "La bibliothèque offre des ateliers de littératie numérique.",
    "L'école et le quartier partagent le gymnase les soirs de semaine.",
    "Le taux de chômage régional s'établissait à 5,4 % en 2018.",
    "Un agent de milieu accompagne les jeunes de 12 à 17 ans.",
    "La politique familiale a été révisée en octobre 2014.",
    "Les élus reconnaissent le droit à la participation citoyenne.",
    "Des logements sociaux seront construits sur l'ancien terrain du couvent.",
    "Le portrait de la population repose sur le recensement de 2021.",
    "Que prévoit le cadre de référence pour la sécurité urbaine?",
    "La table de concertation réunit vingt-trois partenaires.",
    "Le camp de jour accepte les enfants ayant des besoins particuliers.",
    "Une halte-répit ouvre ses portes aux proches aidants.",
    "La ville réduit les obstacles à l'accessibilité universelle.",
    "Les jardins collectifs occupent trois parcs municipaux.",
    "Quelles régions ont déjà un plan de lutte contre la pauvreté?",
    "Le bilan annuel est déposé au conseil en mars.",
    "L'ÉPTC et le CIUSSS signent une entente de partage de données.",
    "Les nouveaux arrivants suivent un parcours d'intégration de six mois.",
    "La mesure 14 vise les personnes seules de plus de 65 ans.",
    "Le webinaire a rejoint 140 participants de toute la province.",
    "Œuvrer ensemble, c'est l'affaire de tous les cœurs du quartier.",
    "Un fonds d'urgence couvre les frais de réinstallation après une inondation.",
    "L'évaluation montre une baisse des signalements depuis deux ans.",
    "Le règlement sur le bruit s'applique de 22 h à 7 h.",
    "Aucune donnée n'est disponible pour les communautés autochtones.",
    "Les commerces du centre-ville affichent leur engagement inclusif.",
    "Où trouver le formulaire de demande de subvention?",
    "La cuisine collective prépare mille repas par mois.",
    "La stratégie régionale s'appuie sur quatre axes d'intervention.",
    "Les résultats seront rendus publics « dès que possible ».",
    "La médiation sociale prévient les conflits entre voisins.",
    "Le service de police délègue deux agents au comité.",
    "Les personnes handicapées disposent d'un transport adapté gratuit.",
    "Une vignette facilite le stationnement des soignants à domicile.",
    "The municipality supports community organisations with yearly grants.",
    "Which measures address homelessness among young people?",
    "Affordable housing is the first priority of the regional plan.",
    "The committee published its report in June 2022.",
    "Older adults were consulted before the policy was adopted.",
    "Food banks have seen demand double since the pandemic.",
)
LONG = " ".join(f"Le paragraphe {number} parle de logement et de concertation." for number in range(250))
QUERY_FILES = (TOKENIZER, ONNX)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EMBEDDED)


@pytest.fixture(scope="module")
def reference(encoder: Encoder) -> SentenceTransformer:
    """Return the embedded model as sentence-transformers reads it by itself, in float32."""
    encoder.encode_passages(["Les bibliothèques sont déjà chargées, sans bruit."])
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)


def cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    sums: NDArray[np.float32] = np.sum(left * right, axis=1)
    return sums


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run some Python from the project's root, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_sentences_are_fifty_and_differ() -> None:
    assert len(set(SENTENCES)) == 50


def test_queries_agree_with_sentence_transformers(encoder: Encoder, reference: SentenceTransformer) -> None:
    expected = reference.encode(list(SENTENCES), show_progress_bar=False)
    found = cosines(encoder.encode_queries(SENTENCES), expected)
    assert found.mean() >= 0.99
    assert found.min() >= 0.98


def test_passages_agree_with_sentence_transformers(encoder: Encoder, reference: SentenceTransformer) -> None:
    texts = [*SENTENCES, LONG]
    expected = reference.encode(texts, show_progress_bar=False)
    assert cosines(encoder.encode_passages(texts), expected).min() >= 0.999


def test_the_shipped_precision_ranks_as_well_as_float32(starter: Collection, reference: SentenceTransformer) -> None:
    """Mean nDCG@10 of the semantic ranking over the shipped questions: float32 on both sides gains at most .005."""
    from evals.questions import load_questions
    from evals.retrieval import Holdings

    cases = [case for case in load_questions(SHIPPED["starter"]) if case.answerable and not case.history]
    ids = starter.catalogue.passage_ids()
    texts = [passage.embedding_text for passage in starter.catalogue.passages(ids).values()]
    assert list(starter.catalogue.passages(ids)) == ids
    holdings = Holdings(starter.catalogue)
    golds = [{unit for gold in case.gold for unit in holdings.passages(gold).units} for case in cases]
    questions = [case.question for case in cases]
    shipped = starter.encoder.encode_queries(questions) @ starter.catalogue.vectors(ids).T
    exact = reference.encode(questions, show_progress_bar=False) @ reference.encode(texts, show_progress_bar=False).T
    first, second = (
        np.mean([ndcg(ids, row, gold) for row, gold in zip(rows, golds, strict=True)]) for rows in (shipped, exact)
    )
    assert second > 0.4
    assert second - first <= 0.005  # measured: .634 for what is shipped, .628 in float32


def ndcg(ids: list[str], scores: NDArray[np.float32], gold: set[str], depth: int = 10) -> float:
    """Return the nDCG of a ranking by scores. Source: Järvelin and Kekäläinen, Cumulated Gain, 2002."""
    best = np.argsort(-scores, kind="stable")[:depth]
    gained = sum(1 / np.log2(place + 2) for place, number in enumerate(best) if ids[number] in gold)
    return float(gained / sum(1 / np.log2(place + 2) for place in range(min(depth, len(gold)))))


def test_a_long_query_is_read_as_far_as_a_long_passage(encoder: Encoder, reference: SentenceTransformer) -> None:
    """256 tokens on both sides; the 144 that tokenizer.json asks for would give another vector."""
    tokens = reference.tokenizer.encode(LONG)
    assert len(LONG.split()) >= 2_000
    assert len(tokens) > 256
    beginning = " ".join(LONG.split()[:120])
    assert 144 < len(reference.tokenizer.encode(beginning)) < 256
    ending = " ".join(["Une tout autre affaire : la fanfare joue du Mozart au kiosque."] * 5)
    assert not np.allclose(encoder.encode_query(beginning), encoder.encode_query(f"{beginning} {ending}"), atol=1e-3)
    assert cosines(encoder.encode_queries([LONG]), reference.encode([LONG], show_progress_bar=False)).min() >= 0.98


@pytest.mark.parametrize("texts", [[], ["", " "], list(SENTENCES[: BATCH + 1])])
def test_shapes_and_lengths(encoder: Encoder, texts: list[str]) -> None:
    for vectors in (encoder.encode_passages(texts), encoder.encode_queries(texts)):
        assert vectors.shape == (len(texts), encoder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode_query("Où?").shape == (encoder.dimension,)
    assert (encoder.name, encoder.dimension) == ("repere-encoder-fr-en-v1", 384)


def test_a_text_always_has_the_same_vector(encoder: Encoder) -> None:
    texts = [*SENTENCES[:20], SENTENCES[0]]
    assert np.array_equal(encoder.encode_queries(texts), EmbeddedEncoder().encode_queries(texts))
    assert np.array_equal(encoder.encode_queries(texts)[7], encoder.encode_query(texts[7]))
    passages = encoder.encode_passages(texts)
    assert np.array_equal(passages, encoder.encode_passages(texts))
    assert np.allclose(passages[0], passages[-1], atol=1e-2)


def batches_of(lengths: list[int], *, tokens: bool) -> list[list[int]]:
    """Return the lengths of the texts that are encoded together, in the order in which one core encodes them."""
    texts, seen = [f"{place} {'a' * (length if not tokens else 1)}" for place, length in enumerate(lengths)], []

    def encode(batch: list[str]) -> NDArray[np.float32]:
        seen.append([lengths[int(text.split()[0])] for text in batch])
        return np.asarray([[int(text.split()[0]), 1.0] for text in batch], dtype=np.float32)

    vectors = spread(texts, 2, encode, cores_of(1), lengths=lengths if tokens else None)
    assert np.allclose(vectors[:, 0] / vectors[:, 1], range(len(texts)))
    return seen


def test_batches_are_of_like_length_as_the_model_sees_it() -> None:
    assert batches_of([10, 200, 12, 190, 11, 210, 9, 205], tokens=True) == [[210, 205, 200, 190], [12, 11, 10, 9]]
    assert batches_of([240, 100, 238, 100], tokens=True) == [[240, 238], [100, 100]]
    assert batches_of([8] * 6, tokens=True) == [[8] * 3] * 2  # few texts are shared out
    assert batches_of([5, 90, 20], tokens=False) == [[90, 20, 5]]


def test_batches_cost_the_least_together() -> None:
    chance = np.random.default_rng(5)
    lengths = sorted((int(one) for one in chance.integers(8, 256, 12)), reverse=True)

    def cost(batches: list[list[int]]) -> float:
        return sum(cores.CALL + len(batch) * batch[0] * (1 + batch[0] / cores.LONG) for batch in batches)

    def every(left: list[int]) -> list[list[list[int]]]:
        return [[left[:size], *rest] for size in range(1, min(6, len(left)) + 1) for rest in every(left[size:])] or [[]]

    assert cost(batches_of(lengths, tokens=True)) == pytest.approx(min(map(cost, every(lengths))))


def test_passages_come_back_in_their_order(encoder: Encoder) -> None:
    texts = [sentence * (1 + index % 3) for index, sentence in enumerate(SENTENCES)]
    backwards = encoder.encode_passages(texts[::-1])[::-1]
    assert cosines(encoder.encode_passages(texts), backwards).min() >= 0.999


def test_french_and_english_meet(encoder: Encoder) -> None:
    french, other = encoder.encode_passages([SENTENCES[4], SENTENCES[33]])
    query = encoder.encode_query("financial support for community organisations")
    assert query @ french > query @ other + 0.2


def test_progress_is_told(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode_passages(list(SENTENCES), lambda done, total: told.append((done, total)))
    assert len(told) > 2
    assert told == sorted(set(told))
    assert told[-1] == (50, 50)


def test_threads_share_one_encoder() -> None:
    encoder = load_encoder(EMBEDDED)
    vectors: dict[int, NDArray[np.float32]] = {}

    def work(index: int) -> None:
        vectors[index] = encoder.encode_query(SENTENCES[index])

    threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.array_equal(np.stack([vectors[index] for index in range(8)]), encoder.encode_queries(SENTENCES[:8]))


def test_a_query_loads_no_torch_and_says_nothing() -> None:
    run = python(
        "import sys\n"
        "from index.encode import EMBEDDED, load_encoder\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnxruntime', 'tokenizers'}\n"
        "assert not heavy & set(sys.modules)\n"
        "load_encoder(EMBEDDED).encode_query('Où trouver le plan?')\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    assert (run.stderr, run.stdout.split()) == ("", ["onnxruntime", "tokenizers"])


def test_passages_are_encoded_without_a_word_and_without_the_network() -> None:
    run = offline("from index.encode import *; load_encoder(EMBEDDED).encode_passages(['Un passage.'])")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_absent_models_are_said_without_a_try_on_the_network() -> None:
    names = ["intfloat/multilingual-e5-small", "./nulle-part", "/nulle/part"]
    run = offline(
        "from corpus.errors import StoreError\n"
        "from index.encode import load_encoder\n"
        f"for name in {names!r}:\n"
        "    try:\n"
        "        load_encoder(name)\n"
        "    except StoreError as error:\n"
        "        print(error)\n"
    )
    assert run.stdout.splitlines() == [f"encoder.absent(name={name})" for name in names]
    assert run.stderr == ""


def offline(code: str) -> subprocess.CompletedProcess[str]:
    """Run some Python in a process that ends when it tries the network."""
    refuse = (
        "import huggingface_hub, socket, sys\n"
        "def refuse(*_):\n"
        "    sys.exit('the network was tried')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
    )
    return python(refuse + code, HF_HUB_OFFLINE="")


def test_a_folder_that_is_no_such_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"encoder\.absent"):
        load_encoder(str(tmp_path))


def test_a_model_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "model")
    os.truncate(folder / "model.safetensors", 1_000_000)
    with pytest.raises(StoreError, match=r"encoder\.unusable") as caught:
        load_encoder(str(folder))
    assert caught.value.values["name"] == str(folder)


def test_another_model_is_used_from_its_folder(encoder: Encoder, tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "mon-modele")
    other = load_encoder(str(folder))
    assert other.name.startswith("mon-modele@")
    assert other.dimension == 384
    assert cosines(other.encode_passages(SENTENCES), encoder.encode_passages(SENTENCES)).min() >= 0.999
    assert cosines(other.encode_queries(SENTENCES), encoder.encode_queries(SENTENCES)).mean() >= 0.99
    assert other.encode_query("Où?").shape == (384,)
    assert other.encode_queries([]).shape == (0, 384)


def test_the_name_of_a_folder_follows_its_weights(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "modele")
    moved = shutil.copytree(FOLDER, tmp_path / "ailleurs" / "modele")
    assert load_encoder(str(folder)).name == load_encoder(str(moved)).name
    weights = np.fromfile(moved / "model.safetensors", dtype=np.uint8)
    weights[100_000::2] ^= 1  # every weight by its last bit; the header stays
    weights.tofile(moved / "model.safetensors")
    assert load_encoder(str(folder)).name != load_encoder(str(moved)).name


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _copy(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(FOLDER / name, folder / name)


@pytest.mark.parametrize("damage", [Path.unlink, _truncate, _garble])
@pytest.mark.parametrize("name", [*QUERY_FILES, "model.safetensors"])
def test_a_damaged_file_is_said(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    passages = name not in QUERY_FILES
    for needed in ("SHA256SUMS", *(PASSAGE_FILES if passages else QUERY_FILES)):
        _copy(needed, tmp_path)
    damage(tmp_path / name)
    encoder = EmbeddedEncoder(tmp_path)
    with pytest.raises(StoreError, match=r"encoder\.damaged") as caught:
        encoder.encode_passages(["Un passage."]) if passages else encoder.encode_query("Où?")
    assert caught.value.values == {"path": str(tmp_path / name)}


def test_missing_sums_are_damage(tmp_path: Path) -> None:
    for name in QUERY_FILES:
        _copy(name, tmp_path)
    with pytest.raises(StoreError, match=r"encoder\.damaged"):
        EmbeddedEncoder(tmp_path).encode_query("Où?")


def test_the_sums_cover_every_file_that_is_read() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text("ascii").splitlines()
    assert {line.split()[1] for line in lines} == {*QUERY_FILES, *PASSAGE_FILES}
