"""What a request asks for: its path under our root, and the language it wants."""

from __future__ import annotations

from fastapi import Request

from index.model import Language


def route_path(request: Request) -> str:
    """Return the path of a request below the path that a proxy serves us under."""
    path: str = request.scope["path"]
    root = root_path(request)
    return path.removeprefix(root) if path.startswith(f"{root}/") else path


def root_path(request: Request) -> str:
    """Return the path that a proxy serves us under, without a slash at its end; inside a mount too."""
    root: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return root.rstrip("/")


def page_language(request: Request) -> Language:
    """Return the language of a page: the one that its address asks for, else that of the settings."""
    return chosen_language(request) or ("en" if getattr(request.app.state, "language", "fr") == "en" else "fr")


def program_language(request: Request) -> Language:
    """Return the language to speak to a program: as for a page, but `Accept-Language` is heard too."""
    if chosen := chosen_language(request):
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in {"fr", "en"}:
            return "en" if language == "en" else "fr"
    return page_language(request)


def is_for_a_person(request: Request) -> bool:
    """Tell whether a browser asks for a page, rather than a program for its data."""
    wants_page = request.method in {"GET", "POST"} and "text/html" in request.headers.get("accept", "")
    return wants_page and not route_path(request).startswith("/api/")


def chosen_language(request: Request) -> Language | None:
    """Return the language that an address asks for by `?lang=`, or None."""
    asked = request.query_params.get("lang")
    return "en" if asked == "en" else "fr" if asked == "fr" else None
