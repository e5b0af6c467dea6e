"""The desk: shell, home, funnel picture, people, mailbox, definition."""
