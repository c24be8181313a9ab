"""Twilio's own OpenAPI description of its API, and whether a request keeps to it.

Read from the npm package that `fetch` keeps. It is OpenAPI 3.0: `$ref` is written out and
`nullable` turned into a second type, then a request is checked as JSON Schema. Form and query
values are all text, so each is first read as the type that its schema names. What it does not
know (a parameter newer than itself) passes, as with the real one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker, ValidationError

from tests.fake_twilio.errors import Refusal
from tests.fake_twilio.fetch import DESCRIPTION, HERE

Values = Mapping[str, Sequence[str]]
Schema = dict[str, Any]

MISSING: Mapping[tuple[str, str], int] = {
    ("CreateMessage", "To"): 21604,
    ("CreateCall", "To"): 21201,
    ("CreateCall", "From"): 21213,
}
WRONG: Mapping[str, int] = {
    "MessagingServiceSid": 21705,
    "StatusCallback": 21609,
    "ContentRetention": 30029,
    "AddressRetention": 30030,
}
"""Where Twilio has a code of its own; for anything else 20001."""


class DescriptionMissing(Exception):
    """It has not been fetched on this machine."""


@dataclass(frozen=True)
class Operation:
    """One thing that the API can do, as the description names it (`CreateMessage`)."""

    name: str
    pattern: re.Pattern[str]
    about: Mapping[str, Any]


class Description:
    """The description, ready to be asked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """`document` is the whole of it, as parsed from JSON."""
        self._document = document
        self._checkers: dict[tuple[str, str], Draft4Validator] = {}

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
        found = []
        for template, item in self._document["paths"].items():
            pattern = _pattern(template)
            operations = {
                method.upper(): Operation(about["operationId"], pattern, about)
                for method, about in item.items()
                if isinstance(about, dict) and "operationId" in about
            }
            found.append((pattern, operations))
        return found

    def operation(self, method: str, path: str) -> Operation:
        """What is asked for; 404 or 405 in Twilio's form where it has no such thing."""
        for pattern, operations in self._paths:
            if operations and pattern.fullmatch(path):
                if method not in operations:
                    raise Refusal(20004)
                return operations[method]
        raise Refusal(20404, {"path": path})

    def check(self, operation: Operation, path: str, query: Values, form: Values) -> dict[str, str]:
        """Refuse what the description refuses; what stands in the path otherwise."""
        match = operation.pattern.fullmatch(path)
        in_path: dict[str, str] = match.groupdict() if match else {}
        if _errors(self._parameters(operation, "path"), in_path):
            raise Refusal(20404, {"path": path})
        checker = self._parameters(operation, "query")
        _refuse(operation, _errors(checker, _read(checker, query)))
        checker = self._body(operation)
        _refuse(operation, _errors(checker, _read(checker, form)))
        return in_path

    def check_answer(self, name: str, status: int, answer: object) -> list[str]:
        """Where an answer of the fake is not what the description promises."""
        operation = next(o for _, found in self._paths for o in found.values() if o.name == name)
        content = operation.about["responses"][str(status)]["content"]["application/json"]
        checker = Draft4Validator(self._plain(content["schema"]))
        return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(answer)]

    # ------------------------------------------------------------------------------- schemas

    def _parameters(self, operation: Operation, where: str) -> Draft4Validator:
        def build() -> Schema:
            listed = [p for p in operation.about.get("parameters", ()) if p["in"] == where]
            return {
                "type": "object",
                "properties": {p["name"]: self._plain(p["schema"]) for p in listed},
                "required": [p["name"] for p in listed if p.get("required")],
            }

        return self._checker(operation.name, where, build)

    def _body(self, operation: Operation) -> Draft4Validator:
        def build() -> Schema:
            content = operation.about.get("requestBody", {}).get("content", {})
            form = content.get("application/x-www-form-urlencoded", {"schema": {}})
            schema: Schema = self._plain(form["schema"])
            return schema

        return self._checker(operation.name, "body", build)

    def _checker(self, name: str, where: str, build: Any) -> Draft4Validator:
        key = (name, where)
        if key not in self._checkers:
            schema = build()
            if not schema.get("required"):
                schema.pop("required", None)  # draft 4 has no empty list
            self._checkers[key] = Draft4Validator(schema, format_checker=_formats())
        return self._checkers[key]

    def _plain(self, schema: Any) -> Any:
        """The schema as JSON Schema: no `$ref`, no `nullable`."""
        if isinstance(schema, list):
            return [self._plain(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            found: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            return self._plain(found)
        plain = {key: self._plain(value) for key, value in schema.items() if key != "nullable"}
        if schema.get("nullable") and isinstance(plain.get("type"), str):
            plain["type"] = [plain["type"], "null"]
        return plain


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(
            f"(?P<{part}>[^/]+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)
        )
    )


def _read(checker: Draft4Validator, values: Values) -> dict[str, Any]:
    """Each value as what its schema says it is; an empty one counts as not given."""
    schemas = checker.schema.get("properties", {})
    read: dict[str, Any] = {}
    for name, texts in values.items():
        schema = schemas.get(name, {})
        if schema.get("type") == "array":
            read[name] = [_typed(text, schema.get("items", {})) for text in texts]
        elif texts[-1] or name == "Body":
            read[name] = _typed(texts[-1], schema)
    return read


def _typed(text: str, schema: Schema) -> object:
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if kind == "boolean" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text


def _errors(checker: Draft4Validator, instance: object) -> list[ValidationError]:
    return sorted(checker.iter_errors(instance), key=str)


def _refuse(operation: Operation, errors: list[ValidationError]) -> None:
    for error in errors:
        if error.validator == "required":
            given = set(error.instance)
            name = next(name for name in error.validator_value if name not in given)
            raise Refusal(MISSING.get((operation.name, name), 20001), {"name": name})
        name = str(error.absolute_path[0]) if error.absolute_path else ""
        raise Refusal(WRONG.get(name, 20001), {"name": name, "value": error.instance})


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("uri")(_is_web_address)
    checker.checks("date-time")(_is_date)
    return checker


def _is_web_address(value: object) -> bool:
    return not isinstance(value, str) or bool(re.match(r"https?://[^/?#\s]+", value))


def _is_date(value: object) -> bool:
    """Full times, and days (`2026-05-12`) as the description's own words say."""
    date = r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?"
    return not isinstance(value, str) or bool(re.fullmatch(date, value))


@cache
def load(path: Path = HERE / DESCRIPTION) -> Description:
    """Twilio's description of its 2010-04-01 API."""
    if not path.is_file():
        raise DescriptionMissing(
            "Twilio's description of its API is not here: "
            "run  .venv/bin/python -m tests.fake_twilio.fetch"
        )
    return Description(json.loads(path.read_text(encoding="utf-8")))
