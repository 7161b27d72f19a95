"""YAML read once, at the door: plain values with the line of each key; what YAML may do beyond that is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from corpus.errors import UsageError

MOST_BYTES = 1_000_000
"""Longer files are no person's fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A YAML file's mapping, and the line, from 1, where each of its first keys stands."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


class _Loader(yaml.SafeLoader):
    """Plain YAML: dates stay text, a key stands once, and nothing refers to something else."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return a node; a few aliases can stand for a text of any length."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="alias (*)", problem_mark=self.get_mark())
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping, each key of which stands once."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"« {key.value} » (×2)", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse(text: str, path: str) -> Read:
    """Return the mapping that a YAML text holds; `path` is what the message calls it.

    Raises:
        UsageError: it is not YAML, with the line and column, or not a mapping.
    """
    loader = _Loader("")
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return Read(values={}, lines={})
        if not isinstance(node, yaml.MappingNode):
            raise yaml.MarkedYAMLError(problem="name: value", problem_mark=node.start_mark)
        values = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if type(error) is yaml.MarkedYAMLError:  # ours: it says what is refused
            raise _error(path, *place, str(error.problem)) from error
        raise UsageError("draft.yaml_broken", path=path, line=place[0], column=place[1]) from error
    except yaml.reader.ReaderError as error:
        before = text[: int(error.position)]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _error(path, *place, str(error.reason)) from error
    except (RecursionError, ValueError) as error:
        raise _error(path, 1, 1, str(error)) from error
    finally:
        loader.dispose()
    return Read(
        values={str(key): value for key, value in values.items()},
        lines={key.value: key.start_mark.line + 1 for key, _ in node.value},
    )


def _error(path: str, line: int, column: int, detail: str) -> UsageError:
    return UsageError("draft.yaml", path=path, line=line, column=column, detail=detail)
