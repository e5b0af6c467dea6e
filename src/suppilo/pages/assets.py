"""What pages load beside themselves: the business's colours, and images of the definition."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from django.urls import reverse

from suppilo.blocks.colour import stylesheet
from suppilo.definition.model import Bundle
from suppilo.publishing import queries as publishing

#: What may be served as an image, by ending. SVG is left out: it can carry scripts.
IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif"}


def theme(bundle: Bundle) -> tuple[str, str]:
    """The stylesheet of the business's colour and a short digest of it, which names its address."""
    css = stylesheet(bundle.business.colour)
    return css, hashlib.sha256(css.encode()).hexdigest()[:12]


def theme_address(slug: str, bundle: Bundle) -> str:
    """Where the stylesheet is; a changed colour has another address, so that it may be kept for ever."""
    return reverse("pages:theme", args=[slug, theme(bundle)[1]])


def image_address(slug: str, version_id: int, path: str) -> str | None:
    """Where an image of the definition is served; None when it is missing or no image."""
    ending = PurePosixPath(path).suffix.lower()
    digest = publishing.file_digest(version_id, path) if ending in IMAGES else None
    return reverse("pages:image", args=[slug, digest, ending[1:]]) if digest else None
