"""The command line: reads the arguments, asks a service, prints its JSON or its text, and gives the exit code."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import terminal
from assistant.arguments import language_in, make_parser
from assistant.logs import start_log
from assistant.wording import explain, say
from corpus.causes import cause_of
from corpus.errors import OwnedError, RepereError, UsageError
from corpus.settings import Settings, default_home, load_settings

if TYPE_CHECKING:
    from assistant.service import Event, LocalService, Service
    from corpus.servers import ServerSettings

Json = dict[str, Any]
DONE, IN_PART, UNUSABLE = 0, 1, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 done in part, 2 wrong usage, 3 unusable home folder."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = language_in(given, os.environ.get("REPERE_LANGUAGE", "fr"))
    as_json = "--json" in given
    with contextlib.suppress(ValueError):  # not the main thread: whoever runs us there hears signals itself
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(given, language)
    except RepereError as error:
        _tell(explain(language, error), language, as_json, error.key)
        return error.exit_code
    except KeyboardInterrupt:
        _tell(say(language, "error.interrupted"), language, as_json, "error.interrupted")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # the last door: a person sees a sentence, a maintainer may ask for the trace
        if os.environ.get("REPERE_DEBUG"):
            raise
        detail = cause_of(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        _tell(say(language, "error.unexpected", detail=detail), language, as_json, "error.unexpected")
        return UNUSABLE


def _interrupt(*_: object) -> None:
    """Stop as Ctrl-C does: what is under way ends cleanly."""
    raise KeyboardInterrupt


def _run(given: list[str], language: str) -> int:
    parser = make_parser(language)
    options = parser.parse_args(given)
    if not options.command:
        parser.print_help(sys.stderr)
        raise UsageError("usage.no_command")
    home = (
        Path(getattr(options, "home", None) or os.environ.get("REPERE_HOME") or default_home()).expanduser().absolute()
    )
    settings = load_settings(home)
    start_log(settings, home)
    options.asked_language = getattr(options, "lang", None)
    options.lang = options.asked_language or language_in(given, settings.language)
    options.json = getattr(options, "json", False)
    return _COMMANDS[options.command](options, home, settings)


def _tell(text: str, language: str, as_json: bool, code: str) -> None:
    """Say what went wrong: on stderr, and as the one JSON object on stdout where that was asked for."""
    sys.stderr.write(say(language, "error.prefix", text=text) + "\n")
    if as_json:
        sys.stdout.write(json.dumps({"error": {"code": code, "text": text}}, ensure_ascii=False) + "\n")


def _print(options: argparse.Namespace, payload: Json, text: Callable[[Json, str], str]) -> None:
    sys.stdout.write((json.dumps(payload, ensure_ascii=False) if options.json else text(payload, options.lang)) + "\n")
    sys.stdout.flush()


def _service(options: argparse.Namespace, home: Path, settings: Settings) -> contextlib.closing[Service]:
    """Return the service: through the process that owns the home folder where there is one, else our own."""
    owner = _owner(options, home, settings)
    if owner is not None:
        return contextlib.closing(owner)
    try:
        return contextlib.closing(_local(options, home, settings))
    except OwnedError:
        owner = _owner(options, home, settings)  # it may just have started to serve
        if owner is None:
            raise
        return contextlib.closing(owner)


def _owner(options: argparse.Namespace, home: Path, settings: Settings) -> Service | None:
    """Return the service of the process that owns the home folder; nobody owns a collection that lies on servers."""
    from assistant.remote import reach_owner

    return None if settings.shared else reach_owner(home, options.lang)


def _local(options: argparse.Namespace, home: Path, settings: Settings, *, encoder: str | None = None) -> LocalService:
    """Return the service over a collection of our own; `encoder` opens it to be rebuilt with that encoder."""
    from assistant.generate import model_of
    from assistant.remote import take_card_back
    from assistant.service import LocalService
    from index.collection import Collection

    collection = Collection.open(
        home,
        encoder or settings.encoder,
        settings.limits,
        to_rebuild=encoder is not None,
        servers=settings.shared,
    )
    if not settings.shared:
        take_card_back(home)  # we hold the folder: a card in it is left over from a process that died
    return LocalService(collection, options.lang, keep_questions=settings.keep_questions, model=model_of(settings.llm))


def _filters(options: argparse.Namespace) -> Json:
    return {"region": options.region, "kind": options.kind, "since": options.since, "until": options.until}


def _ingest(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.options import jobs_of, metadata_of

    jobs = jobs_of(options.jobs)
    given = {"kind": options.kind, "region": options.region, "date": options.date}
    metadata_of(**given)  # a wrong option is told before anything is opened
    with _service(options, home, settings) as service, terminal.shown_progress(options.lang) as progress:
        payload = service.ingest(options.paths, given, jobs, progress, again=options.again)
    _print(options, payload, terminal.report_text)
    return IN_PART if payload["failed"] else DONE


def _sync(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    with _service(options, home, settings) as service, terminal.shown_progress(options.lang) as progress:
        payload = service.sync(options.folder, progress)
    _print(options, payload, terminal.report_text)
    return IN_PART if payload["failed"] else DONE


def _documents(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    with _service(options, home, settings) as service:
        _print(options, service.documents(), terminal.documents_text)
    return DONE


def _show(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    with _service(options, home, settings) as service:
        _print(options, service.show(options.document), terminal.document_text)
    return DONE


def _remove(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    with _service(options, home, settings) as service:
        _print(options, service.remove(options.documents), terminal.removed_text)
    return DONE


def _search(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.options import filters_of, k_of, question_of

    text, k, filters = question_of(options.text), k_of(options.k), _filters(options)
    filters_of(**filters)
    with _service(options, home, settings) as service:
        _print(options, service.search(text, k, filters), terminal.results_text)
    return DONE


def _ask(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.options import filters_of, level_of, question_of

    question, level, filters = question_of(options.text), level_of(options.level), _filters(options)
    filters_of(**filters)
    history = _history(options.history)
    with _service(options, home, settings) as service:
        if options.json:
            payload = service.ask(question, level, history, filters, options.asked_language)
            _print(options, payload, lambda told, _: "")
        else:
            _print_steps(service.asking(question, level, history, filters, options.asked_language))
    return DONE


def _print_steps(steps: Iterator[Event]) -> None:
    """Print each sentence that a model writes as soon as it may be shown, then the rest of the reply.

    Extracts wait for the reply: they are shown by document, once all are known.
    """
    shown: list[Json] = []
    for step in steps:
        if step["event"] == "answer":
            payload = step["data"]
            sys.stdout.write(terminal.reply_rest(payload, payload["language"], shown) + "\n")
        elif step["data"]["support"] != "exact":
            sys.stdout.write((" " if shown else "") + terminal.shown_text([step["data"]]))
            shown.append(step["data"])
        sys.stdout.flush()


def _history(path: str | None) -> list[Json]:
    from assistant.understand import parse_history

    if path is None:
        return []
    try:
        turns = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError("usage.history_file", path=path, detail=cause_of(error)) from error
    parse_history(turns)
    return list(turns)


def _templates(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    with _service(options, home, settings) as service:
        _print(options, service.templates(), terminal.templates_text)
    return DONE


def _draft(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.drafting.export import check_output, check_writable
    from assistant.drafting.state import save_state, state_json
    from assistant.drafting.templates import template_named
    from assistant.drafting.values import example_values, example_yaml
    from assistant.drafting.work import work_of

    template = template_named(options.template, home)
    if options.example:
        example = {
            "template": template.name,
            "fields": example_values(template),
            "yaml": example_yaml(template, options.lang),
        }
        _print(options, example, lambda told, _: str(told["yaml"]).rstrip("\n"))
        return DONE
    work = work_of(options, template)
    if options.output:
        check_output(Path(options.output))
    if options.save:
        check_writable(Path(options.save))
    with _service(options, home, settings) as service:
        payload = service.draft(template.name, work.fields, work.decisions, options.output)
    if options.save:
        save_state(Path(options.save), state_json(template.name, work.fields, payload, work.before))
    _print(options, payload, terminal.draft_text)
    return DONE


def _check(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    if options.llm:
        return _check_model(options, settings)
    with _service(options, home, settings) as service:
        payload = service.check()
    _print(options, payload, terminal.check_text)
    return DONE if payload["ok"] else UNUSABLE


def _check_model(options: argparse.Namespace, settings: Settings) -> int:
    """Say whether the language model answers; the collection is not opened."""
    from assistant.probe import probe

    payload = probe(settings.llm, options.lang)
    _print(options, payload, terminal.model_text)
    return DONE if payload["ok"] else UNUSABLE


def _rebuild(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    owner = None if options.encoder else _owner(options, home, settings)
    opened = owner or _local(options, home, settings, encoder=options.encoder or settings.encoder)
    with contextlib.closing(opened) as service:
        payload = service.rebuild()
        checked = service.check()
    _print(options, payload | checked, terminal.check_text)
    return DONE if checked["ok"] else UNUSABLE


def _in_its_folder(settings: Settings, refusal: str) -> None:
    """Refuse to put away, or bring back, a folder that does not hold the collection.

    Raises:
        UsageError: the collection lies on servers, which have their own ways: `refusal` tells them.
    """
    if settings.shared:
        raise UsageError(refusal)


def _backup(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from corpus.home import check_held

    _in_its_folder(settings, "backup.on_servers")
    check_held(home)
    with _service(options, home, settings) as service:
        payload = service.backup(str(Path(options.file).expanduser().absolute()))
    _print(options, payload, terminal.backup_text)
    return DONE


def _restore(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from index.restore import restore

    _in_its_folder(settings, "backup.restore_on_servers")
    restored = restore(Path(options.file).expanduser().absolute(), home, replace=options.replace)
    with contextlib.closing(_local(options, home, load_settings(home))) as service:
        payload = service.check()
    _print(options, payload | asdict(restored), terminal.restored_text)
    return DONE if payload["ok"] else UNUSABLE


def _move(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.payloads import problems_json
    from corpus.settings import FILE
    from index.collection import Collection
    from index.moving import move

    if not settings.server.is_set:
        raise UsageError("server.unset", path=str(home / FILE))

    def opened(servers: ServerSettings | None) -> Collection:
        return Collection.open(home, settings.encoder, settings.limits, servers=servers)

    to_server = options.to == "server"
    with opened(None if to_server else settings.server) as source, opened(settings.server if to_server else None) as to:
        moved = move(source, to)
    payload = asdict(moved) | {"to": options.to} | problems_json(moved.problems, options.lang)
    _print(options, payload, terminal.moved_text)
    return DONE if payload["ok"] else UNUSABLE


def _eval(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.generate import model_of
    from evals.baseline import got_worse
    from evals.commands import eval_text, run_eval
    from evals.kept import keep_run

    if options.judge and not settings.llm.is_set:
        raise UsageError("usage.judge_unset")
    with (
        contextlib.closing(_local(options, home, settings)) as service,
        terminal.shown_progress(options.lang) as progress,
    ):
        payload = run_eval(
            options.sets,
            options.compare or (),
            service.collection,
            options.lang,
            progress,
            html=options.html,
            baseline=options.baseline,
            model=model_of(settings.llm) if options.judge else None,
        )
        if "sets" in payload:
            keep_run(home, payload, datetime.now(UTC))
    _print(options, payload, eval_text)
    return IN_PART if got_worse(payload) else DONE


def _password(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.password import set_password

    set_password(home, _new_password(options.lang))
    _print(options, {"ok": True}, lambda _, language: say(language, "password.set"))
    return DONE


def _new_password(language: str) -> str:
    """Return the password that a person chooses, typed twice, or the first line of what is piped in."""
    import getpass

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(say(language, "password.ask"), sys.stderr)
    if password != getpass.getpass(say(language, "password.again"), sys.stderr):
        raise UsageError("usage.password_differs")
    return password


def _bench(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    from assistant.options import count_of, sizes_of
    from evals.commands import write_page
    from evals.performance import CROWD, SIZES, markdown, measure
    from evals.report import bench_table

    asked = {"server": options.serve, "cold": options.cold, "search": options.scale}
    part = next((name for name, wanted in asked.items() if wanted), "ingestion")
    people, seconds, uploads = (count_of(name, getattr(options, name)) for name in ("people", "seconds", "uploads"))
    parts = measure(
        () if options.all else (part,),
        folder=Path(options.files).expanduser() if options.files else None,
        sizes=sizes_of(options.scale) if options.scale else SIZES,
        crowd=CROWD if options.all else (people, seconds, uploads),
        told=lambda name: _tell_part(name, options.lang),
    )
    if options.markdown:
        write_page(Path(options.markdown).expanduser(), markdown(parts, options.lang, datetime.now(UTC).date()))
    _print(options, {"figures": [asdict(figure) for figures in parts.values() for figure in figures]}, bench_table)
    return DONE


def _tell_part(part: str, language: str) -> None:
    sys.stderr.write(say(language, f"performance.{part}") + "\n")


def _serve(options: argparse.Namespace, home: Path, settings: Settings) -> int:
    import secrets

    from assistant.options import port_of
    from assistant.remote import leave_card, take_card_back
    from assistant.web.serve import serve

    port = port_of(options.port) if options.port is not None else settings.port
    secret = secrets.token_urlsafe(32)

    def ready(address: str) -> None:
        if not settings.shared:
            leave_card(home, address, secret)
        sys.stderr.write(say(options.lang, "serve.ready", address=address) + "\n")
        sys.stderr.flush()

    with contextlib.closing(_local(options, home, settings)) as service:
        if service.model:
            service.model.load()
        try:
            serve(
                service,
                host=options.host or settings.host,
                port=port,
                root_path=options.root_path,
                language=options.lang,
                secret=secret,
                names=[*options.name, *(name for part in settings.names.split(",") if (name := part.strip()))],
                per_minute=settings.requests_per_minute,
                remembers=settings.keep_conversations,
                ready=ready,
            )
        finally:
            if not settings.shared:
                take_card_back(home)
    sys.stderr.write(say(options.lang, "serve.stopped") + "\n")
    return DONE


_COMMANDS: dict[str, Callable[[argparse.Namespace, Path, Settings], int]] = {
    "ingest": _ingest,
    "sync": _sync,
    "documents": _documents,
    "show": _show,
    "remove": _remove,
    "search": _search,
    "ask": _ask,
    "templates": _templates,
    "draft": _draft,
    "serve": _serve,
    "password": _password,
    "check": _check,
    "rebuild": _rebuild,
    "backup": _backup,
    "restore": _restore,
    "move": _move,
    "eval": _eval,
    "bench": _bench,
}
