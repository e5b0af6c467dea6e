"""What every test shares: a home of its own, and the real database chosen by SUPPILO_DATABASE_URL."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("SUPPILO_HOME", tempfile.mkdtemp(prefix="suppilo-test-"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("SUPPILO_TEST_PAYMENTS", "1")
