"""Where the demo's people live: language, names, share. Invented; every address ends in a reserved example domain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Land:
    """One language group. `share` is its part of all visitors."""

    language: str
    country: str
    zone: str
    share: float
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANDS = (
    Land(
        "fi",
        "FI",
        "Europe/Helsinki",
        0.50,
        _words("Aino Eeva Helmi Ilona Kaisa Lumi Päivi Saara Tuulikki Venla Antti Eino Mikko Onni Pekka Ville Väinö"),
        _words("Korhonen Virtanen Mäkinen Nieminen Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen Salo"),
    ),
    Land(
        "sv",
        "SE",
        "Europe/Stockholm",
        0.20,
        _words("Astrid Elsa Freja Ingrid Linnéa Märta Saga Åsa Axel Björn Gustav Hjalmar Lars Nils Olle Sixten"),
        _words("Andersson Berg Dahlgren Ek Forsberg Holm Lindström Nyström Sjöberg Åkesson Öberg"),
    ),
    Land(
        "nb",
        "NO",
        "Europe/Oslo",
        0.12,
        _words("Ingeborg Kari Marit Nora Ragnhild Solveig Turid Anders Eirik Håkon Olav Sindre Tore Øyvind"),
        _words("Bakken Dahl Hagen Haugen Lie Moen Nilsen Solberg Strand Ødegård"),
    ),
    Land(
        "da",
        "DK",
        "Europe/Copenhagen",
        0.08,
        _words("Agnete Birgit Else Karen Mette Sofie Asger Erik Frederik Jens Mads Søren Troels"),
        _words("Christensen Holst Jensen Kjær Lund Nørgaard Poulsen Sørensen Vestergaard"),
    ),
    Land(
        "en",
        "FI",
        "Europe/Helsinki",
        0.10,
        _words("Alice Emma Grace Hannah Maya Rosa Ben Daniel Leo Oscar Sam Tomás"),
        _words("Baker Clarke Evans García Hughes Novak Murphy Patel Wood"),
    ),
)
EMAIL_DOMAINS = ("example.com", "example.net", "example.org")


@dataclass(frozen=True)
class Source:
    """Where visitors come from. `warmth` multiplies how willing they are to leave their address and to buy."""

    source: str
    medium: str
    campaign: str
    share: float
    warmth: float


SOURCES = (
    Source("google", "organic", "", 0.30, 1.05),
    Source("instagram", "social", "", 0.22, 0.70),
    Source("google", "cpc", "brew_better", 0.16, 0.85),
    Source("brewing_blog", "referral", "", 0.12, 1.55),
    Source("direct", "", "", 0.12, 1.20),
    Source("friend", "referral", "bring_a_friend", 0.08, 1.90),
)
