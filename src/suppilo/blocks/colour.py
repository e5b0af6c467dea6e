"""A business's colour as a theme whose contrast is always enough (WCAG 2.2: 4.5 to 1 for text)."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

Rgb = tuple[float, float, float]

PAPER_LIGHT = "#fffdfa"
PAPER_DARK = "#171412"
CARD_DARK = "#1f1b18"
_HEX = re.compile(r"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
_ENOUGH = 4.6
_DEFAULT = "#7a4a24"


@dataclass(frozen=True)
class Theme:
    """Colours for one scheme, as #rrggbb: the accent as text and surface, ink on it, a soft tint, and a line."""

    accent: str
    on_accent: str
    strong: str
    tint: str
    line: str


def parse(colour: str) -> Rgb:
    """#rgb or #rrggbb as numbers from 0 to 1; anything else is the default brown."""
    found = _HEX.match(colour.strip())
    digits = found[1] if found else _DEFAULT[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:], 16) / 255


def spell(colour: Rgb) -> str:
    """Numbers from 0 to 1 as #rrggbb."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def luminance(colour: Rgb) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of `one`, the rest of `other`."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def theme(colour: str, *, dark: bool) -> Theme:
    """The theme of a business colour for the light or dark scheme."""
    brand = parse(colour)
    paper = parse(PAPER_DARK if dark else PAPER_LIGHT)
    tint = mix(brand, paper, 0.14 if dark else 0.08)
    accent = _until_readable(brand, dark, (paper, tint, parse(CARD_DARK if dark else "#ffffff")))
    white, black = (1.0, 1.0, 1.0), (0.06, 0.05, 0.04)
    on_accent = white if contrast(accent, white) >= contrast(accent, black) else black
    return Theme(
        accent=spell(accent),
        on_accent=spell(on_accent),
        strong=spell(mix(accent, white if dark else (0.0, 0.0, 0.0), 0.85)),
        tint=spell(tint),
        line=spell(mix(brand, paper, 0.34 if dark else 0.22)),
    )


def _until_readable(brand: Rgb, dark: bool, grounds: tuple[Rgb, ...]) -> Rgb:
    """The lightness nearest the brand's at which its hue stands out enough from every ground."""
    hue, lightness, saturation = rgb_to_hls(*brand)
    for step in range(101):
        share = step / 100
        shade = lightness + (1 - lightness) * share if dark else lightness * (1 - share)
        candidate = parse(spell(hls_to_rgb(hue, shade, saturation)))
        if all(contrast(candidate, ground) >= _ENOUGH for ground in grounds):
            return candidate
    return (1.0, 1.0, 1.0) if dark else (0.0, 0.0, 0.0)


def stylesheet(colour: str) -> str:
    """CSS that sets the theme's variables for both schemes."""
    light, dark = theme(colour, dark=False), theme(colour, dark=True)
    return f":root{{{_variables(light)}}}\n@media (prefers-color-scheme: dark){{:root{{{_variables(dark)}}}}}\n"


def _variables(chosen: Theme) -> str:
    return (
        f"--accent:{chosen.accent};--on-accent:{chosen.on_accent};--accent-strong:{chosen.strong};"
        f"--tint:{chosen.tint};--line:{chosen.line}"
    )
