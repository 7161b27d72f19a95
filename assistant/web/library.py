"""The library: what is in the collection and in what state, and for its manager: adding, correcting, removing."""

from __future__ import annotations

import asyncio
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.library import has_copy, megabytes_of
from assistant.service import LocalService
from assistant.web import shelves
from assistant.web.access import Access
from assistant.web.asked import is_for_a_person, page_language, root_path
from assistant.web.described import facts, place, when
from assistant.web.document_html import document_html
from assistant.web.forms import MOST_FIELDS, given_of, text_of
from assistant.web.gate import Gate
from assistant.web.manager import to_log_in
from assistant.web.pages import page
from assistant.wording import explain
from corpus.catalogue import Held
from corpus.errors import RepereError
from corpus.glossary import regions
from corpus.limits import Limits
from corpus.model import KINDS, Locator, Metadata

Json = dict[str, Any]

PATH = "/bibliotheque"
ADD = f"{PATH}/ajouter"
MOST_FILES = 200
"""Files in one form; the page's script sends each by itself."""
FILES_TOGETHER = 4
"""How many of the largest files one request may hold together."""
DONE = ("amended", "removed", "erased")
"""What a page may be told that has just happened."""


def most_bytes(limits: Limits) -> int:
    """Return the bytes that one request with files may have."""
    return FILES_TOGETHER * megabytes_of(limits)


def library_routes(service: LocalService, access: Access, gate: Gate, changes: Gate) -> APIRouter:
    """Return the routes of the library; `changes` lets one change in at a time."""
    router = APIRouter(include_in_schema=False)
    collection = service.collection

    def shown(request: Request, template: str, **values: Any) -> Response:
        done = request.query_params.get("done")
        manager: Json = {
            "manages": access.is_manager(request),
            "logged_in": access.is_logged_in(request),
            "token": access.token(request),
            "done": done if done in DONE else None,
        }
        return page(request, template, "library", **(manager | values))

    def listed(request: Request, report: Json | None = None) -> Response:
        language, held = page_language(request), collection.catalogue.held()
        shelf = shelves.shelf_of(request.query_params)
        found = shelves.books(held, shelf, language)
        failed = shelves.unread(collection.catalogue.source_files(), language) if access.is_manager(request) else []
        return shown(
            request,
            "library.html",
            books=found,
            total=len(held),
            passages=sum(one.passages for one in held),
            unread=failed,
            shelf=shelf,
            states=shelves.STATES,
            orders=shelves.ORDERS,
            kinds=KINDS,
            regions=[region.name for region in regions()],
            megabytes=collection.limits.megabytes,
            most=megabytes_of(collection.limits),
            report=report,
        )

    @router.get(PATH)
    async def library(request: Request) -> Response:
        if access.is_manager(request):
            collection.warming.start()
            await asyncio.to_thread(collection.start_readers)
        return await gate.run(partial(listed, request))

    @router.post(ADD)
    async def add(request: Request) -> Response:
        access.check_manager(request)  # before anything of the files is read
        speaking = service.speaking(page_language(request))
        report: Json = {"added": [], "updated": [], "unchanged": [], "failed": []}
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
            access.check_change(request, form.get("token"))
            given, same = given_of(form), text_of(form, "same") or "keep"
            for file in form.getlist("files"):
                if isinstance(file, UploadFile) and file.filename:
                    work = partial(speaking.take_in, file.filename, file.file, given, same)
                    told = _without_folders(await changes.run(work))
                    for what in report:
                        report[what] += told[what]
        if is_for_a_person(request):
            return await gate.run(partial(listed, request, report))
        return JSONResponse(report)

    @router.get(f"{PATH}/questions")
    async def questions(request: Request) -> Response:
        if not access.is_manager(request):
            return to_log_in(request)
        asked = await gate.run(collection.catalogue.journal.asked)
        return shown(request, "questions.html", asked=list(reversed(asked)))

    @router.post(f"{PATH}/questions/effacer")
    async def erase(request: Request) -> Response:
        await _checked(request, access)
        await changes.run(collection.catalogue.journal.erase)
        return _led(request, f"{PATH}/questions", "erased")

    @router.get(f"{PATH}/{{document_id}}")
    async def document(document_id: str, request: Request) -> Response:
        held = await gate.run(partial(service.held, document_id))
        told = await gate.run(partial(_extracted, service, held, page_language(request)))
        return shown(request, "extracted.html", **(told | _edited(service, held)), problem=None)

    @router.post(f"{PATH}/{{document_id}}")
    async def amend(document_id: str, request: Request) -> Response:
        access.check_manager(request)
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            access.check_change(request, form.get("token"))
            given = given_of(form)
        language = page_language(request)
        held = await gate.run(partial(service.held, document_id))
        try:
            told = await changes.run(partial(service.speaking(language).amend, document_id, given))
            problem = " ".join(one["reason"] for one in told["failed"])
        except RepereError as error:
            if not is_for_a_person(request):
                raise
            problem = explain(language, error)
        if problem:
            extracted = await gate.run(partial(_extracted, service, held, language))
            values = extracted | _edited(service, held) | {"given": given, "problem": problem}
            return shown(request, "extracted.html", status=HTTPStatus.BAD_REQUEST, **values)
        changed = (told["added"] or told["updated"] or [{"document_id": document_id}])[0]
        return _led(request, f"{PATH}/{changed['document_id']}", "amended")

    @router.get(f"{PATH}/{{document_id}}/retirer")
    async def sure(document_id: str, request: Request) -> Response:
        if not access.is_manager(request):
            return to_log_in(request)
        held = await gate.run(partial(service.held, document_id))
        names, copied = shelves.names_of(held), has_copy(collection, held)
        return shown(request, "remove.html", document=held.document, names=names, copied=copied)

    @router.post(f"{PATH}/{{document_id}}/retirer")
    async def remove(document_id: str, request: Request) -> Response:
        await _checked(request, access)
        await changes.run(partial(service.remove, [document_id]))
        return _led(request, PATH, "removed")

    return router


async def _checked(request: Request, access: Access) -> None:
    """Let only a form of a page that we made for the manager through."""
    access.check_manager(request)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        access.check_change(request, form.get("token"))


def _led(request: Request, path: str, done: str) -> Response:
    """Return the way on after a change: reloading the page does not do it again."""
    address = f"{root_path(request)}{path}?done={done}&lang={page_language(request)}"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _without_folders(report: Json) -> Json:
    """Return a report whose files have their names alone: where the home folder lies is nobody's affair."""

    def named(one: Any) -> Any:
        if isinstance(one, str):
            return shelves.name_of(one)
        return one | {"path": shelves.name_of(one["path"])}

    return {what: [named(one) for one in report[what]] for what in ("added", "updated", "unchanged", "failed")}


def _extracted(service: LocalService, held: Held, language: Any) -> Json:
    """Return what was extracted of a document, as its page tells it."""
    shown = service.show(held.document.document_id)
    sections = [
        {
            "heading": one["heading_path"][-1] if one["heading_path"] else "",
            "depth": min(len(one["heading_path"]), 4),
            "length": one["end"] - one["start"],
            "facts": [*([when(one["date"], language)] if one["date"] else []), *one["regions"], *one["themes"]],
        }
        for one in shown["sections"]
    ]
    passages = [
        {
            "text": shown["text"][one["start"] : one["end"]],
            "start": one["start"],
            "end": one["end"],
            "where": place(Locator(**one["locator"]), language),
            "heading": " › ".join(one["heading_path"]),
        }
        for one in shown["passages"]
    ]
    document = held.document
    return {
        "document_id": quote(document.document_id),
        "title": document.title,
        "facts": facts(document.organisation, document.date, document.kind, document.regions, None, language),
        "written": document.language,
        "flags": document.flags,
        "cautions": shelves.cautions(held, language),
        "names": shelves.names_of(held),
        "characters": len(shown["text"]),
        "sections": sections,
        "passages": passages,
        "body": document_html(shown["text"], shown["sections"], shown["title"], None),
    }


def _edited(service: LocalService, held: Held) -> Json:
    """Return what the form to correct a document starts from: what a person set, and beside it what is known now."""
    kept = service.collection.catalogue.given()
    given = next((kept[path] for path in held.paths if path in kept), Metadata())
    return {
        "given": {
            "title": given.title,
            "kind": given.kind,
            "organisation": given.organisation,
            "region": list(given.regions),
            "date": given.date,
        },
        "known": held.document,
        "kinds": KINDS,
        "regions": [region.name for region in regions()],
    }
