"""Which definition runs: versions, plan, apply, rollback."""
