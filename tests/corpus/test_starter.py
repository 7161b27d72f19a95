"""The starter collection: well-formed documents whose facts are their sources' and whose sentences are ours.

The sources are not part of the project. Where they are absent, the checks against them are skipped, and
the planted documents at the end, which bring sources of their own, still show that each check can fail.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from corpus.model import KINDS
from corpus.reading import read_file

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "corpus" / "starter"
GLOSSARY = ROOT / "corpus" / "data" / "glossary.tsv"
SEEDS = ROOT.parent / "shared" / "seeds"

DOCUMENTS = sorted(path for path in STARTER.iterdir() if path.name != "LICENCE")
MARKDOWN = [path for path in DOCUMENTS if path.suffix == ".md"]
MADE = [path for path in DOCUMENTS if path.suffix != ".md"]
"""Documents in formats without a front matter: Word, PowerPoint, PDF, captions."""
FORMATS = {".docx": 2, ".pptx": 1, ".pdf": 2, ".vtt": 2, ".md": 16}
"""The fewest documents of each format."""
ORGANISATION = "Repère (synthèse)"
LICENCE = "CC BY 4.0"
KEYS = ("title", "organisation", "kind", "regions", "date", "language", "licence", "source_url", "seeds")
REQUIRED = {"title", "organisation", "kind", "language", "licence", "seeds"}
WORDS = range(200, 601)
AUTHOR = "Les contributeurs de Repère"
MOST_BYTES = 100_000
MACHINE = re.compile(rb"/(?:tmp|home|root|Users)/|[A-Z]:\\Users")
"""Bytes of a file that name a folder of the machine it was made on."""
TERRITORIES = (
    "01-bas-saint-laurent",
    "03-capitale-nationale",
    "04-mauricie",
    "05-estrie",
    "07-outaouais",
    "08-abitibi-temiscamingue",
    "09-cote-nord",
    "10-nord-du-quebec",
    "11-gaspesie-iles-de-la-madeleine",
    "12-chaudiere-appalaches",
    "13-laval",
    "14-lanaudiere",
    "15-laurentides",
    "16-monteregie-est",
    "16-vallee-du-haut-saint-laurent",
    "17-centre-du-quebec",
)
"""The territories of the Tour du Québec 2014/2015."""
SHARED_WORDS = 8

# Names that cannot be said otherwise. Everything else must be in our own words.
TITLE, BODY = "title of a source, which its synthesis must name", "proper name of a body"
ALLOWED_NAMES = {
    "Communauté ouverte et solidaire pour un monde outillé, scolarisé et en santé": "what COSMOSS stands for",
    "Commission de Développement social, Égalité des chances et Cohésion territoriale": BODY,
    "régie régionale de la santé et des services sociaux": BODY,
    "ministère de l'Emploi et de la Solidarité sociale": BODY,
    "conseil régional des partenaires du marché du travail": BODY,
    "Tour du Québec 2014/2015 - Portrait des démarches régionales de développement social au Québec": TITLE,
    "Démarche d'élaboration de la Politique régionale de développement social de Laval": TITLE,
    "Mise en œuvre du plan d'action de la Politique de développement social de Laval": TITLE,
    "Cadre de référence en matière de développement social pour la région de la Mauricie": TITLE,
    "Développement social région de la Mauricie, Plan d'action 2003-2004": TITLE,
    "La collaboration régionale et municipale en développement social": TITLE,
}

LAVAL, WEBINAR_LAVAL, TOUR, MAURICIE, WEBINAR = (
    "000_da52b11ec205763f.txt",
    "001_393d6aae97dab360.txt",
    "002_55e889c9c50ef72a.txt",
    "003_76b68de77053bf7a.txt",
    "004_e7fe15914e72cbe6.txt",
)
EXPECTED: dict[str, dict[str, object]] = {
    "demarches-regionales-en-2014.pptx": {
        "title": "Présentation : les démarches régionales de développement social en 2014",
        "kind": "présentation",
        "regions": [],
        "date": "2014-10-01",
        "seeds": [TOUR],
    },
    "faire-une-politique-locale.pdf": {
        "title": "Guide : faire une politique locale de développement social",
        "kind": "guide",
        "regions": [],
        "date": None,
        "seeds": [LAVAL, WEBINAR_LAVAL, TOUR, MAURICIE, WEBINAR],
    },
    "laval-plan-d-action.docx": {
        "title": "Laval : le plan d'action en développement social",
        "kind": "plan d'action",
        "regions": ["Laval"],
        "date": None,
        "seeds": [LAVAL, WEBINAR_LAVAL],
    },
    "mauricie-cadre-de-reference-2001.pdf": {
        "title": "Mauricie : le cadre de référence de 2001 en développement social",
        "kind": "cadre de référence",
        "regions": ["Mauricie"],
        "date": "2001-04",
        "seeds": [MAURICIE],
    },
    "mauricie-plan-d-action-2003-2004.docx": {
        "title": "Mauricie : le plan d'action 2003-2004 en développement social",
        "kind": "plan d'action",
        "regions": ["Mauricie"],
        "date": "2003-10-09",
        "seeds": [MAURICIE],
    },
    "webinaire-collaboration-regionale-et-municipale.vtt": {
        "title": "Webinaire : régions et municipalités, comment collaborer",
        "kind": "notes de webinaire",
        "regions": [],
        "date": None,
        "seeds": [WEBINAR],
    },
    "webinaire-mise-en-oeuvre-laval.vtt": {
        "title": "Webinaire : mettre en œuvre le plan d'action de Laval",
        "kind": "notes de webinaire",
        "regions": ["Laval"],
        "date": None,
        "seeds": [WEBINAR_LAVAL],
    },
}
"""What each made document is about, and the seeds its facts come from."""

MONTHS = {
    name: number
    for number, name in enumerate(
        (
            "janvier",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "decembre",
        ),
        start=1,
    )
}
NUMBER_WORDS = {
    name: str(number)
    for number, name in enumerate(
        (
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
            "treize",
            "quatorze",
        ),
        start=2,
    )
}
FRENCH_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:er)?\s+)?(?P<month>{'|'.join(MONTHS)})\b(?:\s+(?P<year>\d{{4}})\b)?"
)
ISO_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d{2}))?\b(?!-)")
NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>)\]*;]+[\w/]")

Date = tuple[str, int, str]  # year, month, day; "" where the text does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The numbers (digits only), dates and web addresses of a text."""

    numbers: frozenset[str]
    dates: frozenset[Date]
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesis:
    """One document of the collection: its front matter, the line that names its source, and its text."""

    name: str
    front: dict[str, object]
    title: str
    source_line: str
    text: str


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, ligatures opened."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain(text: str) -> str:
    """Return `text` with ordinary blanks alone."""
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Return the folded words of `text`, markup and punctuation dropped."""
    return re.findall(r"[a-z0-9]+", fold(re.sub(r"<[^>]+>", " ", text)))


def runs(sequence: list[str]) -> set[tuple[str, ...]]:
    """Return every run of `SHARED_WORDS` consecutive words."""
    return {tuple(sequence[at : at + SHARED_WORDS]) for at in range(len(sequence) - SHARED_WORDS + 1)}


def without_allowed_names(text: str) -> str:
    """Return the folded words of `text`, each allowed name replaced by a bar that no source holds."""
    joined = f" {' '.join(words(text))} "
    for name in sorted(ALLOWED_NAMES, key=len, reverse=True):
        joined = joined.replace(f" {' '.join(words(name))} ", " | ")
    return joined


def facts_of(text: str) -> Facts:
    """Read the facts of `text`. A date's day and month are not numbers of their own; its year is."""
    addresses = frozenset(ADDRESS.findall(text))
    rest = fold(ADDRESS.sub(" ", text))
    dates: set[Date] = set()
    numbers: set[str] = set()
    for match in ISO_DATE.finditer(rest):
        dates.add((match["year"], int(match["month"]), (match["day"] or "").lstrip("0")))
    rest = ISO_DATE.sub(lambda match: f" {match['year']} ", rest)
    for match in FRENCH_DATE.finditer(rest):
        if match["day"] or match["year"]:
            dates.add((match["year"] or "", MONTHS[match["month"]], (match["day"] or "").lstrip("0")))
    rest = FRENCH_DATE.sub(lambda match: f" {match['year'] or ''} ", rest)
    for number in NUMBER.findall(rest):
        numbers.add(re.sub(r"[ \u00a0\u202f]", "", number))
    return Facts(numbers=frozenset(numbers), dates=frozenset(dates), addresses=addresses)


def told(date: Date, known: frozenset[Date]) -> bool:
    """Say whether a known date is `date`, or a more precise one."""
    return any(date[1] == other[1] and date[0] in ("", other[0]) and date[2] in ("", other[2]) for other in known)


def missing_facts(text: str, source: str) -> list[str]:
    """Return the facts of `text` that `source` does not hold; a source may write a number in letters."""
    here, there = facts_of(text), facts_of(source)
    spelled = {NUMBER_WORDS[word] for word in words(source) if word in NUMBER_WORDS}
    return [
        *sorted(f"number {number}" for number in here.numbers - there.numbers - spelled),
        *sorted(f"date {date}" for date in here.dates if not told(date, there.dates)),
        *sorted(f"address {address}" for address in here.addresses if address not in source),
    ]


def read(path: Path) -> Synthesis:
    """Read one document; a part that is not there is empty."""
    return read_markdown(path) if path.suffix == ".md" else read_made(path)


def read_made(path: Path) -> Synthesis:
    """Read a document without a front matter as Repère reads it, its front matter the one expected."""
    front = EXPECTED.get(path.name, {})
    title, *lines = read_file(path, path.read_bytes()).document.text.split("\n")
    sources = [line for line in lines if re.match(r"Source\s:\s", line)]
    ours = [line for line in lines if line not in sources and f"licence {LICENCE}." not in plain(line)]
    return Synthesis(
        name=path.stem,
        front=front,
        title=title,
        source_line=sources[0] if len(sources) == 1 else "",
        text="\n".join(ours),
    )


def read_markdown(path: Path) -> Synthesis:
    """Read one Markdown document."""
    parts = re.fullmatch(
        r"---\n(?P<front>.*?)\n---\n\n# (?P<title>[^\n]+)\n\n(?P<source>\*D'après\u00a0: [^\n]+\*\n)?(?P<text>.*)",
        path.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    if parts is None:
        return Synthesis(name=path.stem, front={}, title="", source_line="", text="")
    front = yaml.safe_load(parts["front"])
    return Synthesis(
        name=path.stem,
        front=front if isinstance(front, dict) else {},
        title=parts["title"],
        source_line=(parts["source"] or "").strip(),
        text=parts["text"],
    )


def strings(value: object) -> list[str]:
    """Return a front-matter list of strings, or nothing when it is anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def glossary_rows() -> list[dict[str, str]]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def official_regions() -> set[str]:
    return {row["term_fr"] for row in glossary_rows() if row["kind"] == "region"}


def glossary_facts() -> str:
    """What the glossary tells of time and number; its ids, region codes and references are not facts."""
    columns = ("plain_fr", "valid_from", "valid_to", "replaces", "replaced_by", "caution")
    return "\n".join(" ; ".join(row[column] for column in columns) for row in glossary_rows())


def form_problems(path: Path) -> list[str]:
    """Return what is wrong with the form of one document."""
    document = read(path)
    front = document.front
    regions = strings(front.get("regions"))
    problems = []
    if not document.source_line:
        problems.append("no line « *D'après : … »")
    if set(front) - set(KEYS) or REQUIRED - set(front):
        problems.append(f"front matter keys {sorted(front)}")
    if list(front) != [key for key in KEYS if key in front]:
        problems.append("front matter keys out of order")
    if front.get("title") != document.title:
        problems.append("title and heading differ")
    if (front.get("organisation"), front.get("language"), front.get("licence")) != (ORGANISATION, "fr", LICENCE):
        problems.append("organisation, language or licence")
    if front.get("kind") not in KINDS:
        problems.append(f"kind {front.get('kind')}")
    if "regions" in front and (not regions or set(regions) - official_regions()):
        problems.append(f"regions {front['regions']}")
    if "date" in front and not ISO_DATE.fullmatch(str(front["date"])):
        problems.append(f"date {front['date']}")
    if not strings(front.get("seeds")):
        problems.append("no seeds")
    count = len([word for word in document.text.split() if any(letter.isalnum() for letter in word)])
    if count not in WORDS:
        problems.append(f"{count} words")
    if len(re.findall(r"^## ", document.text, re.MULTILINE)) < 2:
        problems.append("fewer than two headings")
    problems += [f"spacing {found!r}" for found in typography_problems(document)]
    return problems


def typography_problems(document: Synthesis) -> list[str]:
    """Return the places whose spacing is not that of the OQLF."""
    text = ADDRESS.sub("", f"{document.title}\n{document.source_line}\n{document.text}")
    return re.findall(r".?(?:(?<!\u00a0)[:$%»]|[\s\u00a0][;!?]|«(?!\u00a0)).?", text)


def source_of(document: Synthesis, seeds: Path) -> str:
    """Return what the text of a document may draw on: its seeds, or the section of its territory in them.

    A portrait is named after its section: `portrait-04-mauricie` is « 04 | MAURICIE ».
    """
    source = "\n".join((seeds / name).read_text(encoding="utf-8") for name in strings(document.front.get("seeds")))
    if not document.name.startswith("portrait-"):
        return source
    heading = re.compile(r"^\d\d \| .+$", re.MULTILINE)
    starts = [(match.start(), "-".join(words(match[0]))) for match in heading.finditer(source)]
    ends = [start for start, _ in starts[1:]] + [len(source)]
    wanted = document.name.removeprefix("portrait-")
    return "\n".join(source[start:end] for (start, name), end in zip(starts, ends, strict=True) if name == wanted)


def source_problems(path: Path, seeds: Path) -> list[str]:
    """Return the facts of one document that its sources do not hold, and the words it copies from any seed."""
    document = read(path)
    known = glossary_facts()
    whole = "\n".join((seeds / name).read_text(encoding="utf-8") for name in strings(document.front.get("seeds")))
    dated = f"{document.title}\n{document.source_line}\n{document.front.get('date', '')}"
    dated += f"\n{document.front.get('source_url', '')}"
    problems = missing_facts(document.text, f"{source_of(document, seeds)}\n{known}\n{document.source_line}")
    problems += missing_facts(dated, f"{whole}\n{known}")
    ours = runs(without_allowed_names(f"{document.title}\n{document.source_line}\n{document.text}").split())
    for seed in sorted(seeds.glob("*.txt")):
        copied = ours & runs(words(seed.read_text(encoding="utf-8")))
        problems += sorted(f"copied from {seed.name}: {' '.join(run)}" for run in copied)
    return problems


def test_glossary_is_a_straight_file() -> None:
    data = GLOSSARY.read_bytes()
    lines = data.decode("utf-8").removesuffix("\n").split("\n")
    assert b"\r" not in data
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
    rows = glossary_rows()
    assert len({row["id"] for row in rows}) == len(rows) >= 170
    assert all(row[column].strip() for row in rows for column in ("kind", "term_fr", "plain_fr", "plain_en", "basis"))


needs_seeds = pytest.mark.skipif(
    not any(SEEDS.glob("*.txt")), reason="the source documents (../shared/seeds) are not on this machine"
)


def made_problems(path: Path) -> list[str]:
    """Return what is wrong with the form of a document in a format without a front matter."""
    document = read(path)
    problems = []
    if not document.source_line:
        problems.append("no line « Source : … »")
    count = len([word for word in document.text.split() if any(letter.isalnum() for letter in word)])
    if count not in WORDS:
        problems.append(f"{count} words")
    if path.suffix in {".docx", ".pptx"}:  # the reader of captions, and fonts in a PDF, make all blanks alike
        problems += [f"spacing {found!r}" for found in typography_problems(document)]
    content = path.read_bytes()
    held = [content]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            held = [archive.read(name) for name in archive.namelist()]
    if len(content) >= MOST_BYTES:
        problems.append(f"{len(content)} bytes")
    if any(MACHINE.search(part) for part in held):
        problems.append("path of a machine")
    return problems


def test_collection_holds_what_it_promises() -> None:
    portraits = [path.stem for path in DOCUMENTS if path.stem.startswith("portrait-")]
    formats = Counter(path.suffix for path in DOCUMENTS)
    assert len(DOCUMENTS) >= 24
    assert set(formats) == set(FORMATS)
    assert all(formats[suffix] >= fewest for suffix, fewest in FORMATS.items())
    assert portraits == [f"portrait-{territory}" for territory in TERRITORIES]
    assert {path.name for path in MADE} == set(EXPECTED)
    assert len({path.stem for path in DOCUMENTS}) == len(DOCUMENTS)  # one document for each matter
    assert any(read(path).front.get("kind") == "guide" for path in DOCUMENTS)
    assert (STARTER / "LICENCE").is_file()
    assert len(official_regions()) == 17


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.stem)
def test_document_is_well_formed(path: Path) -> None:
    assert form_problems(path) == []


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_made_document_is_well_formed(path: Path) -> None:
    assert made_problems(path) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_document_is_read_with_what_it_says_of_itself(path: Path) -> None:
    reading = read_file(path, path.read_bytes())
    document, front = reading.document, read(path).front
    assert reading.passages
    assert plain(document.title) == plain(str(front["title"]))
    assert document.kind == front["kind"]
    assert list(document.regions) == (front.get("regions") or [])
    assert document.date == front.get("date")
    assert document.language == "fr"
    # A synthesis is never said to be the work of the body its facts come from (docs/decisions/0005).
    assert document.organisation == (ORGANISATION if path.suffix == ".md" else None)
    if path.suffix == ".md":
        assert document.licence == LICENCE
    elif path.suffix != ".vtt":
        assert document.authors == (AUTHOR,)


def test_office_files_show_headings_lists_and_tables() -> None:
    for path in MADE:
        reading = read_file(path, path.read_bytes())
        kinds = {passage.locator.kind for passage in reading.passages if passage.locator}
        if path.suffix == ".vtt":
            assert kinds == {"time"}
        else:
            assert len(reading.sections) >= 5
            assert re.search(r"^• ", reading.document.text, re.MULTILINE)
        if path.suffix in {".docx", ".pptx"}:
            assert "tableau" in reading.document.flags
            assert "\t" in reading.document.text


@pytest.mark.parametrize("path", [path for path in MADE if path.suffix == ".vtt"], ids=lambda path: path.stem)
def test_captions_follow_each_other_and_name_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    times = re.findall(r"^(\d{2}:\d{2}:\d{2}\.\d{3}) --> (\d{2}:\d{2}:\d{2}\.\d{3})$", text, re.MULTILINE)
    moments = [moment for cue in times for moment in cue]
    assert text.startswith("WEBVTT - Webinaire")
    assert AUTHOR in text
    assert "<v" not in text
    assert len(times) > 50
    assert moments == sorted(moments)
    lines = [line for cue in text.strip().split("\n\n")[2:] for line in cue.split("\n")[2:]]
    assert all(len(line) <= 42 for line in lines)
    assert not [line for line in lines if re.search(r"(?<!\u00a0)[:%»]|\s[;!?]|«(?!\u00a0)", line)]


@needs_seeds
def test_no_territory_is_missing() -> None:
    tour = (SEEDS / TOUR).read_text(encoding="utf-8")
    headings = re.findall(r"^\d\d \| .+$", tour, re.MULTILINE)
    assert ["-".join(words(heading)) for heading in headings] == list(TERRITORIES)


@needs_seeds
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_facts_are_the_sources_and_sentences_are_ours(path: Path) -> None:
    assert source_of(read(path), SEEDS)
    assert source_problems(path, SEEDS) == []


@needs_seeds
def test_every_seed_sentence_would_be_caught(tmp_path: Path) -> None:
    original = next(path for path in DOCUMENTS if path.stem == "portrait-05-estrie")
    for seed in sorted(SEEDS.glob("*.txt")):
        middle = words(seed.read_text(encoding="utf-8"))[300:312]
        planted = tmp_path / original.name
        planted.write_text(f"{original.read_text(encoding='utf-8')}\n{' '.join(middle)}\n", encoding="utf-8")
        assert any(seed.name in problem for problem in source_problems(planted, SEEDS))


SEED = """01 | BAS-SAINT-LAURENT

Depuis 2004, le comité réunit sept partenaires et 1 086 570$ ont été remis le 12 mars 2013 aux groupes d’entraide.

17 | CENTRE-DU-QUÉBEC

En 1998, le forum a compté 450 personnes.
"""
SOUND = """---
title: Portrait
organisation: Repère (synthèse)
kind: portrait
regions:
  - Bas-Saint-Laurent
date: "2013-03-12"
language: fr
licence: CC BY 4.0
seeds:
  - seed.txt
---

# Portrait

*D'après\u00a0: un portrait, 12 mars 2013.*

## En bref

En mars 2013, 7 partenaires avaient remis 1\u00a0086\u00a0570\u00a0$, selon le document de 2013.

## Suite

"""
SOUND += "Voici une phrase de sept mots seulement. " * 40


def plant(folder: Path, text: str) -> Path:
    """Write a seed and one document drawn from it; return the document's path."""
    (folder / "seed.txt").write_text(SEED, encoding="utf-8")
    path = folder / "portrait-01-bas-saint-laurent.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_document_passes(tmp_path: Path) -> None:
    path = plant(tmp_path, SOUND)
    assert form_problems(path) == []
    assert source_problems(path, tmp_path) == []


@pytest.mark.parametrize(
    ("found", "replaced", "problem"),
    [
        ("organisation: Repère (synthèse)", "organisation: RQDS", "organisation, language or licence"),
        ("kind: portrait", "kind: rapport", "kind rapport"),
        ("  - Bas-Saint-Laurent", "  - Bas-du-Fleuve", "regions ['Bas-du-Fleuve']"),
        ('date: "2013-03-12"', 'date: "12 mars 2013"', "date 12 mars 2013"),
        ("language: fr", "langue: fr", "front matter keys"),
        ("*D'après\u00a0: un portrait, 12 mars 2013.*\n", "Un portrait.\n", "no line « *D'après"),
        ("Voici une phrase de sept mots seulement. " * 30, "", " words"),
        ("Voici une phrase", "mot " * 600, " words"),
        ("# Portrait\n", "# Autre\n", "title and heading differ"),
        ("un portrait, 12", "un portrait : 12", "spacing"),
        ("sept mots seulement.", "sept mots seulement ?", "spacing"),
    ],
)
def test_a_planted_form_fault_is_found(tmp_path: Path, found: str, replaced: str, problem: str) -> None:
    assert found in SOUND
    path = plant(tmp_path, SOUND.replace(found, replaced))
    assert any(problem in line for line in form_problems(path))


@pytest.mark.parametrize(
    ("planted", "problem"),
    [
        ("Il y avait 8 partenaires.", "number 8"),
        ("On a remis 1\u00a0086\u00a0571\u00a0$.", "number 1086571"),
        ("C'était en 2019, ou en 1897.", "number 1897"),
        ("Le 13 mars 2013, rien.", "date ('2013', 3, '13')"),
        ("En avril 2013, rien.", "date ('2013', 4, '')"),
        ("Le forum a compté 450 participants.", "number 450"),  # another territory's figure
        ("Voir https://exemple.org/inconnu.", "address https://exemple.org/inconnu"),
        ("Les fonds ont été remis le 12 mars 2013 AUX GROUPES D'ENTRAIDE", "copied from seed.txt"),
        ("EN 1998 : LE FORUM A COMPTÉ 450 PERSONNES", "copied from seed.txt"),
    ],
)
def test_a_planted_source_fault_is_found(tmp_path: Path, planted: str, problem: str) -> None:
    path = plant(tmp_path, f"{SOUND}\n\n{planted}\n")
    assert any(problem in line for line in source_problems(path, tmp_path))


def text_of(path: Path) -> str:
    document = read(path)
    return f"{document.title}\n{document.source_line}\n{document.text}"


def test_allowed_names_are_needed() -> None:
    collection = " ".join(words("\n".join(map(text_of, DOCUMENTS))))
    for name, reason in ALLOWED_NAMES.items():
        assert reason
        assert len(words(name)) >= SHARED_WORDS
        assert " ".join(words(name)) in collection
