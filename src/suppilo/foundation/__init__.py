"""Clock, ids, files, and work that waits."""
