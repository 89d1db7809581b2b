"""The two ways GeoReport writes the same thing: XML, and the JSON that mirrors it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from gateway.desk.faults import Fault

Fields = Mapping[str, Any]
"""Values by element name; a list holds one element per member, named in `MEMBERS`."""

MEMBERS: Mapping[str, str] = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
TYPES: Mapping[str, str] = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(root: str, content: Fields | Sequence[Fields], extension: str) -> bytes:
    """Return `content` in the form `extension` (`json` or `xml`) names, in UTF-8."""
    if extension == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    element = ET.Element(root)
    _fill(element, content)
    written: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return written


def errors(faults: Iterable[Fault]) -> list[Fields]:
    """Return faults as the specification's list of code and description."""
    return [{"code": fault.status.value, "description": fault.description} for fault in faults]


def clean(text: str) -> str:
    """Return `text` with every character XML cannot carry replaced by a space.

    >>> clean("lampu" + chr(11) + "mati")
    'lampu mati'
    """
    return _NOT_XML.sub(" ", text)


def _fill(element: ET.Element, content: Any) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(ET.SubElement(element, name), value)
    elif isinstance(content, list):
        for member in content:
            _fill(ET.SubElement(element, MEMBERS[element.tag]), member)
    elif content is not None:
        element.text = _text(content)


def _text(value: str | float | bool) -> str:  # noqa: FBT001 - a value to write, not a switch
    return str(value).lower() if isinstance(value, bool) else clean(str(value))
