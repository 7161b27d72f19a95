"""The service through the process that owns the home folder, whose address and secret lie there for this user alone."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import errors
from corpus.causes import cause_of
from corpus.errors import OwnedError, RepereError, StoreError

if TYPE_CHECKING:
    from assistant.service import Event
    from index.collection import Progress

Json = dict[str, Any]

CARD = "owner.json"
HEADER = "X-Repere-Secret"
LANGUAGE_HEADER = "X-Repere-Language"
SHORT, LONG = 2.0, 3600.0
"""Seconds to wait for an owner to show that it lives, and for its work."""


def leave_card(home: Path, address: str, secret: str) -> None:
    """Write where the owner of a home folder can be asked, readable by this user alone."""
    path = home / CARD
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"address": address, "secret": secret}, file)


def take_card_back(home: Path) -> None:
    """Remove what `leave_card` wrote."""
    (home / CARD).unlink(missing_ok=True)


def reach_owner(home: Path, language: str) -> RemoteService | None:
    """Return the service of the process that owns a home folder, or None when none answers.

    A card may be left over from a server that was killed, and another may have its port since: only one that
    knows the card's secret and serves this very folder is the owner.
    """
    try:
        card = json.loads((home / CARD).read_text(encoding="utf-8"))
        service = RemoteService(str(card["address"]), str(card["secret"]), language)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return service if service.owns(home) else None


class RemoteService:
    """The same methods as `assistant.service.LocalService`, done by the owner."""

    def __init__(self, address: str, secret: str, language: str = "fr") -> None:
        self._address = address
        self._headers = {"Content-Type": "application/json", HEADER: secret, LANGUAGE_HEADER: language}
        # an owner is on this machine: a proxy set in the environment is not asked
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def owns(self, home: Path) -> bool:
        """Tell whether the process at this address lives and owns a home folder."""
        try:
            with self._opener.open(self._request("ping"), timeout=SHORT) as response:
                return bool(json.load(response)["home"] == str(home))
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def close(self) -> None:
        """Do nothing: each call has its own connection."""

    def ingest(
        self, paths: Sequence[str], given: Json, jobs: int = 2, progress: Progress | None = None, again: bool = False
    ) -> Json:
        """Have files and folders taken in; the owner goes on to the end, even when nobody waits for it any more."""
        files = [str(Path(path).absolute()) for path in paths]
        return self._call("ingest", paths=files, given=given, jobs=jobs, again=again)

    def sync(self, folder: str, progress: Progress | None = None) -> Json:
        """Have the collection mirror a folder."""
        return self._call("sync", folder=str(Path(folder).absolute()))

    def documents(self) -> Json:
        """List the documents."""
        return self._call("documents")

    def show(self, name: str) -> Json:
        """Return one document."""
        return self._call("show", name=name)

    def remove(self, names: Sequence[str]) -> Json:
        """Have documents removed."""
        return self._call("remove", names=list(names))

    def search(self, text: str, k: int, filters: Json) -> Json:
        """Find passages."""
        return self._call("search", text=text, k=k, filters=filters)

    def ask(self, question: str, level: str, history: list[Json], filters: Json, language: str | None) -> Json:
        """Have a question answered."""
        return self._call("ask", question=question, level=level, history=history, filters=filters, language=language)

    def asking(
        self, question: str, level: str, history: list[Json], filters: Json, language: str | None
    ) -> Iterator[Event]:
        """Have a question answered step by step."""
        arguments = {"question": question, "level": level, "history": history, "filters": filters, "language": language}
        try:
            with self._opener.open(self._request("asking", **arguments), timeout=LONG) as response:
                for line in response:
                    step = json.loads(line)
                    if "error" in step:
                        raise _raised(step["error"])
                    yield step
        except urllib.error.HTTPError as error:
            raise _error_of(error) from error
        except (OSError, ValueError) as error:
            raise OwnedError("store.owner_failed", detail=cause_of(error)) from error

    def feedback(self, question: str, verdict: str, comment: str, history: list[Json]) -> Json:
        """Have kept what a person thinks of an answer."""
        return self._call("feedback", question=question, verdict=verdict, comment=comment, history=history)

    def templates(self) -> Json:
        """List the templates of documents."""
        return self._call("templates")

    def draft(self, template: str, fields: Json, decisions: Sequence[Json] = (), output: str | None = None) -> Json:
        """Have a document drafted, and written where an output is named."""
        where = str(Path(output).absolute()) if output is not None else None
        drafted = self._call("draft", template=template, fields=fields, decisions=list(decisions), output=where)
        return drafted | {"output": output}

    def check(self) -> Json:
        """Have the home folder checked."""
        return self._call("check")

    def rebuild(self) -> Json:
        """Have the index made anew."""
        return self._call("rebuild")

    def backup(self, path: str) -> Json:
        """Have a backup written."""
        return self._call("backup", path=str(Path(path).absolute()))

    def _request(self, command: str, **arguments: object) -> urllib.request.Request:
        body = json.dumps({"arguments": arguments}).encode("utf-8")
        return urllib.request.Request(f"{self._address}/owner/{command}", data=body, headers=self._headers)

    def _call(self, command: str, **arguments: object) -> Json:
        try:
            with self._opener.open(self._request(command, **arguments), timeout=LONG) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            raise _error_of(error) from error
        except (OSError, ValueError) as error:
            raise OwnedError("store.owner_failed", detail=cause_of(error)) from error


def _error_of(response: urllib.error.HTTPError) -> RepereError:
    """Return the error that the owner met, as the one it raised."""
    try:
        return _raised(json.load(response)["error"])
    except (ValueError, KeyError, TypeError):
        return StoreError("store.owner_failed", detail=str(response.code))


def _raised(told: Json) -> RepereError:
    kind: type[RepereError] = getattr(errors, str(told["kind"]), StoreError)
    return kind(str(told["key"]), **dict(told["values"]))
