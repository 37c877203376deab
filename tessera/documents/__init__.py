"""Files: hashed, encrypted at rest, given out only through the app. Does not know what a file is about."""
