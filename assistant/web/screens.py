"""The screens: the one list that the navigation of every page is drawn from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen: its address under our root; `wording` has its name at `web.screen_{key}`."""

    key: str
    path: str


SCREENS = (
    Screen(key="question", path="/"),
    Screen(key="explorer", path="/explorer"),
    Screen(key="rediger", path="/rediger"),
    Screen(key="lexique", path="/lexique"),
    Screen(key="library", path="/bibliotheque"),
    Screen(key="quality", path="/qualite"),
)
