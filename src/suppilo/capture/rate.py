"""How much one address or visitor may send to this process."""

from __future__ import annotations

from suppilo.foundation.permits import Buckets

form_posts = Buckets()
#: One row a minute tells of an address that is being limited; more would let it fill the disk.
limit_notes = Buckets()
refused_events = Buckets()
