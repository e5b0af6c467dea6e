"""Where links in messages lead: pages, offers and magnets, for one recipient."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

from suppilo.definition.model import Bundle
from suppilo.messages import ports
from suppilo.pages.assets import image_address
from suppilo.pages.places import Place, page_called, page_selling
from suppilo.pages.signed import MagnetLink, magnet_token, recipient_token
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.team import queries as team


def register() -> None:
    """Answer for the kinds of link that lead to this room."""
    ports.register_links("page", page_link)
    ports.register_links("offer", offer_link)
    ports.register_links("magnet", magnet_link)
    ports.register_links("image", image_link)


def page_link(workspace_id: int, person_id: int, link: ports.Link, bundle: Bundle) -> str | None:
    """A page by id, with a token that lets its form be filled in for the recipient."""
    return _to(page_called(bundle, link.target), workspace_id, person_id, bundle)


def offer_link(workspace_id: int, person_id: int, link: ports.Link, bundle: Bundle) -> str | None:
    """The page that sells an offer."""
    return _to(page_selling(bundle, link.target), workspace_id, person_id, bundle)


def image_link(workspace_id: int, person_id: int, link: ports.Link, bundle: Bundle) -> str | None:
    """An image of the running definition."""
    current = publishing.running(workspace_id)
    slug = team.workspace_numbered(workspace_id).slug
    address = image_address(slug, current.version_id, link.target) if current else None
    return f"{settings.BASE_URL}{address}" if address else None


def magnet_link(workspace_id: int, person_id: int, link: ports.Link, bundle: Bundle) -> str | None:
    """The recipient's own address of a lead magnet."""
    offer = bundle.offers.get(link.target)
    if offer is None or offer.role != "magnet":
        return None
    return f"{settings.BASE_URL}/m/{magnet_token(MagnetLink(workspace_id, person_id, link.target))}"


def _to(place: Place | None, workspace_id: int, person_id: int, bundle: Bundle) -> str | None:
    if place is None:
        return None
    slug = team.workspace_numbered(workspace_id).slug
    card = people.describe(workspace_id, [person_id]).get(person_id)
    query = {"p": recipient_token(workspace_id, person_id)}
    if card and card.language in bundle.business.languages:
        query["lang"] = card.language
    return f"{settings.BASE_URL}/{slug}/{place.page.slug}?{urlencode(query)}"
