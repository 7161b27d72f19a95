from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

import pytest

from assistant.wording import say
from corpus import ocr
from corpus.errors import FileError
from corpus.model import Extract, Reading
from corpus.readers.pdf import read
from corpus.readers.pdf_flags import GARBLED_FLAG, page_ranges, pages_in, recognised_flag, scanned_flag, scanned_in
from corpus.reading import make_reading

needs_programs = pytest.mark.skipif(
    not ocr.is_available(), reason="the programs ocrmypdf and tesseract with French are not installed"
)
FRENCH = (
    "Le conseil municipal a adopté à l'unanimité",
    "la politique de développement social,",
    "qui vise l'accès au logement et la qualité",
    "de vie des aînés de la Mauricie.",
)
ENGLISH = ("Minutes of the third meeting",)


def _scan(*pages: tuple[str, ...], mode: str = "L", angle: int = 0) -> bytes:
    """Return a PDF of pictures of pages, 200 dots per inch; in mode « 1 » they are stored as a fax (CCITT)."""
    from PIL import Image

    pictures = [Image.open(BytesIO(_drawn(lines))) if lines else Image.new("L", (1654, 1000), 255) for lines in pages]
    pictures = [picture.rotate(angle, expand=True).convert(mode) for picture in pictures]
    buffer = BytesIO()
    pictures[0].save(buffer, "PDF", resolution=200, save_all=True, append_images=pictures[1:])
    return buffer.getvalue()


@cache
def _drawn(lines: tuple[str, ...]) -> bytes:
    """Draw lines with Ghostscript, which OCRmyPDF needs too, and return a PNG picture."""
    shown = "".join(
        f"60 {300 - 30 * number} moveto <{line.encode('latin-1').hex()}> show\n" for number, line in enumerate(lines)
    )
    script = f"""/Helvetica findfont dup length dict copy dup /Encoding ISOLatin1Encoding put
/Latin exch definefont 16 scalefont setfont
{shown}showpage
"""
    command = [
        "gs",
        "-q",
        "-dSAFER",
        "-dBATCH",
        "-dNOPAUSE",
        "-sDEVICE=pnggray",
        "-r200",
        "-g1654x1000",
        "-o",
        "-",
        "-",
    ]
    return subprocess.run(command, input=script.encode("ascii"), capture_output=True, check=True).stdout


def _changed(content: bytes, *, password: str | None = None, form: bool = False) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    if form:
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
            {
                NameObject("/Fields"): ArrayObject([DictionaryObject({NameObject("/FT"): NameObject("/Tx")})]),
                NameObject("/NeedAppearances"): BooleanObject(True),
            }
        )
    if password is not None:
        writer.encrypt("", password, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _words(extract: Extract) -> str:
    return " ".join(block.text for block in extract.blocks).replace("’", "'")


def _reading(content: bytes) -> Reading | FileError:
    try:
        return make_reading(read(content), source="numérisé.pdf")
    except FileError as error:
        return error


def test_pages_are_named_as_ranges() -> None:
    assert page_ranges([7, 1, 2, 4, 5, 6, 9, 9]) == "1, 2, 4-7, 9"
    assert page_ranges([]) == ""
    assert pages_in("1, 2, 4-7, 9") == (1, 2, 4, 5, 6, 7, 9)
    assert scanned_in((recognised_flag([3]), scanned_flag(range(1, 30)))) == tuple(range(1, 30))
    assert recognised_flag([3]) == "numérisé : texte reconnu, page 3"
    assert recognised_flag([1, 3]) == "numérisé : texte reconnu, pages 1, 3"


def test_without_the_programs_the_sentence_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not ocr.is_available()
    content = _scan(())
    result = _reading(content)
    assert isinstance(result, FileError)
    assert ocr.scanned_pages(result) == (1,)
    assert ocr.read_again(content, result, _reading, 60) is result
    for language in ("fr", "en"):
        sentence = say(language, result.key, **result.values)
        assert "sudo apt install ocrmypdf tesseract-ocr-fra" in sentence
        assert "brew install ocrmypdf tesseract-lang" in sentence
    with pytest.raises(FileError) as raised:
        ocr.with_text(content, (1,), 60)
    assert raised.value.key == "file.ocr_failed"
    for key in ("file.ocr_failed", "file.ocr_empty", "file.ocr_time"):
        assert say("fr", key, detail="…", seconds=60) != say("en", key, detail="…", seconds=60)


@needs_programs
@pytest.mark.parametrize(("mode", "angle"), [("L", 0), ("1", 0), ("L", 90)])
def test_a_scan_is_read_with_its_pages_and_flag(mode: str, angle: int) -> None:
    content = _scan(FRENCH * 2, FRENCH * 2, mode=mode, angle=angle)
    if mode == "1":
        assert b"CCITTFaxDecode" in content
    result = ocr.read_again(content, _reading(content), _reading, 120)
    assert isinstance(result, Reading)
    assert "a adopté à l'unanimité la politique de développement social" in result.document.text.replace("’", "'")
    assert result.document.flags == ("numérisé : texte reconnu, pages 1, 2",)
    assert {passage.locator.value for passage in result.passages} >= {"1"}


@needs_programs
def test_only_the_pages_asked_for_are_read() -> None:
    blocks = read(ocr.with_text(_scan(ENGLISH, FRENCH, ENGLISH), (2,), 120)).blocks
    assert {block.locator.value for block in blocks if block.locator} == {"2"}


@needs_programs
@pytest.mark.parametrize(("password", "form"), [("propriétaire", False), (None, True)])
def test_a_scan_with_a_form_or_an_owner_s_password_is_read(password: str | None, form: bool) -> None:
    content = _changed(_scan(FRENCH), password=password, form=form)
    assert "la politique de développement social" in _words(read(ocr.with_text(content, (1,), 120)))


@needs_programs
def test_pages_that_have_a_text_are_left_as_they_are() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(ocr.with_text(_scan(ENGLISH), (1,), 120))))
    writer.append(BytesIO(_scan(FRENCH)))
    buffer = BytesIO()
    writer.write(buffer)
    before = read(buffer.getvalue())
    assert before.flags == (scanned_flag([2]), recognised_flag([1]))
    after = read(ocr.with_text(buffer.getvalue(), (2,), 120))
    assert after.flags == (recognised_flag([1, 2]),)
    assert after.blocks[: len(before.blocks)] == before.blocks
    assert "la qualité de vie des aînés" in _words(after)


@needs_programs
def test_pictures_without_words_are_named() -> None:
    content = _scan(())
    result = ocr.read_again(content, _reading(content), _reading, 120)
    assert isinstance(result, FileError)
    assert (result.code, result.key) == ("scanned", "file.ocr_empty")


@needs_programs
def test_letters_that_are_no_words_are_recognised_as_they_look(shared: Path) -> None:
    content = (shared / "documents" / "pdf" / "truetype_font_nomapping.pdf").read_bytes()
    before = _reading(content)
    assert isinstance(before, Reading)
    assert before.document.flags == (GARBLED_FLAG,)
    after = ocr.read_again(content, before, _reading, 120)
    assert isinstance(after, Reading)
    assert after.document.flags == (recognised_flag([1]),)
    assert after.document.text != before.document.text


@needs_programs
def test_a_file_that_the_programs_refuse_is_named() -> None:
    with pytest.raises(FileError) as raised:
        ocr.with_text(b"%PDF-1.7\nrien\n%%EOF\n", (1,), 60)
    assert (raised.value.code, raised.value.key) == ("scanned", "file.ocr_failed")
    assert "/" not in str(raised.value.values["detail"])


def _left_behind(temporary: Path) -> list[str]:
    """Return the commands of the processes that name a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            found += [command] if str(temporary) in command else []
    return found


@needs_programs
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the processes are seen through /proc")
@pytest.mark.parametrize("stopped", [False, True])
def test_nothing_is_left_behind_after_the_time_or_a_stop(
    stopped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import CancelledError

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content = _scan(*[FRENCH] * 12)
    stop, ended = Event(), Event()

    def stop_it_at_work() -> None:
        while not any("tesseract" in command for command in _left_behind(tmp_path)) and not ended.wait(0.05):
            pass
        stop.set()

    started = time.monotonic()
    if stopped:
        Thread(target=stop_it_at_work).start()
        try:
            with pytest.raises(CancelledError):
                ocr.with_text(content, (), 600, stop)
        finally:
            ended.set()
    else:
        with pytest.raises(FileError) as raised:
            ocr.with_text(content, (), 3)
        assert (raised.value.code, raised.value.key) == ("time", "file.ocr_time")
    assert time.monotonic() - started < 120  # it does not wait for twelve pages
    while _left_behind(tmp_path) and time.monotonic() - started < 120:
        time.sleep(0.05)  # the system takes a moment to end what was killed
    assert _left_behind(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    left, held = tmp_path / f"{ocr.PREFIX}{ended.pid}-a", tmp_path / f"{ocr.PREFIX}{os.getpid()}-b"
    for folder in (left, held, tmp_path / "repere-ocr-notes"):
        folder.mkdir()
    ocr.sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([held.name, "repere-ocr-notes"])


def test_pages_that_nobody_tried_are_tried_once_the_programs_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    scanned, recognised = scanned_flag([2]), recognised_flag([1])
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    assert ocr.may_be_recognised([scanned])
    assert not ocr.may_be_recognised([scanned, recognised])  # page 2 was tried too
    assert not ocr.may_be_recognised([])
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    assert not ocr.may_be_recognised([scanned])
