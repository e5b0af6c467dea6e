"""What needs attention, in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from suppilo.studio.queries.matter import with_number

pytestmark = pytest.mark.pure


def test_a_large_number_is_written_as_the_language_does() -> None:
    told = {}
    for language in ("en", "da", "fi"):
        with translation.override(language):
            told[language] = with_number("%(count)d facts wait", 10_000).replace("\xa0", " ")
    assert told == {"en": "10,000 facts wait", "da": "10.000 facts wait", "fi": "10 000 facts wait"}
