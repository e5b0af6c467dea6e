"""What waits for a person's next page view, and is shown there once."""
