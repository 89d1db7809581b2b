"""What Open311 servers answer, read whichever of their dialects they write it in.

The differences were seen on three independent servers: JSON arrays, single objects and objects
wrapped in `data`; ids that are the number 0; booleans as words; errors in four shapes.
"""

import json
from collections.abc import Mapping
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from gateway.errors import BadAnswerError
from gateway.http import Answer

Record = Mapping[str, Any]

_NOTHING = frozenset({"", "null"})
_MEMBERS = frozenset(
    {
        "service",
        "request",
        "service_request",
        "error",
        "attribute",
        "value",
        "endpoint",
        "format",
    }
)
_LONGEST_REASON = 300


def records(answer: Answer) -> list[Record]:
    """Return the records of a JSON or XML answer. Raises `BadAnswerError` if it is neither."""
    content = _decoded(answer)
    if isinstance(content, dict) and isinstance(content.get("data"), dict | list):
        content = content["data"]
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        raise BadAnswerError("open311: neither a record nor a list of records")
    return [each for each in content if isinstance(each, dict)]


def text(record: Record, name: str) -> str | None:
    """Return a field as text; `None` if it is absent, null, empty or the word null.

    >>> text({"service_request_id": 0}, "service_request_id"), text({"token": "null"}, "token")
    ('0', None)
    """
    value = record.get(name)
    if value is None or isinstance(value, dict | list):
        return None
    said = str(value).strip()
    return None if said.lower() in _NOTHING else said


def truth(record: Record, name: str) -> bool:
    """Return a field that is true, or says so in words.

    >>> truth({"metadata": "true"}, "metadata"), truth({"metadata": "false"}, "metadata")
    (True, False)
    """
    return str(record.get(name)).strip().lower() in {"true", "1"}


def codes(record: Record) -> frozenset[str]:
    """Return the codes of the attributes in a service definition."""
    listed = record.get("attributes")
    found = listed if isinstance(listed, list) else []
    named = (text(each, "code") for each in found if isinstance(each, dict))
    return frozenset(code for code in named if code is not None)


def reason(answer: Answer, secret: str) -> str:
    """Return why the other side refused, short and without `secret`, for an operator."""
    try:
        said = "; ".join(filter(None, (_complaint(each) for each in records(answer))))
    except BadAnswerError:
        said = ""
    told = " ".join((said or answer.text()).split())
    return (told.replace(secret, "***") if secret else told)[:_LONGEST_REASON]


def _complaint(record: Record) -> str:
    code = text(record, "code")
    words = text(record, "description") or text(record, "message")
    return ": ".join(filter(None, (code, words)))


def _decoded(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        pass
    try:
        return _value(ElementTree.fromstring(answer.body, forbid_dtd=True), 0)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadAnswerError("open311: the answer is neither JSON nor XML") from error


_DEEPEST = 12


def _value(element: Any, depth: int) -> Any:
    """Return an element as JSON would say it: a list of members, a record, or its text."""
    children = list(element)
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if not children:
        return (element.text or "").strip() or ([] if depth == 0 else None)
    inside = [(child.tag, _value(child, depth + 1)) for child in children]
    if all(tag in _MEMBERS for tag, _ in inside) or _repeated(element.tag, inside):
        return [value for _, value in inside]
    return dict(inside)


def _repeated(tag: str, inside: list[tuple[str, Any]]) -> bool:
    """Whether a list calls its members by its own name, as one server does."""
    return all(name == tag for name, _ in inside)
