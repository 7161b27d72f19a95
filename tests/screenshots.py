"""`make screenshots`: a picture of each screen at two widths, of a real server with the starter collection."""

from __future__ import annotations

import argparse
import io
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "ecrans"
SIZES = ((1280, 800), (390, 844))
"""A laptop and a phone: width and height, in CSS pixels."""
COLOURS = 128
"""Enough for flat pages; a picture then weighs a third."""
QUESTIONS = ROOT / "evals" / "data" / "starter.jsonl"
FEW = 10
"""Questions asked for the screen of quality to have something to show."""
PATIENCE = 60_000
"""Milliseconds that a screen may take on a busy machine."""
QUESTION = "C'est quoi, le développement social?"
ORGANISATION = "la Ville de Rivière-aux-Pins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture: the name of its file, where it is taken, and what is done there first."""

    name: str
    path: str
    before: Callable[[Page], None] | None = None


def ask(page: Page) -> None:
    """Ask a question and wait for its answer."""
    page.get_by_label("Votre question").fill(QUESTION)
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("#tools")).to_be_visible()


def welcomed(page: Page) -> None:
    """Wait for the examples of a first visit."""
    expect(page.locator("#readers button").first).to_be_visible()


def open_source(page: Page) -> None:
    """Open the first result of a search in the document viewer."""
    page.locator(".results h3 a").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()


def draft(page: Page) -> None:
    """Make the draft of a note to the council."""
    page.get_by_role("link", name="Note à l'élu").click()
    page.get_by_label("Nom de l'organisation").fill(ORGANISATION)
    page.get_by_label("Nombre d'habitants").fill("8 200")
    page.get_by_label("Type de territoire").select_option("municipalité")
    page.get_by_label("Région administrative").select_option("Mauricie")
    page.locator("[id='f.enjeu']").fill("Des familles ont du mal à bien manger.")
    page.locator("[id='f.decision']").fill("mettre sur pied un comité")
    page.get_by_role("button", name="Faire l'ébauche").last.click()
    expect(page.locator(".drafted h1")).to_be_visible()


SHOTS = (
    Shot(name="accueil", path="/", before=welcomed),
    Shot(name="question", path="/", before=ask),
    Shot(name="document", path="/explorer?q=comité+de+pilotage", before=open_source),
    Shot(name="explorer", path="/explorer?q=sécurité+alimentaire"),
    Shot(name="exemples", path="/explorer/exemples?q=sécurité+alimentaire"),
    Shot(name="comparer", path="/explorer/comparer?q=transport&region=Laval&region=Mauricie&region=Estrie"),
    Shot(name="carte", path="/explorer/carte"),
    Shot(name="temps", path="/explorer/temps"),
    Shot(name="rediger", path="/rediger"),
    Shot(name="ebauche", path="/rediger", before=draft),
    Shot(name="lexique", path="/lexique"),
    Shot(name="bibliotheque", path="/bibliotheque"),
    Shot(name="qualite", path="/qualite"),
)


def take(address: str, folder: Path, shots: Sequence[Shot], *, whole: bool) -> list[Path]:
    """Write a picture of each of some screens at each width; `whole` keeps what is below the window too."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES:
            for shot in shots:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, locale="fr-CA", reduced_motion="reduce"
                )
                page = context.new_page()
                page.set_default_timeout(PATIENCE)
                page.goto(address + shot.path)
                if shot.before:
                    shot.before(page)
                page.evaluate("document.activeElement?.blur()")
                path = folder / f"{shot.name}-{width}.png"
                path.write_bytes(lightened(page.screenshot(full_page=whole, animations="disabled")))
                written.append(path)
                context.close()
        browser.close()
    return written


def lightened(picture: bytes) -> bytes:
    """Return a picture with few colours."""
    kept = io.BytesIO()
    flat = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main() -> None:
    """Serve the starter collection from a home of its own, take the pictures, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="a server that runs already, rather than one of our own")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures go")
    parser.add_argument("--whole", action="store_true", help="whole pages, rather than what the window shows")
    parser.add_argument("--only", action="append", choices=[shot.name for shot in SHOTS], help="the screens wanted")
    given = parser.parse_args()
    shots = [shot for shot in SHOTS if not given.only or shot.name in given.only]
    expect.set_options(timeout=PATIENCE)
    if given.address:
        told = take(given.address, given.folder, shots, whole=given.whole)
    else:
        with tempfile.TemporaryDirectory() as home:
            repere = [sys.executable, "-m", "assistant", "--home", home]
            subprocess.run([*repere, "ingest", "corpus/starter"], cwd=ROOT, check=True)
            few = Path(home, "exemple.jsonl")
            few.write_text("".join(QUESTIONS.read_text("utf-8").splitlines(keepends=True)[:FEW]), "utf-8")
            subprocess.run([*repere, "--json", "eval", str(few)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            with subprocess.Popen(
                [*repere, "serve", "--port", "0"], cwd=ROOT, stderr=subprocess.PIPE, text=True
            ) as server:
                assert server.stderr
                try:
                    found = re.search(r"http://127\.0\.0\.1:[1-9]\d*", server.stderr.readline())
                    if not found:
                        sys.exit(server.stderr.read())
                    told = take(found[0], given.folder, shots, whole=given.whole)
                finally:
                    server.send_signal(signal.SIGTERM)
    for path in told:
        sys.stdout.write(f"{path.name}: {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
