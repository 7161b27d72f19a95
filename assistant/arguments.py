"""The command line's grammar: commands, options, and what is said when they are wrong, in French or in English."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import NoReturn

from assistant.wording import LANGUAGES, say
from corpus.errors import UsageError
from corpus.servers import ENGINES

COMMANDS = (
    *("ingest", "sync", "documents", "show", "remove", "search", "ask"),
    *("templates", "draft"),
    *("serve", "password", "check", "rebuild", "backup", "restore", "move", "eval", "bench"),
)

_MESSAGES = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "usage.missing_arguments"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "usage.unknown_arguments"),
    (
        re.compile(r"argument [^:]+: invalid choice: '?(?P<value>.*?)'? \(choose from (?P<known>.+)\)"),
        "usage.invalid_choice",
    ),
    (re.compile(r"argument (?P<name>[^:]+): expected (?:one|at least one) argument"), "usage.expected_argument"),
    (re.compile(r"argument (?P<name>[^:]+): invalid int value: '?(?P<value>.*?)'?$"), "usage.invalid_number"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises our errors instead of printing English ones."""

    language = "fr"

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print.

        Raises:
            UsageError: always.
        """
        for pattern, key in _MESSAGES:
            if match := pattern.search(message):
                raise UsageError(key, **{name: value.replace("'", "") for name, value in match.groupdict().items()})
        raise UsageError("usage.other_arguments", detail=message)

    def format_help(self) -> str:
        """Return the help, with its opening word in the person's language."""
        return super().format_help().replace("usage: ", say(self.language, "help.usage"), 1)


def language_in(arguments: Sequence[str], default: str) -> str:
    """Return the language that some arguments ask for, before they are parsed."""
    for position, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if value in LANGUAGES:
            return value
    return default if default in LANGUAGES else "fr"


def make_parser(language: str) -> Parser:
    """Return the parser of every command."""

    def word(key: str) -> str:
        return say(language, f"help.{key}").replace("%", "%%")

    Parser.language = language
    everywhere = _everywhere(word)
    parser = Parser(
        prog="repere",
        description=word("description"),
        epilog=word("epilog"),
        parents=[everywhere],
        add_help=False,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(
        dest="command", title=word("commands"), metavar="COMMANDE" if language == "fr" else "COMMAND"
    )
    made = {
        name: commands.add_parser(
            name,
            help=word(name),
            description=word(name),
            epilog=word(f"{name}_example"),
            parents=[everywhere],
            add_help=False,
            allow_abbrev=False,
        )
        for name in COMMANDS
    }
    made["ingest"].add_argument("paths", nargs="+", metavar="PATH", help=word("paths"))
    made["ingest"].add_argument("--jobs", default="2", metavar="N", help=word("jobs"))
    made["ingest"].add_argument("--again", action="store_true", help=word("again"))
    made["ingest"].add_argument("--kind", help=word("kind"))
    made["ingest"].add_argument("--region", help=word("region"))
    made["ingest"].add_argument("--date", help=word("date"))
    made["sync"].add_argument("folder", metavar="FOLDER", help=word("folder"))
    made["show"].add_argument("document", metavar="DOCUMENT", help=word("document"))
    made["remove"].add_argument("documents", nargs="+", metavar="DOCUMENT", help=word("document"))
    made["search"].add_argument("text", metavar="TEXT", help=word("text"))
    made["search"].add_argument("-k", default="10", metavar="N", help=word("k"))
    made["ask"].add_argument("text", metavar="QUESTION", help=word("question"))
    made["ask"].add_argument("--level", default="simple", metavar="simple|detaille", help=word("level"))
    made["ask"].add_argument("--history", metavar="FILE", help=word("history"))
    for name in ("search", "ask"):
        made[name].add_argument("--region", action="append", help=word("region"))
        made[name].add_argument("--kind", action="append", help=word("kind"))
        made[name].add_argument("--since", metavar="YEAR", help=word("since"))
        made[name].add_argument("--until", metavar="YEAR", help=word("until"))
    made["draft"].add_argument("template", metavar="TEMPLATE", help=word("template"))
    made["draft"].add_argument("--fields", metavar="FILE", help=word("fields"))
    made["draft"].add_argument("-o", "--output", metavar="FILE", help=word("output"))
    made["draft"].add_argument("--example", action="store_true", help=word("draft_show_example"))
    made["draft"].add_argument("--state", metavar="FILE", help=word("draft_state"))
    made["draft"].add_argument("--save", metavar="FILE", help=word("draft_save"))
    for decision in ("accept", "reject", "pin"):
        made["draft"].add_argument(f"--{decision}", action="append", metavar="ID", help=word(f"draft_{decision}"))
    made["serve"].add_argument("--host", help=word("host"))
    made["serve"].add_argument("--port", help=word("port"))
    made["serve"].add_argument("--name", action="append", default=[], metavar="NAME", help=word("name"))
    made["serve"].add_argument("--root-path", default="", metavar="PATH", help=word("root_path"))
    made["check"].add_argument("--llm", action="store_true", help=word("check_llm"))
    made["rebuild"].add_argument("--encoder", metavar="NAME", help=word("encoder"))
    made["backup"].add_argument("file", metavar="FILE", help=word("backup_file"))
    made["restore"].add_argument("file", metavar="FILE", help=word("backup_file"))
    made["restore"].add_argument("--replace", action="store_true", help=word("restore_replace"))
    made["move"].add_argument("--to", required=True, choices=ENGINES, help=word("move_to"))
    made["eval"].add_argument("sets", nargs="*", metavar="SET", help=word("sets"))
    made["eval"].add_argument("--compare", action="append", metavar="SETTING", help=word("compare"))
    made["eval"].add_argument("--html", metavar="FILE", help=word("html"))
    made["eval"].add_argument("--baseline", metavar="FILE", help=word("baseline"))
    made["eval"].add_argument("--judge", action="store_true", help=word("eval_judge"))
    made["bench"].add_argument("--serve", action="store_true", help=word("bench_serve"))
    made["bench"].add_argument("--people", default="50", metavar="N", help=word("people"))
    made["bench"].add_argument("--seconds", default="120", metavar="N", help=word("seconds"))
    made["bench"].add_argument("--uploads", default="0", metavar="N", help=word("uploads"))
    made["bench"].add_argument("--scale", metavar="N,N", help=word("bench_scale"))
    made["bench"].add_argument("--cold", action="store_true", help=word("bench_cold"))
    made["bench"].add_argument("--all", action="store_true", help=word("bench_all"))
    made["bench"].add_argument("--markdown", metavar="FILE", help=word("bench_markdown"))
    made["bench"].add_argument("--files", metavar="FOLDER", help=word("bench_files"))
    return parser


def _everywhere(say_word: Callable[[str], str]) -> Parser:
    """Return the options that are accepted before and after the command."""
    parser = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = parser.add_argument_group(say_word("options"))
    group.add_argument("-h", "--help", action="help", help=say_word("help"))
    group.add_argument(
        "--version", action="version", version=f"repere {metadata.version('repere')}", help=say_word("version")
    )
    group.add_argument("--home", metavar="DIR", help=say_word("home"))
    group.add_argument("--json", action="store_true", help=say_word("json"))
    group.add_argument("--lang", choices=LANGUAGES, help=say_word("lang"))
    return parser
