"""Addresses for visitors."""

from __future__ import annotations

from django.urls import include, path

from suppilo.pages.public import assets, cart, checkout, consent, magnet, notice, order, page, push

_pages = (
    [
        path("", page.door, name="door"),
        path("robots.txt", assets.robots, name="robots"),
        path("favicon.ico", assets.icon, name="icon"),
        path("m/<str:token>", magnet.magnet, name="magnet"),
        path("m/<str:token>/file", magnet.file, name="magnet_file"),
        path("pay/notice/<slug:provider>", notice.notice, name="notice"),
        path("push-worker.js", push.worker, name="push_worker"),
        path("<slug:workspace>/", page.front, name="front"),
        path("<slug:workspace>/theme-<slug:digest>.css", assets.theme, name="theme"),
        path("<slug:workspace>/files/<slug:digest>.<slug:ending>", assets.image, name="image"),
        path("<slug:workspace>/consent", consent.choose, name="consent"),
        path("<slug:workspace>/site.webmanifest", push.manifest, name="manifest"),
        path("<slug:workspace>/push/device", push.device, name="push_device"),
        path("<slug:workspace>/push/renew", push.renew, name="push_renew"),
        path("<slug:workspace>/cart", cart.cart, name="cart"),
        path("<slug:workspace>/checkout", checkout.checkout, name="checkout"),
        path("<slug:workspace>/order/<slug:key>", order.order, name="order"),
        path("<slug:workspace>/order/<slug:key>/pay", order.pay, name="pay"),
        path("<slug:workspace>/<slug:slug>", page.page, name="page"),
    ],
    "pages",
)
urlpatterns = [path("", include(_pages))]
