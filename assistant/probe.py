"""Does the language model answer, and how fast? One short question; where it fails, the remedy."""

from __future__ import annotations

import time
from typing import Any

from assistant.generate import LanguageModel
from assistant.prompts import probe_prompt
from assistant.wording import explain
from corpus.errors import ModelError, UsageError
from corpus.llm import LlmSettings
from index.model import Language

Json = dict[str, Any]


def probe(settings: LlmSettings, language: Language) -> Json:
    """Return whether the model of some settings answers, as the interface's JSON has it.

    Raises:
        UsageError: no model is set.
    """
    if not settings.is_set:
        raise UsageError("llm.unset")
    model = LanguageModel(settings)
    prompt = probe_prompt(language)
    told: Json = {"model": settings.model, "base_url": settings.base_url}
    text, first = "", None
    try:
        model.make_ready()
        started = time.monotonic()
        for piece in model.stream(prompt.messages, prompt.most_tokens):
            first = time.monotonic() - started if first is None else first
            text += piece
    except ModelError as error:
        problem = {"code": f"llm_{error.code}", "text": explain(language, error)}
        return {"ok": False, "problems": [problem], "llm": told}
    seconds = time.monotonic() - started
    measured = {"seconds_first": round(first or seconds, 3), "seconds": round(seconds, 3), "words": len(text.split())}
    return {"ok": True, "problems": [], "llm": told | measured}
