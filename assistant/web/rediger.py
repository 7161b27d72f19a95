"""« Rédiger »: a template, its fields, the evidence of each section, and a draft to take away.

The work lives in the page's own form, as the text of a state's file: the server keeps none of it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from assistant.drafting.export import FORMATS, rendered
from assistant.drafting.model import DECISIONS, Decision, PolicyDraft, Template
from assistant.drafting.payload import draft_json
from assistant.drafting.state import State, parse_state, state_bytes, state_json, state_text
from assistant.drafting.templates import load_templates, template_named
from assistant.drafting.typography import capitalised
from assistant.service import LocalService
from assistant.web import fields_form
from assistant.web.asked import page_language, root_path
from assistant.web.draft_view import remaining, shown_sections
from assistant.web.gate import Gate
from assistant.web.guard import policy
from assistant.web.pages import page
from assistant.wording import explain
from corpus.errors import UsageError
from index.model import Language

Json = dict[str, Any]

HERE = "rediger"
ON_FORM = "fields"
"""What the form of fields sends, and the page of the draft does not."""
DRAFT, DECIDE, CHANGE = "draft", "decide", "change"
ON_ROWS = ("row+", "row-", "import")
"""What buttons ask for."""
UNDECIDED = "none"
STATE_FILE = ".json"
MEDIA = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    STATE_FILE: "application/json",
}
MOST_FIELDS = 5000
"""Fields of a form: many rows of many columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft, and the state that it leaves."""

    draft: PolicyDraft
    state: Json


def rediger_routes(service: LocalService, gate: Gate) -> APIRouter:
    """Return the routes of the drafting studio."""
    router = APIRouter(include_in_schema=False)
    home = service.collection.home

    async def drafted(state: State) -> Drafted:
        return await gate.run(partial(_drafted, service, state))

    @router.get("/rediger")
    async def choose(request: Request) -> HTMLResponse:
        return _cards(request, load_templates(home))

    @router.post("/rediger")
    async def reopen(request: Request) -> HTMLResponse:
        """Go on with the work of another day, from its file."""
        language = page_language(request)
        try:
            async with request.form() as form:
                state = await _state_of_file(form)
            template = template_named(state.template, home)
        except UsageError as error:
            return _cards(request, load_templates(home), error=explain(language, error))
        values, errors = fields_form.checked(template, state.fields, language)
        if errors:
            return _fields(request, template, state.fields, errors, replace(state, fields=values))
        return _draft(request, template, await drafted(replace(state, fields=values)))

    @router.get("/rediger/{name}")
    async def fill(request: Request, name: str) -> HTMLResponse:
        """Show an empty form, or one with what a question already said, which its address tells."""
        template = template_named(name, home)
        told = fields_form.given_in(request.query_params, template)
        given = {field: value for field, value in told.items() if value}
        return _fields(request, template, given, {}, _new(template), carried=tuple(given))

    @router.post("/rediger/{name}")
    async def follow(request: Request, name: str) -> HTMLResponse:
        """Do what a button of the form asks for: draft, decide about a quote, change the fields or their rows."""
        template, language = template_named(name, home), page_language(request)
        async with request.form(max_fields=MOST_FIELDS) as form:
            state, (action, *told) = _state_in(form, template), str(form.get("do", DRAFT)).split(" ")
            given: Mapping[str, Any] = state.fields
            if ON_FORM in form:  # otherwise the draft's page sent it: its fields are those of the state
                given = fields_form.given_in(form, template)
                if action in ON_ROWS:
                    given, errors, focus = await _with_rows(form, template, given, action, told, language)
                    return _fields(request, template, given, errors, state, focus)
        if action == DECIDE:
            state = _decided(state, template, told)
        values, errors = fields_form.checked(template, given, language)
        if action == CHANGE or errors:
            return _fields(request, template, given, errors, state)
        made = await drafted(replace(state, fields=values))
        return _draft(request, template, made, _place(told) if action == DECIDE else 0)

    @router.post("/rediger/{name}/{kind}")
    async def take_away(request: Request, name: str, kind: str) -> Response:
        """Return the draft as a file; a page to print opens in the browser."""
        template, suffix = template_named(name, home), f".{kind}"
        if suffix not in (*FORMATS, STATE_FILE):
            raise UsageError("draft.output_format", path=kind, known=", ".join((*FORMATS, STATE_FILE)))
        async with request.form(max_fields=MOST_FIELDS) as form:
            state = _state_in(form, template)
        made = await drafted(state)
        content = (
            state_bytes(made.state) if suffix == STATE_FILE else await gate.run(partial(rendered, made.draft, suffix))
        )
        headers = {"Content-Disposition": f'attachment; filename="{file_name(made.draft)}{suffix}"'}
        if suffix == ".html":
            headers = {"Content-Security-Policy": policy(default_src="'none'", style_src="'unsafe-inline'")}
        return Response(content, media_type=MEDIA[suffix], headers=headers)

    return router


def _drafted(service: LocalService, state: State) -> Drafted:
    draft = service.policy_draft(state.template, dict(state.fields), state.decisions)
    return Drafted(draft=draft, state=state_json(state.template, state.fields, draft_json(draft, 0), state))


def _new(template: Template) -> State:
    return State(template=template.name, fields={}, proposed=())


def _state_in(form: FormData, template: Template) -> State:
    """Return the state that a form carries.

    Raises:
        UsageError: it is none, or another template's.
    """
    said = form.get("state")
    if not isinstance(said, str) or not said:
        return _new(template)
    state = parse_state(said, "state")
    if state.template != template.name:
        raise UsageError("draft.state_template", path="state", found=state.template, name=template.name)
    return state


async def _state_of_file(form: FormData) -> State:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise UsageError("studio.file_none")
    try:
        text = (await file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("draft.state_file", path=file.filename, detail="UTF-8") from error
    return parse_state(text, file.filename)


def _decided(state: State, template: Template, told: list[str]) -> State:
    """Return the state with a decision: what it is, the number of the section, and the quote.

    Raises:
        UsageError: it is none, or about a quote that was never offered.
    """
    decision, evidence_id = told[0] if told else "", told[-1] if told else ""
    if decision not in (*DECISIONS, UNDECIDED):
        raise UsageError("draft.decision_invalid", value=decision, expected=" | ".join(DECISIONS))
    titles = [section.title for section in template.sections]
    title = titles[min(_place(told), len(titles)) - 1]
    return state.deciding(None if decision == UNDECIDED else cast("Decision", decision), [evidence_id], title)


def _place(told: list[str]) -> int:
    """Return the number of the section that a decision is about, from 1; 0 where it is none."""
    return int(told[1]) if len(told) > 1 and told[1].isdecimal() else 0


async def _with_rows(
    form: FormData, template: Template, given: Json, action: str, told: list[str], language: Language
) -> tuple[Json, dict[str, str], str]:
    """Return what was given with a row more, a row less or the rows of a file, what is wrong, and where to go on."""
    field = fields_form.rows_field(template, told[0] if told else "")
    rows, errors = fields_form.rows_given(form, field), {}
    if action == "row+":
        rows.append({})
    elif action == "row-" and len(told) > 1 and told[1].isdecimal():
        rows = [row for number, row in enumerate(rows) if number != int(told[1])]
    elif action == "import":
        try:
            rows = [row for row in rows if any(row.values())] + await fields_form.rows_of_file(form, field)
        except UsageError as error:
            errors[field.name] = explain(language, error)
    focus = f"{fields_form.PREFIX}{field.name}.{len(rows) - 1}.{field.columns[0].name}"
    return {**given, field.name: rows}, errors, focus


def _cards(request: Request, templates: Mapping[str, Template], error: str = "") -> HTMLResponse:
    english = page_language(request) == "en"
    told = [
        {
            "name": one.name,
            **{
                key: (getattr(one, f"{key}_en") if english else "") or getattr(one, key)
                for key in ("title", "purpose", "readers", "length")
            },
        }
        for one in templates.values()
    ]
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    carried = {key: value for key, value in request.query_params.items() if key.startswith(fields_form.PREFIX)}
    return page(request, "rediger.html", HERE, status, templates=told, error=error, carried=urlencode(carried))


def _fields(
    request: Request,
    template: Template,
    given: Mapping[str, Any],
    errors: Mapping[str, str],
    state: State,
    focus: str = "",
    carried: Sequence[str] = (),
) -> HTMLResponse:
    language = page_language(request)
    return page(
        request,
        "rediger_fields.html",
        HERE,
        HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK,
        name=template.name,
        title=_title(template, language),
        purpose=(template.purpose_en if language == "en" else "") or template.purpose,
        fields=fields_form.shown_fields(template, given, errors, language),
        errors=errors,
        carried=[field.label_in(language) for field in template.fields if field.name in carried],
        focus=focus,
        state=state_text(state),
    )


def _draft(request: Request, template: Template, made: Drafted, at: int = 0) -> HTMLResponse:
    language, root = page_language(request), root_path(request)
    return page(
        request,
        "rediger_draft.html",
        HERE,
        name=template.name,
        title=_title(template, language),
        organisation=capitalised(made.draft.organisation),
        sections=shown_sections(made.draft, language, root),
        remaining=remaining(made.draft),
        gaps=len(made.draft.todo),
        at=at,
        state=json.dumps(made.state, ensure_ascii=False),
    )


def _title(template: Template, language: Language) -> str:
    return (template.title_en if language == "en" else "") or template.title


def file_name(draft: PolicyDraft) -> str:
    """Return the name of a draft's file, without accents: every system writes it alike."""
    told = unicodedata.normalize("NFKD", f"{draft.template.name} {draft.organisation}").encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", told.decode().lower()).strip("-")[:60]
