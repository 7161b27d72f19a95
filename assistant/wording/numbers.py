"""Numbers as a language writes them."""

from __future__ import annotations

_FRENCH = str.maketrans({",": "\u00a0", ".": ","})


def decimal(number: float, language: str, places: int = 1) -> str:
    """Return a number with so many decimals: `1 122,4` in French, its groups held together, `1,122.4` in English."""
    text = f"{number:,.{places}f}"
    return text.translate(_FRENCH) if language == "fr" else text
