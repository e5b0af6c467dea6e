"""The funnel as a document: schema, facts, checks, templates. Pure."""
