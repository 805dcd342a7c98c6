"""Holds requests and answers against Stripe's published API description.

``tests/data/stripe-openapi-trimmed.json.gz`` is that description, cut down to what we use. The
checks return a list of complaints, empty when all is well. Three things are Stripe's own way:
form names with brackets become lists only where the schema says list (metadata may have a key
"0"); an answer may hold an id or the expanded object; error codes stay open.
"""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

FILE = Path(__file__).parents[1] / "data" / "stripe-openapi-trimmed.json.gz"
OPEN_ENUMS = {"code", "decline_code"}
Complaints = list[str]
Schema = dict[str, Any]


@cache
def description() -> Schema:
    """The whole description, read once."""
    return dict(json.loads(gzip.decompress(FILE.read_bytes())))


def check_request(method: str, path: str, query: str, body: str | None) -> Complaints:
    """What is wrong with a request; ``body`` is a form for v1, JSON for v2."""
    found = operation(method, path)
    if found is None:
        return [f"{method} {path} is not described"]
    complaints = _check_query(found, nested(query))
    content = found.get("requestBody", {}).get("content", {})
    if method == "POST" and "application/json" in content:
        schema = content["application/json"]["schema"]
        return complaints + check(schema, json.loads(body or "{}"), "body", closed=True)
    if method == "POST" and content:
        schema = next(iter(content.values()))["schema"]
        given = as_described(schema, nested(body or ""))
        return complaints + check(schema, given, "body", closed=True)
    return complaints


def check_answer(method: str, path: str, status: int, body: str) -> Complaints:
    """What is wrong with an answer's JSON body."""
    found = operation(method, path)
    if found is None:
        return [f"{method} {path} is not described"]
    if status != 200 and path.startswith("/v2/"):
        return check(description()["components"]["schemas"]["v2.error"], json.loads(body), "answer")
    answers = found["responses"]
    content = answers["200" if status == 200 else "default"]["content"]["application/json"]
    return check(content["schema"], json.loads(body), "answer", closed=True)


def check_event(event: dict[str, Any]) -> Complaints:
    """What is wrong with an event as it is posted to us, and with the object inside."""
    schemas = description()["components"]["schemas"]
    if event["object"] == "v2.core.event":
        return check(schemas["v2.core.event"], event, "event", closed=True)
    complaints = check(schemas["event"], event, "event")
    inside = event["data"]["object"]
    schema = schemas.get(inside["object"])
    if schema is not None:
        complaints += check(schema, inside, inside["object"], closed=True)
    return complaints


def operation(method: str, path: str) -> Schema | None:
    """The operation of a path; one spelled out wins over one with holes."""
    paths = description()["paths"]
    for known in sorted(paths, key=lambda name: name.count("{")):
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", known)
        if re.fullmatch(pattern, path) and method.lower() in paths[known]:
            return dict(paths[known][method.lower()])
    return None


def _check_query(found: Schema, given: dict[str, Any]) -> Complaints:
    schemas = {
        parameter["name"]: parameter["schema"]
        for parameter in found.get("parameters", [])
        if parameter["in"] == "query"
    }
    whole = {"type": "object", "properties": schemas, "additionalProperties": False}
    return check(whole, as_described(whole, given), "query", closed=True)


def nested(encoded: str) -> dict[str, Any]:
    """``a[b][0]=c`` as nested dictionaries of text."""
    result: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        into, steps = result, [first, *rest]
        for step in steps[:-1]:
            into = into.setdefault(step or str(len(into)), {})
        into[steps[-1] or str(len(into))] = value
    return result


def resolved(schema: Schema) -> Schema:
    """The schema itself, behind its references."""
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def as_described(schema: Schema, given: Any) -> Any:
    """Form text as the numbers, booleans and lists that the schema expects, where it can be."""
    schema = resolved(schema)
    if "anyOf" in schema:
        for option in schema["anyOf"]:
            value = as_described(option, given)
            if not check(option, value, "", closed=True):
                return value
        return as_described(schema["anyOf"][0], given)
    kind = schema.get("type")
    if kind == "array" and isinstance(given, dict) and all(key.isdigit() for key in given):
        return [as_described(schema["items"], given[key]) for key in sorted(given, key=int)]
    if kind == "object" and isinstance(given, dict):
        named, other = schema.get("properties", {}), schema.get("additionalProperties")
        described = {key: named.get(key, other) for key in given}
        return {
            key: as_described(described[key], value) if described[key] else value
            for key, value in given.items()
        }
    if kind == "integer" and isinstance(given, str) and re.fullmatch(r"-?\d+", given):
        return int(given)
    if kind == "number" and isinstance(given, str) and re.fullmatch(r"-?\d+(\.\d+)?", given):
        return float(given)
    return {"true": True, "false": False}.get(given, given) if kind == "boolean" else given


TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


def check(schema: Schema, value: Any, where: str, *, closed: bool = False) -> Complaints:
    """Complaints about a value; ``closed`` refuses properties that are not described."""
    schema = resolved(schema)
    if value is None:
        nullable = schema.get("nullable") or not schema
        return [] if nullable else [f"{where}: null is not allowed"]
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return _check_any(options, value, where, closed)
    kind = schema.get("type")
    is_flag = isinstance(value, bool) and kind != "boolean"
    if kind and (is_flag or not isinstance(value, TYPES[kind])):
        return [f"{where}: {value!r:.60} is no {kind}"]
    if (
        "enum" in schema
        and where.rsplit(".", 1)[-1] not in OPEN_ENUMS
        and value not in schema["enum"]
    ):
        return [f"{where}: {value!r:.60} is not one of {schema['enum'][:12]}"]
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        return [f"{where}: longer than {schema['maxLength']}"]
    if kind == "array":
        return [
            complaint
            for number, item in enumerate(value)
            for complaint in check(schema["items"], item, f"{where}[{number}]", closed=closed)
        ]
    return _check_object(schema, value, where, closed) if kind == "object" else []


def _check_any(options: list[Schema], value: Any, where: str, closed: bool) -> Complaints:
    """None of the options' complaints, or those of the option that came furthest."""
    tried = [check(option, value, where, closed=closed) for option in options]
    if any(not complaints for complaints in tried):
        return []
    return max(tried, key=lambda complaints: max(map(_depth, complaints)))


def _depth(complaint: str) -> int:
    place = complaint.split(":", 1)[0]
    return place.count(".") + place.count("[")


def _check_object(schema: Schema, value: dict[str, Any], where: str, closed: bool) -> Complaints:
    named, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    complaints = [
        f"{where}: {key} is missing" for key in schema.get("required", []) if key not in value
    ]
    for key, item in value.items():
        inside = f"{where}.{key}"
        if key in named:
            complaints += check(named[key], item, inside, closed=closed)
        elif isinstance(other, dict):
            complaints += check(other, item, inside, closed=closed)
        elif other is False or (closed and named):
            complaints.append(f"{inside} is not described")
    return complaints
