"""Addresses in messages."""

from django.urls import path

from suppilo.messages import public, public_hooks

urlpatterns = [
    path("t/<str:token>", public.click, name="messages_click"),
    path("o/<str:token>", public.opened, name="messages_opened"),
    path("h/<str:token>", public.hidden, name="messages_hidden"),
    path("c/<str:token>", public.confirm, name="messages_confirm"),
    path("u/<str:token>", public.unsubscribe, name="messages_unsubscribe"),
    path("n/<str:token>/<slug:what>", public.notification, name="messages_notification"),
    path("hooks/<slug:vendor>/<str:token>", public_hooks.report, name="messages_report"),
]
