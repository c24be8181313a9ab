"""YAML read so that every value can name the file and line it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

# libyaml reads the same documents ten times as fast, where it is installed.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(Exception):
    """Something in a county's files cannot be used; says where and what to do about it."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")
        self.file, self.line, self.message = file, line, message


@dataclass(frozen=True)
class Item:
    """A YAML mapping that knows its file and the line of each of its keys."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def error(self, message: str, key: str = "") -> DataError:
        return DataError(self.file, self.lines.get(key, self.line), message)

    def only(self, *known: str) -> None:
        for key in self.values:
            if key not in known:
                raise self.error(f"'{key}' is not known here; known: {', '.join(known)}", key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.error(f"'{key}' must be given as text", key)
        return value

    def number(self, key: str, default: int | None = None) -> int:
        value = self.values.get(key, default)
        try:
            return int(value)  # type: ignore[arg-type]  # None and mappings are what we refuse
        except (TypeError, ValueError):
            raise self.error(f"'{key}' must be a whole number, not {value!r}", key) from None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.values.get(key, "yes" if default else "no")
        if value not in ("yes", "no", "true", "false"):
            raise self.error(f"'{key}' must be yes or no, not {value!r}", key)
        return value in ("yes", "true")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(f"'{key}' must be a list of texts", key)
        return tuple(value)

    def item(self, key: str) -> "Item":
        value = self.values.get(key, Item(self.file, self.line, {}, {}))
        if not isinstance(value, Item):
            raise self.error(f"'{key}' must hold settings of its own", key)
        return value

    def items(self, key: str) -> tuple["Item", ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, Item) for one in value):
            raise self.error(f"'{key}' must be a list", key)
        return tuple(value)


@lru_cache(maxsize=256)
def parse(source: str, file: str) -> Item:
    """Read one YAML document whose top is a mapping. Scalars stay text: 'no' is no boolean.

    Both apps, their checks and some pages read the same files: what was read is never changed.
    """
    try:
        root = yaml.compose(source, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else None
        raise DataError(file, line, problem.problem or "not readable as YAML") from None
    except yaml.YAMLError as problem:
        raise DataError(file, None, str(problem)) from None
    value = _value(root, file) if root is not None else None
    if not isinstance(value, Item):
        raise DataError(file, 1, "the file must hold 'name: value' lines")
    return value


def read(path: Path) -> Item:
    """Read a YAML file; a missing or badly encoded one is an error that names it."""
    return parse(text_of(path), path.name)


def text_of(path: Path, named: str = "") -> str:
    """A file's text; `named`: as the error shall call it, where not by its own name."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        why = "there is no such file"
    except UnicodeDecodeError:
        why = "it is not UTF-8 text"
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
    raise DataError(named or path.name, None, f"cannot be read: {why}")


def _value(node: yaml.Node, file: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, file) for one in node.value]
    if not isinstance(node, yaml.MappingNode):
        raise DataError(file, node.start_mark.line + 1, "not a text, a list or a mapping")
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for name, value in node.value:
        key, line = str(name.value), name.start_mark.line + 1
        if key in values:
            raise DataError(file, line, f"'{key}' is given twice")
        values[key], lines[key] = _value(value, file), line
    return Item(file, node.start_mark.line + 1, values, lines)
