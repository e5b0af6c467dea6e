"""Webhooks by HTTP, signed as Standard Webhooks has it."""
