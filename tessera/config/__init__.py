"""Settings, URLs and the way in: what joins the floors into one running site. Nothing imports this package."""
