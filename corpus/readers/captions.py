"""Captions of a video, WebVTT or SubRip → extract: sentences with the time they start at.

Read without a library: pysrt is under the GPL and no longer kept up, and webvtt-py drops the words of a cue whose time
is wrong.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from corpus.dates import find_dates, is_iso_date
from corpus.errors import FileError
from corpus.glossary import fold
from corpus.limits import LIMITS, Limits
from corpus.model import Block, Extract, Locator, Metadata
from corpus.readers.encodings import decode, unify_line_ends
from corpus.readers.opc import words
from corpus.sentences import sentence_spans

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}(?:[ \t]|$)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_NOT_A_CUE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION|X-TIMESTAMP-MAP)(?=$|[ \t=])")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?[ \t]+([^<>\n]{1,200})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<(?:\d+:)?\d+:\d+[.,]\d+>|\{\\[^{}\n]{0,200}\}")
_CHANGE = re.compile(r"^>>+\s*")
_NAMED = re.compile(r"^[A-ZÀ-Ÿ][\w.’'-]*(?: [\w.’'-]+){0,4}\s?: ")
_DASH = re.compile(r"^[-–—] ?(?=\S)")
_NOTE = re.compile(r"^NOTE(?=[ \t])[ \t]+")
_ADDRESS = re.compile(r"https?://\S+")
_KEYS = {
    key: name
    for name, keys in {
        "title": "title titre",
        "authors": "author authors auteur auteure auteurs auteures",
        "organisation": "organisation organization organisme",
        "date": "date",
        "language": "language langue",
        "licence": "licence license",
        "source_url": "source url",
    }.items()
    for key in keys.split()
}
"""What we call what a header says, by its words for it."""
_WORD = re.compile(r"[^ \t\n]+")
_TITLED = re.compile(r"WEBVTT[ \t]+(?:[-–—:][ \t]*)?(\S.*)")
_SAID = re.compile(
    r"(?:^|(?<=\. ))(?P<key>[A-Za-zÀ-ÿ]{3,12})[ \u00a0]?:[ \t\u00a0]+"
    r"(?P<value>\S.*?)(?=$|(?:(?<=\w\w)|(?<=\d))\.(?:$| [A-ZÀ-Ÿ]))"
)
"""A key and its value in a header or a note: a line, or a sentence of it. A full stop after one letter ends none."""

MOST_CUES = 100_000
LONGEST_HEADER = 5_000
"""Characters at the top of the captions that may say what they are."""
LONGEST_VALUE = 200
PAUSE = 2.0
"""Seconds of silence that end a sentence, where no full stop does: titles, and captions made by a machine."""
LONGEST_SENTENCE = 300
"""Characters after which the next cue starts another sentence: captions made by a machine have no full stops."""
ROLLING_SHARE = 0.3
"""Share of cues that repeat lines of the one before, from which the captions roll; at least `ROLLING_TIMES` do."""
ROLLING_TIMES = 2
ROLLING_LINES = 4
"""Lines of a cue, from its first, that may repeat the last ones of the cue before."""
LONGEST_GAP = 1.0
"""Seconds between two cues of which the second may repeat the first."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Words on the screen, and who says them where the file tells."""

    voice: str | None
    words: list[str]


@dataclass(frozen=True, slots=True)
class _Cue:
    """Lines shown from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: list[_Line]

    @property
    def words(self) -> list[str]:
        """The words of all lines."""
        return [word for line in self.lines for word in line.words]


@dataclass(slots=True)
class _Turn:
    """What one person says without a pause: its parts, and where in the whole each starts (characters, seconds)."""

    parts: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, text: str, start: float) -> None:
        """Append the words of a line, shown from `start` on."""
        self.offsets.append(self.offsets[-1] + len(self.parts[-1]) + 1 if self.parts else 0)
        self.times.append(start)
        self.parts.append(text)


def read(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the sentences of captions, each with the time its first cue starts at.

    Raises:
        FileError: the bytes are not a text, it has no times, or it has more than `MOST_CUES` cues.
    """
    text = unify_line_ends(decode(content, limits)).removeprefix("\ufeff").strip()
    cues = list(_cues(text))
    if not cues and not text.startswith("WEBVTT"):
        raise FileError("malformed", "file.no_times")
    blocks = tuple(block for turn in _turns(_unrolled(cues)) for block in _sentences(turn))
    return Extract(blocks=blocks, metadata=_metadata(text))


def _metadata(text: str) -> Metadata:
    """Return what the header of WebVTT captions, and the notes above the first of them, say of the whole."""
    header = text[:LONGEST_HEADER].partition("-->")[0]
    if not header.startswith("WEBVTT"):
        return Metadata()
    lines = header.split("\n")
    said: dict[str, str] = {}
    for line in lines[1:]:
        for match in _SAID.finditer(_NOTE.sub("", line)):
            said.setdefault(_KEYS.get(fold(match["key"]), ""), words(match["value"])[:LONGEST_VALUE])
    titled = _TITLED.match(lines[0])
    address = _ADDRESS.match(said.get("source_url", ""))
    language = said.get("language", "").lower()[:2]
    return Metadata(
        title=said.get("title") or (words(titled[1])[:LONGEST_VALUE] if titled else None),
        organisation=said.get("organisation"),
        date=_date(said.get("date", "")),
        authors=tuple(name.strip() for name in re.split(r"[;,]", said.get("authors", "")) if name.strip()),
        language=language if language in {"fr", "en"} else None,
        licence=said.get("licence"),
        source_url=address[0] if address else None,
    )


def _date(value: str) -> str | None:
    if is_iso_date(value):
        return value
    found = find_dates(value)
    return found[0].iso if len(found) == 1 else None


def _cues(text: str) -> Iterator[_Cue]:
    """Yield the cues in the file's order; one whose time is missing or wrong follows the one before at once."""
    end = 0.0
    for count, (times, lines) in enumerate(_groups(text)):
        if count >= MOST_CUES:
            raise FileError("limit", "file.limit_elements", most=MOST_CUES)
        match = _TIMES.match(times)
        start, end = (_seconds(match.groups()[:4]), _seconds(match.groups()[4:])) if match else (end, end)
        yield _Cue(start, end, [shown for line in lines for shown in _shown(line)])


def _groups(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the line of times of each cue, blank where it has none, and its lines of words."""
    times, waiting = "", False
    for group in _BLANK_LINES.split(text):
        lines = group.split("\n")
        timed = [number for number, line in enumerate(lines) if "-->" in line]
        if not timed and times and not _NOT_A_CUE.match(group):
            # a blank line may stand between the times and the words, as when YouTube leaves the first line empty
            shown = lines if waiting or not lines[0].strip().isdigit() else lines[1:]
            yield times if waiting else "", shown
            waiting = False
        for number, end in zip(timed, [*timed, len(lines)][1:], strict=True):
            times = lines[number]
            numbered = end < len(lines) and lines[end - 1].strip().isdigit()  # the number of the cue below
            shown = lines[number + 1 : end - 1 if numbered else end]
            waiting = not shown
            if shown:
                yield times, shown


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = clock
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _shown(line: str) -> Iterator[_Line]:
    voice: str | None = None
    for number, part in enumerate(_VOICE.split(line)):
        if number % 2:
            voice = words(html.unescape(part))
        elif (shown := _WORD.findall(words(html.unescape(_TAG.sub("", part))))) and any(map(str.strip, shown)):
            yield _Line(voice, shown)


def _unrolled(cues: list[_Cue]) -> list[_Cue]:
    """Return the cues without the words they repeat from the one before, where the captions roll over the screen."""
    repeated = [_repeated(before, cue) for before, cue in pairwise(cues)]
    times = sum(map(bool, repeated))
    if times < max(ROLLING_TIMES, ROLLING_SHARE * len(repeated)):
        return cues
    return [*cues[:1], *(_without(cue, count) for cue, count in zip(cues[1:], repeated, strict=True))]


def _repeated(before: _Cue, cue: _Cue) -> int:
    """Return how many words at the start of a cue end the one before: whole lines of the one or of the other."""
    old, new = before.words, cue.words
    if cue.start - before.end > LONGEST_GAP:
        return 0
    first = accumulate(len(line.words) for line in cue.lines[:ROLLING_LINES])
    last = accumulate(len(line.words) for line in before.lines[: -ROLLING_LINES - 1 : -1])
    counts = (count for count in {*first, *last} if 0 < count <= len(old))
    return max((count for count in counts if old[-count:] == new[:count]), default=0)


def _without(cue: _Cue, count: int) -> _Cue:
    lines = []
    for line in cue.lines:
        lines.append(_Line(line.voice, line.words[count:]))
        count = max(0, count - len(line.words))
    return _Cue(cue.start, cue.end, [line for line in lines if line.words])


def _turns(cues: list[_Cue]) -> Iterator[_Turn]:
    """Yield what is said, a turn for each person and after each pause; a name stands once, at the start of its turn."""
    turn = _Turn()
    voice: str | None = None
    end = 0.0
    for cue in cues:
        paused = cue.start - end > PAUSE
        for line in cue.lines:
            text = " ".join(line.words)
            said = _CHANGE.sub("", text)
            changed = line.voice not in {None, voice}
            if changed:
                voice = line.voice
                said = f"{voice} : {said}"
            if turn.parts and (changed or paused or said != text or _NAMED.match(said) or _DASH.match(said)):
                yield turn
                turn = _Turn()
            turn.add(said, cue.start)
            paused = False
        end = max(end, cue.end)
    yield turn


def _sentences(turn: _Turn) -> Iterator[Block]:
    text = " ".join(turn.parts)
    for start, stop in sentence_spans(text):
        position = start
        for offset in turn.offsets[bisect_right(turn.offsets, start) : bisect_right(turn.offsets, stop - 1)]:
            if offset - position >= LONGEST_SENTENCE:
                yield _sentence(turn, text, position, offset)
                position = offset
        yield _sentence(turn, text, position, stop)


def _sentence(turn: _Turn, text: str, start: int, end: int) -> Block:
    seconds = int(turn.times[bisect_right(turn.offsets, start) - 1])
    minutes, hours = seconds // 60 % 60, seconds // 3600
    clock = f"{minutes:02}:{seconds % 60:02}"
    locator = Locator(kind="time", value=f"{hours}:{clock}" if hours else clock)
    return Block(kind="paragraph", text=text[start:end].strip(), locator=locator)
