"""A vendor's report as it was recorded, made to be about a message of the test."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.providers.battery.found import RECORDED


@dataclass(frozen=True)
class Recording:
    """Headers by lower-case name, and the body."""

    headers: dict[str, str]
    body: str

    def filled(self, **values: str) -> Recording:
        """With these values in the places that are named so."""
        headers, body = dict(self.headers), self.body
        for name, value in values.items():
            place = "{{" + name + "}}"
            body = body.replace(place, value)
            headers = {key: one.replace(place, value) for key, one in headers.items()}
        return replace(self, headers=headers, body=body)


def names(vendor: str) -> list[str]:
    """What is recorded of a vendor."""
    return sorted(path.stem for path in (RECORDED / vendor).glob("*.http"))


def recording(vendor: str, name: str) -> Recording:
    """One report, its places still empty."""
    head, _, body = (RECORDED / vendor / f"{name}.http").read_text().partition("\n\n")
    lines = (line.partition(": ") for line in head.splitlines())
    return Recording({name.lower(): value for name, _, value in lines}, body.removesuffix("\n"))
