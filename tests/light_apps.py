"""Makes apps cheaper for tests, which make some thousand of them and ask each for a few pages.

Werkzeug writes two functions for every address when an app is made, and Jinja compiles a template
for each app: more than half of the time that most tests took. Here an address is written when it
is first called, and a template is compiled once; both by Werkzeug and Jinja themselves.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing.rules import Rule

_write = Rule._compile_builder
_patch = pytest.MonkeyPatch()


class Templates(BytecodeCache):
    """Templates compiled once for all apps, by their files and what stands in them."""

    known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.known.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


def _written_when_called(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    written: list[Callable[..., tuple[str, str]]] = []

    def build(rule: Rule, **values: Any) -> tuple[str, str]:
        if not written:
            written.append(_write(rule, append_unknown))
        return written[0](rule, **values)

    return build


def pytest_configure() -> None:
    _patch.setattr(Rule, "_compile_builder", _written_when_called)
    _patch.setitem(Flask.jinja_options, "bytecode_cache", Templates())


def pytest_unconfigure() -> None:
    _patch.undo()
