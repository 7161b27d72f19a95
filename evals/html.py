"""A run as one page that stands alone: no script, no address, readable on a phone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from assistant.wording import say
from evals.explained import lost_words
from evals.judge import CRITERIA
from evals.report import HEADLINE, difference, is_same, judge_line, number

Json = dict[str, Any]

TEMPLATES = Path(__file__).resolve().parent / "templates"
_LOCALES = {"fr": "fr-CA", "en": "en-CA"}


def report_html(told: Json, language: str, today: date) -> str:
    """Return the page of a run's JSON; whatever it holds of documents and questions is text, never markup."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("report.html").render(
        sets=told["sets"],
        date=today.isoformat(),
        locale=_LOCALES[language],
        words=lambda key, **values: say(language, key, **values),
        number=number,
        difference=difference,
        headline=_headline,
        lost=lambda failure: lost_words(failure, language),
        judge_line=lambda name, judge: judge_line(name, judge, language),
        judged=CRITERIA,
        is_same=is_same,
    )


def _headline(one: Json) -> list[str]:
    return [metric for metric in one["metrics"] if metric in HEADLINE] or list(one["metrics"])
