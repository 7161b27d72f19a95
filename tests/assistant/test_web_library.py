"""The library and its manager, over a real small collection: adding, correcting, removing, and who may."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.cli import main
from assistant.password import FILE, set_password
from assistant.service import LocalService
from assistant.web.access import COOKIE, LASTS, Access
from assistant.web.app import create_app
from assistant.web.measures import meaning, set_named, times
from assistant.web.serve import serve
from corpus.errors import UsageError
from corpus.imported import FOLDER, LONGEST_NAME, safe_name
from corpus.model import Asked
from evals.checker import FAULTS, checker_payload, examples, run_examples
from evals.kept import MOST_RUNS, keep_run, kept_runs, questions_file
from evals.report import HEADLINE
from index.collection import Collection
from index.model import Language

DATA = Path(__file__).resolve().parents[2] / "evals" / "data"
HERE = "http://127.0.0.1:7860"
TOWN = "http://repere.ville.example"
PASSWORD = "quatre mots bien longs"
PARK = "# Plan du parc Martel\n\nLa Ville de Rivemont aménage le parc Martel avec douze organismes.\n"
PERSON = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalService]:
    outside = tmp_path_factory.mktemp("documents") / "ailleurs.md"
    outside.write_text("# Politique de Sainte-Rive\n\nLa politique date de 2016.\n", encoding="utf-8")
    with Collection.open(tmp_path_factory.mktemp("home")) as collection:
        service = LocalService(collection)
        assert service.ingest([str(outside)], {})["failed"] == []
        yield service


@pytest.fixture(scope="module")
def app(service: LocalService) -> FastAPI:
    return create_app(service)


@pytest.fixture
def here(app: FastAPI) -> TestClient:
    return TestClient(app, HERE, follow_redirects=False)


@pytest.fixture
def town(service: LocalService) -> Iterator[TestClient]:
    """Give a visitor from elsewhere, of a server that others can reach."""
    set_password(service.collection.home, PASSWORD)
    yield TestClient(create_app(service, hosts=["repere.ville.example"]), TOWN, follow_redirects=False)
    (service.collection.home / FILE).unlink()


def token_of(client: TestClient, address: str = "/bibliotheque") -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get(address, headers=PERSON).text)
    assert found
    return found[1]


def send(client: TestClient, *files: tuple[str, bytes], **fields: Any) -> Any:
    handed = [("files", (name, io.BytesIO(content))) for name, content in files]
    return client.post("/bibliotheque/ajouter", data={"token": token_of(client)} | fields, files=handed)


def log_in(client: TestClient, password: str = PASSWORD, **headers: str) -> Any:
    form = {"token": token_of(client, "/connexion"), "password": password, "next": "/qualite"}
    return client.post("/connexion", data=form, headers=PERSON | headers)


# ------------------------------------------------------------------------------------------- adding


def test_files_are_added_and_each_tells_what_became_of_it(here: TestClient, service: LocalService) -> None:
    told = send(
        here,
        ("parc.md", PARK.encode()),
        ("vide.md", b""),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        kind="plan d'action",
        region=["Estrie", "Mauricie"],
        date="2019-05",
    ).json()
    assert [(one["path"], one["title"]) for one in told["added"]] == [("parc.md", "Plan du parc Martel")]
    assert {one["path"]: one["code"] for one in told["failed"]} == {"vide.md": "empty", "photo.png": "unsupported"}
    shown = service.show("parc.md")
    assert (shown["kind"], shown["regions"], shown["date"]) == ("plan d'action", ["Estrie", "Mauricie"], "2019-05")
    copy = Path(shown["paths"][0])
    assert copy.is_relative_to(service.collection.home / FOLDER)
    assert copy.read_text(encoding="utf-8") == PARK
    assert [path.name for path in copy.parent.parent.iterdir()] == [copy.parent.name]  # what failed left nothing
    assert service.ingest([str(copy)], {}, again=True)["updated"]
    assert service.show("parc.md")["regions"] == ["Estrie", "Mauricie"]
    assert send(here, ("parc.md", PARK.encode())).json()["unchanged"] == ["parc.md"]
    service.remove(["parc.md"])


def test_a_browser_without_script_is_told_on_a_page(here: TestClient, service: LocalService) -> None:
    page = here.post(
        "/bibliotheque/ajouter",
        data={"token": token_of(here)},
        files=[("files", ("parc.md", PARK.encode())), ("files", ("abîmé.pdf", b"%PDF-1.7 rien"))],
        headers=PERSON,
    ).text
    assert "ajouté\u00a0: Plan du parc Martel (passages\u00a0: 1)" in page
    assert "abîmé.pdf" in page
    service.remove(["parc.md"])


def test_a_second_file_of_one_name_stays_beside_or_replaces(here: TestClient, service: LocalService) -> None:
    send(here, ("parc.md", PARK.encode()))
    kept = send(here, ("parc.md", PARK.replace("douze", "treize").encode())).json()
    assert len(kept["added"]) == 1
    assert [one["source"] for one in service.documents()["documents"]].count("parc.md") == 2
    newer = PARK.replace("douze", "vingt").encode()
    replaced = send(here, ("parc.md", newer), same="replace").json()
    assert len(replaced["updated"]) == 1
    texts = [service.show(one["document_id"])["text"] for one in service.documents()["documents"]]
    assert sum("treize" in text for text in texts) == 0
    assert sum("vingt" in text for text in texts) == 1
    broken = send(here, ("parc.md", b""), same="replace").json()
    assert [one["code"] for one in broken["failed"]] == ["empty"]
    after = [one for one in service.documents()["documents"] if one["source"] == "parc.md"]
    assert {one["state"] for one in after} == {"read"}
    assert sum(Path(path).read_bytes() == newer for one in after for path in one["paths"]) == 1
    service.remove([one["document_id"] for one in after])
    assert not list((service.collection.home / FOLDER).iterdir())


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd.md", "passwd.md"),
        ("C:\\Users\\x\\plan.docx", "plan.docx"),
        ("<img src=x onerror=alert(1)>.md", "_img src=x onerror=alert(1)_.md"),
        ("..", "document"),
        (".md", "md"),
        ("a\x00b\u202egpj.md", "a_bgpj.md"),
        ("é" * 300 + ".pdf", "é" * (LONGEST_NAME - 4) + ".pdf"),
        ("e\u0301te\u0301.txt", "été.txt"),
    ],
)
def test_a_name_leads_nowhere(told: str, kept: str) -> None:
    assert safe_name(told) == kept


def test_a_file_too_large_is_refused_before_it_is_read(service: LocalService, tmp_path: Path) -> None:
    from corpus.limits import Limits

    with Collection.open(tmp_path / "home", limits=Limits(megabytes=1)) as small:
        client = TestClient(create_app(LocalService(small)), HERE)
        told = send(client, ("gros.md", b"a" * 1_100_000)).json()
        assert [one["code"] for one in told["failed"]] == ["limit"]

        def endless() -> Iterator[bytes]:
            for _ in range(100):
                yield b"a" * 100_000

        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        for content, length in ((b"", {"Content-Length": "5000000"}), (endless(), {})):
            refused = client.post("/bibliotheque/ajouter", content=content, headers=kind | length)
            assert (refused.status_code, refused.json()["code"]) == (413, "web.too_large")


def test_a_body_larger_than_a_page_s_passes_where_files_go(here: TestClient) -> None:
    told = send(here, ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(3_000_000))).json()
    assert [one["code"] for one in told["failed"]] == ["unsupported"]


# ---------------------------------------------------------------------------------------- correcting


def test_what_a_person_sets_wins_until_it_is_taken_back(here: TestClient, service: LocalService) -> None:
    send(here, ("parc.md", PARK.encode()))
    document_id = service.show("parc.md")["document_id"]
    address = f"/bibliotheque/{document_id}"
    form = {"token": token_of(here, address), "title": "Le parc", "region": ["Laval"], "date": "2020", "kind": "guide"}
    answer = here.post(address, data=form | {"organisation": "Ville de Rivemont"}, headers=PERSON)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?done=amended&lang=fr")
    shown = service.show(document_id)
    told = [shown[name] for name in ("title", "regions", "date", "kind", "organisation")]
    assert told == ["Le parc", ["Laval"], "2020", "guide", "Ville de Rivemont"]
    hit = service.search("parc Martel", 1, {"region": ["Laval"]})["hits"][0]
    assert (hit["title"], hit["date"], hit["document_id"]) == ("Le parc", "2020", document_id)
    page = here.get(address, headers=PERSON).text
    assert 'value="Le parc"' in page
    assert 'value="Laval" checked' in page
    here.post(address, data={"token": form["token"]}, headers=PERSON)
    assert service.show(document_id)["title"] == "Plan du parc Martel"
    assert service.show(document_id)["date"] is None
    wrong = here.post(address, data=form | {"date": "hier"}, headers=PERSON)
    assert wrong.status_code == 400
    assert "« hier »" in wrong.text.replace("\u00a0", " ")
    service.remove([document_id])


def test_a_document_whose_file_is_gone_is_told(here: TestClient, service: LocalService, tmp_path: Path) -> None:
    file = tmp_path / "parti.md"
    file.write_text(PARK, encoding="utf-8")
    service.ingest([str(file)], {})
    file.unlink()
    address = f"/bibliotheque/{service.show('parti.md')['document_id']}"
    answer = here.post(address, data={"token": token_of(here, address), "title": "Autre"}, headers=PERSON)
    assert answer.status_code == 400
    assert "n&#39;est plus à sa place" in answer.text
    service.remove(["parti.md"])


def test_the_list_is_filtered_and_sorted(here: TestClient, service: LocalService) -> None:
    send(here, ("parc.md", PARK.encode()), date="2019")
    both = here.get("/bibliotheque?order=recent").text
    assert both.index("Plan du parc Martel") < both.index("Politique de Sainte-Rive")
    undated = here.get("/bibliotheque?state=undated").text
    assert "Politique de Sainte-Rive" not in undated or "Plan du parc Martel" not in undated
    found = here.get("/bibliotheque?q=MARTEL&state=n'importe&order=quoi").text
    assert "Plan du parc Martel" in found
    assert "Politique de Sainte-Rive" not in found
    service.remove(["parc.md"])


def test_removing_asks_first_and_leaves_no_copy(here: TestClient, service: LocalService) -> None:
    send(here, ("parc.md", PARK.encode()))
    document_id = service.show("parc.md")["document_id"]
    copy = Path(service.show("parc.md")["paths"][0])
    address = f"/bibliotheque/{document_id}/retirer"
    assert "La copie du fichier" in here.get(address).text
    assert here.post(address, data={"token": "faux"}, headers=PERSON).status_code == 403
    assert copy.exists()
    here.post(address, data={"token": token_of(here, address)}, headers=PERSON)
    assert not copy.exists()
    assert here.get(f"/bibliotheque/{document_id}").status_code == 404


def test_a_file_from_elsewhere_stays_where_it_is(here: TestClient, service: LocalService, tmp_path: Path) -> None:
    file = tmp_path / "dehors.md"
    file.write_text(PARK.replace("douze", "neuf"), encoding="utf-8")
    service.ingest([str(file)], {})
    assert "reste où il est" in here.get(f"/bibliotheque/{service.show('dehors.md')['document_id']}/retirer").text
    service.remove(["dehors.md"])
    assert file.exists()


def test_questions_are_seen_and_erased(here: TestClient, service: LocalService) -> None:
    journal = service.collection.catalogue.journal
    journal.add(Asked(asked_at="2026-11-01", question="<b>Où?</b>", language="fr", verdict="down", outcome="answer"))
    assert "&lt;b&gt;Où?&lt;/b&gt;" in here.get("/bibliotheque/questions").text
    form = {"token": token_of(here, "/bibliotheque/questions")}
    assert here.post("/bibliotheque/questions/effacer", data=form, headers=PERSON).status_code == 303
    assert journal.asked() == []


# ---------------------------------------------------------------------------------------- the manager

CHANGES = (
    "/bibliotheque/ajouter",
    "/bibliotheque/questions/effacer",
    "/bibliotheque/ailleurs.md",
    "/bibliotheque/ailleurs.md/retirer",
    "/qualite/accepter",
)


@pytest.mark.parametrize("address", CHANGES)
def test_only_the_manager_changes_things_from_elsewhere(town: TestClient, service: LocalService, address: str) -> None:
    before = service.documents()
    refused = town.post(address, data={"token": token_of(town, "/connexion"), "title": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "web.manager_only")
    assert service.documents() == before
    assert town.get("/qualite", headers=PERSON).headers["location"].startswith("/connexion?next=/qualite")
    listed = town.get("/bibliotheque").text
    assert "ailleurs.md" in listed
    assert 'name="files"' not in listed
    assert town.get("/api/v1/documents").json()["documents"][0]["paths"] == []
    assert town.get("/api/v1/documents/ailleurs.md").json()["paths"] == []


def test_the_password_opens_a_session_that_ends(town: TestClient, service: LocalService) -> None:
    answer = log_in(town)
    assert (answer.status_code, answer.headers["location"]) == (303, "/qualite?lang=fr")
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert town.get("/qualite", headers=PERSON).status_code == 200
    assert send(town, ("parc.md", PARK.encode())).json()["added"]
    service.remove(["parc.md"])
    assert town.post("/deconnexion", data={"token": "faux"}).status_code == 403
    town.post("/deconnexion", data={"token": token_of(town)}, headers=PERSON)
    town.cookies.set(COOKIE, cookie.split(";")[0].partition("=")[2])
    assert town.get("/qualite", headers=PERSON).status_code == 303


def test_a_set_with_steps_of_its_own_is_shown_too(town: TestClient, service: LocalService) -> None:
    log_in(town)
    told = checker_payload(run_examples(examples()[::9], service.collection.sentences), 1.0)
    assert told["failures"]
    keep_run(service.collection.home, {"sets": [told]}, datetime(2026, 10, 1, tzinfo=UTC))
    shown = town.get("/qualite", headers=PERSON)
    assert shown.status_code == 200
    assert told["failures"][0]["question"].split("'")[0] in unescape(shown.text)


def test_behind_https_the_cookie_is_secure(service: LocalService) -> None:
    set_password(service.collection.home, PASSWORD)
    client = TestClient(create_app(service, hosts=["repere.ville.example"]), "https://repere.ville.example")
    client.follow_redirects = False
    assert "Secure" in log_in(client).headers["set-cookie"]
    (service.collection.home / FILE).unlink()


def test_the_log_in_locks_after_five_failures(town: TestClient) -> None:
    for _ in range(5):
        answer = log_in(town, "mauvais mot de passe")
        assert answer.status_code == 403
        assert "Ce n&#39;est pas le bon mot de passe." in answer.text
    locked = log_in(town)
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "900")
    assert "set-cookie" not in locked.headers


def test_another_password_ends_every_session_and_so_does_time(service: LocalService) -> None:
    from starlette.requests import Request

    home, now = service.collection.home, [0.0]
    set_password(home, PASSWORD)
    access = Access(home, exposed=True, clock=lambda: now[0])

    def request(cookie: str = "") -> Request:
        headers = [(b"cookie", f"{COOKIE}={cookie}".encode())]
        return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "client": ("9.9.9.9", 1)})

    cookie = access.log_in(request(), PASSWORD)
    now[0] += LASTS - 1
    assert access.is_manager(request(cookie))
    now[0] += LASTS + 1
    assert not access.is_manager(request(cookie))
    cookie = access.log_in(request(), PASSWORD)
    token = access.token(request(cookie))
    assert token != access.token(request())
    set_password(home, PASSWORD + "!")
    assert not access.is_manager(request(cookie))
    (home / FILE).unlink()


def test_a_proxy_is_elsewhere_even_on_this_machine(app: FastAPI, service: LocalService) -> None:
    client = TestClient(app, HERE, headers={"X-Forwarded-For": "203.0.113.9"}, follow_redirects=False)
    assert client.get("/qualite").status_code == 303
    under = TestClient(create_app(service, root="/repere"), HERE, follow_redirects=False)
    assert under.get("/repere/qualite").headers["location"].startswith("/repere/connexion?next=/qualite")
    assert "repere password" in under.get("/repere/connexion").text.replace("\u00a0", " ")


def test_another_site_can_neither_log_in_nor_change(town: TestClient, here: TestClient) -> None:
    foreign = {"Origin": "http://dehors.example"}
    assert log_in(town, **foreign).status_code == 403
    for client in (town, here):
        for address in CHANGES:
            assert client.post(address, headers=foreign).json()["code"] == "web.foreign_origin"
    assert here.post("/bibliotheque/questions/effacer").json()["code"] == "web.form_old"


@pytest.mark.parametrize("wanted", ["http://dehors.example", "//dehors.example", "/documents/x", "javascript:alert(1)"])
def test_the_log_in_leads_nowhere_else(town: TestClient, wanted: str) -> None:
    form = {"token": token_of(town, "/connexion"), "password": PASSWORD, "next": wanted}
    assert town.post("/connexion", data=form).headers["location"] == "/bibliotheque?lang=fr"


def test_elsewhere_one_may_not_ask_too_often(service: LocalService) -> None:
    client = TestClient(create_app(service, hosts=["repere.ville.example"], per_minute=3), TOWN)
    codes = [client.get("/api/v1/search?q=parc").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    refused = client.get("/api/v1/search?q=parc")
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("web.too_often", "30")
    assert client.get("/healthz").status_code == 200
    assert {client.get("/static/repere/repere.css").status_code for _ in range(5)} == {200}


def test_a_server_that_listens_to_others_is_asked_by_address_or_name(service: LocalService) -> None:
    client = TestClient(create_app(service, hosts=["0.0.0.0", "repere.ville.example"]), TOWN)
    for host, status in {
        "192.168.1.20:7860": 200,
        "[2001:db8::5]:7860": 200,
        "repere.ville.example": 200,
        "dehors.example": 403,
        "192.168.1.20.dehors.example": 403,
    }.items():
        assert client.get("/healthz", headers={"Host": host}).status_code == status


# --------------------------------------------------------------------------------------- the password


def test_a_password_is_kept_as_a_hash_for_one_user_alone(tmp_path: Path) -> None:
    set_password(tmp_path, PASSWORD)
    kept = tmp_path / FILE
    assert kept.read_text().startswith("$argon2id$")
    assert PASSWORD not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_the_command_sets_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("court\n"))
    assert main(["--home", str(tmp_path), "password"]) == 2
    assert not (tmp_path / FILE).exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert main(["--home", str(tmp_path), "password"]) == 0
    assert (tmp_path / FILE).exists()


def test_a_public_address_asks_for_a_password_first(service: LocalService) -> None:
    with pytest.raises(UsageError) as caught:
        serve(service, host="0.0.0.0", port=0)
    assert caught.value.key == "usage.public_address"


# ---------------------------------------------------------------------------------------- the quality


def test_kept_runs_are_shown_with_their_trend_and_what_was_missed(here: TestClient, service: LocalService) -> None:
    home = service.collection.home
    failure = {
        "id": "Q001",
        "question": "Qui siège au <comité>?",
        "lost_by": "retrieval",
        "gold": [{"file": "a.md", "phrase": "Six personnes", "rank": None}],
        "first": {"title": "Autre", "text": "mot " * 400},
        "outcome": "abstention",
        "text": "Rien.",
        "missing": ["six"],
        "claimed": [],
    }
    for day, recall in enumerate((0.5, 0.75), start=1):
        told = {"name": "starter", "n": 4, "metrics": {"recall@5": recall}, "failures": [failure], "by": {}}
        keep_run(home, {"sets": [told]}, datetime(2026, 11, day, tzinfo=UTC))
    page = here.get("/qualite").text
    for words in ("0,750", "+0,250", "<polyline", "Qui siège au &lt;comité&gt;?", "Six personnes", "2 novembre 2026"):
        assert words in page
    assert "75 fois sur 100, le bon passage vient dans les cinq premiers." in page
    assert "Questions d&#39;essai\u00a0: 4" in page
    assert page.count("<code>recall@5</code>") == 2  # beside the figure, and among all measures
    english = here.get("/qualite?lang=en").text
    assert "0.750" in english
    assert "75 out of 100 times, the right passage is in the first five." in english
    kept = kept_runs(home)[-1].sets[0]
    assert "by" not in kept
    assert len(kept["failures"][0]["first"]["text"]) < 500
    for number in range(MOST_RUNS + 5):
        keep_run(home, {"sets": []}, datetime(2026, 12, 1, 0, number, tzinfo=UTC))
    assert len(kept_runs(home)) == MOST_RUNS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_measure_of_the_evals_has_a_plain_sentence(language: Language) -> None:
    shipped = json.loads((DATA / "baseline.json").read_text(encoding="utf-8"))["sets"]
    metrics = {metric for one in shipped for metric in one["metrics"]} | set(HEADLINE) | {"auroc", "share"}
    metrics |= {f"{fault}s caught" for fault in FAULTS} | {"false alarms", "sections with evidence", "gaps listed"}
    assert {metric for metric in metrics if not meaning(metric, 0.5, language)} == set()
    assert meaning("recall@5", None, language) == meaning("autre", 0.5, language) == ""
    assert "120" in meaning("words@simple", 119.6, language)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.9, "9 fois sur 10"),
        (0.92, "92 fois sur 100"),
        (0.9996, "99 fois sur 100"),
        (0.0004, "1 fois sur 100"),
        (1.0, "10 fois sur 10"),
        (0.0, "0 fois sur 10"),
    ],
)
def test_a_share_is_never_said_to_be_all_or_none_unless_it_is(share: float, words: str) -> None:
    assert times(share, "fr") == words


def test_a_set_is_named_in_plain_words() -> None:
    assert set_named("checker", 1458, "fr") == "Phrases d'essai à vérifier\u00a0: 1\u00a0458"
    assert set_named("miennes", 3, "en") == "miennes: 3 questions"


def test_a_question_that_displeased_joins_the_set(here: TestClient, service: LocalService) -> None:
    question = "De quand date la politique de Sainte-Rive?"
    service.feedback(question, "down", "Trop vague.", [])
    service.feedback("Combien d'orignaux?", "down", "", [])
    page = here.get("/qualite").text
    assert question in page
    hit = re.search(r'name="passage" value="([^"]+:\d+-\d+)"', page)
    assert hit
    form = {"token": token_of(here, "/qualite"), "question": question}
    assert here.post("/qualite/accepter", data=form | {"passage": "autre"}, headers=PERSON).status_code == 400
    here.post("/qualite/accepter", data=form | {"passage": hit[1]}, headers=PERSON)
    here.post("/qualite/accepter", data=form | {"question": "Combien d'orignaux?", "passage": "none"}, headers=PERSON)
    lines = questions_file(service.collection.home).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert '"ailleurs.md"' in lines[0]
    assert '"answerable": false' in lines[1]
    assert "Aucune réponse n&#39;attend votre avis." in here.get("/qualite").text
    service.collection.catalogue.journal.erase()


@pytest.mark.parametrize(
    "address", ["/bibliotheque", "/bibliotheque/questions", "/qualite", "/connexion?next=/qualite"]
)
def test_the_pages_speak_both_languages(here: TestClient, town: TestClient, address: str) -> None:
    for client in (here, town):
        french, english = (client.get(address, params={"lang": lang}, follow_redirects=True) for lang in ("fr", "en"))
        assert {french.status_code, english.status_code} == {HTTPStatus.OK}
        assert '<html lang="fr-CA">' in french.text
        assert '<html lang="en-CA">' in english.text
