"""A post office and a clock for these tests."""

from tests.messages.conftest import noon, post

__all__ = ["noon", "post"]
