"""Notifications in browsers: whose devices there are, the key that proves who sends, and what a notification holds."""
