"""What one file may hold and may cost: refused before parsing where that can be known, while reading else.

The values are those of ../shared/design/ingestion.md, measured on real municipal files; `repere.toml` may change them.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import FileError

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is taken of one file.

    `megabytes` of the file itself; `pages` of a PDF; `characters` of text. Of a ZIP container, which an Office file
    is: `unpacked_megabytes` in all its parts, `ratio` of unpacked to packed bytes, `entries`. Of the process that
    reads it: `seconds` of time, `memory_megabytes` of address space (where the system can limit it); of the programs
    that recognise the text of scanned pages, `ocr_seconds` for the whole file (0: they are not run).
    """

    megabytes: int = 50
    pages: int = 2_000
    characters: int = 5_000_000
    unpacked_megabytes: int = 200
    ratio: int = 200
    entries: int = 5_000
    seconds: int = 60
    memory_megabytes: int = 2_048
    ocr_seconds: int = 900

    def check_size(self, size: int) -> None:
        """Refuse a file of more bytes than the limit."""
        if size > self.megabytes * MEGABYTE:
            raise FileError("limit", "file.limit_size", megabytes=self.megabytes)

    def check_pages(self, count: int) -> None:
        """Refuse a file of more pages than the limit."""
        if count > self.pages:
            raise FileError("limit", "file.limit_pages", count=count, most=self.pages)

    def check_characters(self, count: int) -> None:
        """Refuse a text of more characters than the limit."""
        if count > self.characters:
            raise FileError("limit", "file.limit_characters", characters=self.characters)


LIMITS = Limits()
