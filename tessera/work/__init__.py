"""Tasks and clocks that somebody owns, and the messages that tell them. Knows subjects only by label and path."""
