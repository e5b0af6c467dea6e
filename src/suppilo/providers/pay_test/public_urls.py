"""Addresses for visitors."""

from __future__ import annotations

from django.urls import include, path

from suppilo.providers.pay_test import public

urlpatterns = [path("pay/test/", include(([path("<str:token>", public.page, name="page")], "pay_test")))]
