"""What a browser says of itself, in words somebody recognises their own device by: “Firefox on Windows”."""

# The first that is named counts: most browsers name others too, so that old pages let them in.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip


def in_words(user_agent: str) -> str:
    """The browser and the system. What is not known is said to be: it is never a reason to refuse anybody."""
    browser = next((name for sign, name in _BROWSERS if f"{sign}/" in user_agent), "An unknown browser")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "an unknown system")
    return f"{browser} on {system}"
