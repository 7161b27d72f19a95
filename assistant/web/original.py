"""The file that a document came from, given back only while it is, to the byte, the one that was imported."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import quote

from corpus.catalogue import Catalogue
from corpus.errors import UsageError


def original_of(catalogue: Catalogue, document_id: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that a document was read from.

    A path is never taken from a request: it is the catalogue's own, and what stands there must have the digest that
    the catalogue holds.

    Raises:
        UsageError: there is no such document, or its file has changed or gone since.
    """
    document = catalogue.find(document_id)
    for file in catalogue.source_files().values():
        if file.document_id != document.document_id or file.state != "read":
            continue
        try:
            content = Path(file.path).read_bytes() if Path(file.path).stat().st_size == file.size else b""
        except OSError:
            continue
        if hashlib.sha256(content).hexdigest() == file.sha256:
            return file.name, content
    raise UsageError("web.original_gone", name=document.source)


def download_headers(name: str) -> dict[str, str]:
    """Return the headers that make a browser keep a file, and never show it as a page of ours."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-_ ") else "_" for sign in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
