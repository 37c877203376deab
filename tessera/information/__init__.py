"""Reports as given: who said what, how they know, when. Never edited. Does not know who is who."""
