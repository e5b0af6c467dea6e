"""What happened: the log and its readers' bookmarks."""
