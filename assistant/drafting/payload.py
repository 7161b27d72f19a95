"""Templates and drafts as the JSON of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.drafting.model import DraftedSection, Evidence, Field, PolicyDraft, Template
from assistant.drafting.plain import section_text
from assistant.drafting.values import as_json
from assistant.payloads import citation_json
from index.model import Language

Json = dict[str, Any]


def templates_json(templates: Iterable[Template], language: Language) -> Json:
    """Return the templates, in a person's language where a template has it."""
    return {"templates": [_template(one, language) for one in templates]}


def _template(template: Template, language: Language) -> Json:
    english = language == "en"
    return {
        "name": template.name,
        "title": (template.title_en if english else "") or template.title,
        "purpose": (template.purpose_en if english else "") or template.purpose,
        "fields": [_field(field, language) for field in template.fields],
        "sections": [
            {
                "title": section.title,
                "guidance": section.guidance,
                "retrieve": [
                    {"question": one.question, "kinds": list(one.kinds), "each": one.each or None}
                    for one in section.retrieve
                ],
                "most": section.most,
                "elsewhere": section.elsewhere,
            }
            for section in template.sections
        ],
    }


def _field(field: Field, language: Language) -> Json:
    return {
        "name": field.name,
        "label": field.label_in(language),
        "type": field.type,
        "help": field.help_in(language),
        "example": as_json(field.example) if field.example not in ("", ()) else None,
        "required": field.required,
        "choices": list(field.choices),
        "columns": [{"name": column.name, "label": column.label} for column in field.columns],
    }


def draft_json(draft: PolicyDraft, seconds: float) -> Json:
    """Return a draft, section by section, with its evidence and what remains to be done."""
    return {
        "template": draft.template.name,
        "title": draft.template.title,
        "organisation": draft.organisation,
        "date": draft.today,
        "sections": [_section(section) for section in draft.sections],
        "todo": [{"section": gap.section, "placeholder": gap.text, "kind": gap.kind} for gap in draft.todo],
        "output": None,
        "seconds": round(seconds, 3),
    }


def _section(section: DraftedSection) -> Json:
    tray = section.tray
    return {
        "title": section.title,
        "text": section_text(section.blocks),
        "citations": [citation_json(citation) for citation in section.citations],
        "placeholders": [gap.text for gap in section.placeholders],
        "evidence": [_evidence(one, used=True) for one in tray.used]
        + [_evidence(one, used=False) for one in (*tray.spare, *tray.rejected)],
    }


def _evidence(evidence: Evidence, *, used: bool) -> Json:
    hit = evidence.quote.hit
    return {
        "id": evidence.evidence_id,
        "decision": evidence.decision,
        "used": used,
        "scope": evidence.scope,
        "worth": round(evidence.worth, 3),
        "passage_id": hit.passage.passage_id,
        "title": hit.document.title,
        "regions": list(hit.passage.regions),
        "date": hit.passage.date,
        "quote": evidence.quote.text,
    }
