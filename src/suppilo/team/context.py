"""What every studio template needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info

from suppilo.team import ports, queries


def studio(request: HttpRequest) -> dict[str, Any]:
    """The workspace of the address, the rights there and the menu; outside a workspace only the languages."""
    context: dict[str, Any] = {"languages": [get_language_info(code) for code, _name in settings.LANGUAGES]}
    workspace = getattr(request, "workspace", None)
    if not isinstance(workspace, ports.Workspace) or not hasattr(request, "rights"):
        return context
    here = request.resolver_match.url_name if request.resolver_match else ""
    items = [
        {
            "label": item.label,
            "url": reverse(item.url_name, kwargs={"workspace": workspace.slug}),
            "current": here == item.url_name or here in item.also,
            "key": item.key,
        }
        for item in ports.menu()
        if item.right in request.rights
    ]
    return context | {
        "workspace": workspace,
        "rights": {right.value.replace(".", "_"): True for right in request.rights},
        "menu": items,
        "workspaces": queries.workspaces_of(request.user),
    }
