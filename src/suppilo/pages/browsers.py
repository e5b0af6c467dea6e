"""Which browser this is, in words that name no version. Pure."""

from __future__ import annotations

#: What the name of a browser contains, the more particular first: nearly all call themselves Safari too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("AppleWebKit", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """For example "Firefox (Android)", from the User-Agent header; "?" where it says nothing known."""
    browser = next((name for text, name in _BROWSERS if text in agent), "")
    system = next((name for text, name in _SYSTEMS if text in agent), "")
    return f"{browser} ({system})" if browser and system else browser or system or "?"
