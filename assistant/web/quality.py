"""The page on quality, for the manager: what was measured, what was missed, what displeased, what is lacking."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.service import LocalService
from assistant.web.access import Access
from assistant.web.asked import page_language, root_path
from assistant.web.described import place, when
from assistant.web.forms import MOST_FIELDS, text_of
from assistant.web.gate import Gate
from assistant.web.manager import to_log_in
from assistant.web.pages import page
from assistant.web.runs import HEIGHT, WIDTH, measured
from corpus.errors import UsageError
from corpus.model import Asked
from evals import curate
from evals.explained import lost_words
from evals.gaps import find_gaps
from evals.kept import FOLDER, QUESTIONS, kept_runs, questions_file
from index.model import Language

Json = dict[str, Any]

PATH = "/qualite"
MOST_WAITING = 10
"""Questions that displeased shown at a time: each is searched again."""
MOST_GAPS = 20


def quality_routes(service: LocalService, access: Access, gate: Gate) -> APIRouter:
    """Return the routes of the page on quality."""
    router = APIRouter(include_in_schema=False)
    collection = service.collection
    file = questions_file(collection.home)

    def told(language: Language) -> Json:
        asked = collection.catalogue.journal.asked()
        waiting = list(curate.waiting(asked, file))
        return {
            "sets": measured(kept_runs(collection.home), language),
            "waiting": [_case(service, one, language) for one in waiting[:MOST_WAITING]],
            "lost": partial(lost_words, language=language),
            "gaps": find_gaps(asked)[:MOST_GAPS],
            "questions_path": f"{FOLDER}/{QUESTIONS}",
            "width": WIDTH,
            "height": HEIGHT,
        }

    def accepted(question: str, passage_id: str) -> None:
        """Add a question that displeased to the questions file, with the passage that answers it, or none."""
        asked = next(
            (one for one in curate.waiting(collection.catalogue.journal.asked(), file) if one.question == question),
            None,
        )
        if asked is None:
            return  # it was added in another window
        hit = next((one for one in curate.nearest_to(asked, collection) if one.passage.passage_id == passage_id), None)
        if hit is None and passage_id != "none":
            raise UsageError("quality.no_choice")
        draft = curate.answered_by(asked, hit) if hit else curate.unanswerable(asked)
        file.parent.mkdir(exist_ok=True)
        curate.confirm([draft], file, "fr", ask=None)

    @router.get(PATH)
    async def quality(request: Request) -> Response:
        if not access.is_manager(request):
            return to_log_in(request)
        values = await gate.run(partial(told, page_language(request)))
        return page(
            request,
            "quality.html",
            "quality",
            manages=True,
            logged_in=access.is_logged_in(request),
            token=access.token(request),
            done=request.query_params.get("done") == "accepted",
            **values,
        )

    @router.post(f"{PATH}/accepter")
    async def accept(request: Request) -> Response:
        access.check_manager(request)
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            access.check_change(request, form.get("token"))
            question, passage_id = text_of(form, "question"), text_of(form, "passage")
        await gate.run(partial(accepted, question, passage_id))
        address = f"{root_path(request)}{PATH}?done=accepted&lang={page_language(request)}#avis"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    return router


def _case(service: LocalService, asked: Asked, language: Language) -> Json:
    """Return a question that displeased, with the passages that may answer it."""
    hits = curate.nearest_to(asked, service.collection)
    return {
        "question": asked.question,
        "comment": asked.comment,
        "outcome": asked.outcome,
        "hits": [
            {
                "passage_id": hit.passage.passage_id,
                "title": hit.document.title,
                "where": f"{when(hit.passage.date, language)}, {place(hit.passage.locator, language)}",
                "text": hit.passage.text,
                "language": hit.document.language,
            }
            for hit in hits
        ],
    }
