"""SP4N-LAPOR!, Indonesia's national complaint system.

UNVERIFIED against the live service: its present documentation is shown only to accounts of
agencies. The call is the one seen in a public chatbot of 2018 (`addstream`: XML with `pelapor`
and `laporan`, answered with `trackingid`). Without an address and a token the report is given
to an operator, with its fields ready to be pasted and a box for the tracking id. There is no
call to ask for a report: what may have arrived is never sent again, an operator looks it up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from xml.etree import ElementTree as ET

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from gateway.backend import Filed, Report, State, Update
from gateway.city import CityPack
from gateway.errors import AmbiguousError, BadAnswerError, ByHandError, RefusedError
from gateway.http import Answer, Http, Request, check
from gateway.settings import Settings

TITLE = 80
"""Characters of a title; ours, for want of a published limit."""
CLASSES: Mapping[str, str] = {
    "complaint": "Pengaduan",
    "aspiration": "Aspirasi",
    "information": "Permintaan Informasi",
}
_HALFWAY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapor:
    """The address of the call and our token; both empty: by hand."""

    url: str
    token: str
    email: str
    name: str = "lapor"

    @classmethod
    def configured(cls, settings: Settings, _pack: CityPack) -> Self:
        """Take address and token, if there are any; reports are filed in the city's name."""
        return cls(
            url=settings.lapor_url,
            token=settings.lapor_token.get_secret_value(),
            email=settings.lapor_email,
        )

    def file(self, report: Report, http: Http) -> Filed:
        """POST the report as XML, or give it to an operator."""
        if not self.url or not self.token:
            raise ByHandError("lapor: no access; file it at lapor.go.id and type its number")
        answer = http.call(
            Request(
                to=self.name,
                method="POST",
                url=self.url,
                content=("text/xml; charset=UTF8", self._written(report)),
            )
        )
        if answer.status in _HALFWAY:
            raise AmbiguousError(f"{self.name}: {answer.status}")
        check(answer, self.name)
        return _filed(answer)

    def find(self, _report: Report, _http: Http) -> Filed | None:
        """Raise `ByHandError`: nobody but an operator can look."""
        raise ByHandError("lapor: may have arrived; look it up at lapor.go.id before sending")

    def states(self, _ids: Sequence[str], _http: Http) -> Mapping[str, State]:
        """Return nothing: no call for it is known."""
        return {}

    def resolve(self, _token: str, _http: Http) -> str:
        """Return nothing: there are no tokens."""
        return ""

    def add(self, _update: Update, _http: Http) -> None:
        """Raise `RefusedError`: no call for it is known."""
        raise RefusedError(f"{self.name}: takes no updates")

    def _written(self, report: Report) -> bytes:
        root = ET.Element("lapor", token=self.token)
        reporter = ET.SubElement(root, "pelapor")
        for name, said in (
            ("email", self.email),
            ("telpon", ""),
            ("namadepan", "Anonim" if report.anonymous else "Warga"),
            ("namabelakang", ""),
        ):
            ET.SubElement(reporter, name).text = said
        flags = {"rahasia": report.secret, "anonim": report.anonymous}
        told = {name: "1" if is_set else "0" for name, is_set in flags.items()}
        content = ET.SubElement(root, "laporan", told)
        ET.SubElement(content, "isi").text = _clean(fields(report)["isi"])
        written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return written


def fields(report: Report) -> Mapping[str, str]:
    """Return the fields of LAPOR!'s form, ready to be pasted, by their names there."""
    place = report.place
    where = ", ".join(filter(None, (place.text, place.kelurahan, place.kecamatan)))
    pin = f"{place.lat:.6f}, {place.lon:.6f}" if place.lat is not None else ""
    details = [f"{name} {said}" for name, said in report.details]
    mark = f"Ref. {report.reference}"
    return {
        "klasifikasi": CLASSES.get(report.kind, CLASSES["complaint"]),
        "judul": f"{report.label}: {where}"[:TITLE],
        "isi": "\n".join(filter(None, (report.description, *details, where, pin, mark))),
        "tanggal kejadian": report.happened,
        "lokasi kejadian": where,
        "instansi tujuan": report.office.name,
        "kategori": report.label,
        "anonim": "ya" if report.anonymous else "tidak",
        "rahasia": "ya" if report.secret else "tidak",
        "lampiran": report.media_url,
    }


def _filed(answer: Answer) -> Filed:
    try:
        root = ElementTree.fromstring(answer.body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadAnswerError("lapor: the answer is not XML") from error
    number = (root.findtext(".//trackingid") or "").strip()
    if not number:
        raise BadAnswerError("lapor: accepted, but without a tracking id")
    return Filed(id=number, notice=(root.findtext(".//transaksiid") or "").strip())


def _clean(text: str) -> str:
    """Return `text` without what XML cannot carry."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)
