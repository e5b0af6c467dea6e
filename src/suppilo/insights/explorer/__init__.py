"""The explorer: a question about what people did, kept in an address, and its answer."""
