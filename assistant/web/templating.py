"""The one Jinja environment: everything is escaped, our words come from `wording/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.web.held import held
from assistant.web.screens import SCREENS
from assistant.wording import say
from index.model import Language

HERE = Path(__file__).parent
STATIC = HERE / "static"
STATIC_PATH = "/static/repere"
"""Where our own static files are served; Gradio serves its own beside, under `/static`."""

LOCALES: dict[Language, str] = {"fr": "fr-CA", "en": "en-CA"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"exact": _exact, "held": held}
    return environment


def _exact(text: str) -> Markup:
    """Return a text whose line ends survive the joining of a template's lines."""
    return Markup("{}").format(text).replace("\r", Markup("&#13;")).replace("\n", Markup("&#10;"))


def other_language(language: Language) -> Language:
    """Return the language that a page does not speak."""
    return "en" if language == "fr" else "fr"


def render(template: str, language: Language, **values: Any) -> str:
    """Return a template filled in. It may call `words(key, …)` for a sentence in the page's language.

    A page may tell its own screen, `here`, and the address of itself in the other language, `other_page`.
    """

    def words(key: str, **named: object) -> str:
        return say(language, key, **named)

    other = other_language(language)
    shell = {"screens": SCREENS, "here": "", "other": other, "other_page": f"?lang={other}"}
    page = {"words": words, "language": language, "locale": LOCALES[language], "static": STATIC_PATH}
    return _environment().get_template(template).render(**(shell | page | values))


def web_address(url: str | None) -> str | None:
    """Return an address that a page may link to: `http` or `https`, with a host; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
