"""What we say: outbox, gate, receipts, suppression."""
