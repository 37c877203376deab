"""The triage question about one or more reports: who acts, by when, and who tells the person who reported."""
