"""Accounts people use online: @handles, “snap: name”, “on Snapchat as …”, e-mail addresses and web
addresses.

Fields: `platform` (a code, “email” or “web”, empty when the text does not say) and `handle`, in small
letters.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from tessera.lib.extraction.cues import Cues
from tessera.lib.extraction.everyday import LABELS, NOT_A_NAME
from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

PLATFORMS = {
    "snapchat": "snapchat",
    "snap": "snapchat",
    "instagram": "instagram",
    "insta": "instagram",
    "ig": "instagram",
    "tiktok": "tiktok",
    "tik tok": "tiktok",
    "whatsapp": "whatsapp",
    "facebook": "facebook",
    "fb": "facebook",
    "messenger": "facebook",
    "discord": "discord",
    "telegram": "telegram",
    "kik": "kik",
    "roblox": "roblox",
    "xbox": "xbox",
    "playstation": "playstation",
    "psn": "playstation",
    "twitch": "twitch",
    "youtube": "youtube",
    "twitter": "twitter",
    "yubo": "yubo",
    "steam": "steam",
    "viber": "viber",
    "wechat": "wechat",
    "reddit": "reddit",
    "fortnite": "fortnite",
    "minecraft": "minecraft",
    "bereal": "bereal",
    "skype": "skype",
    "wizz": "wizz",
    "omegle": "omegle",
}
_SITES = {
    "snapchat.com": "snapchat",
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "facebook.com": "facebook",
    "twitter.com": "twitter",
    "x.com": "twitter",
    "t.me": "telegram",
    "twitch.tv": "twitch",
    "youtube.com": "youtube",
    "reddit.com": "reddit",
    "wa.me": "whatsapp",
}
_NOT_THE_HANDLE = frozenset({"add", "user", "users", "u", "profile", "channel", "c", "s", "stories"})

_PLATFORM = r"\b(?:" + "|".join(sorted(PLATFORMS, key=len, reverse=True)) + r")\b"
_NAMED_PLATFORM = re.compile(_PLATFORM, re.IGNORECASE)
_HANDLE = r"(?P<handle>\"[^\"\n]{1,40}\"|'[^'\n]{1,40}'|[A-Za-z0-9_][\w.-]{1,39}(?:#[0-9]{4}(?!\w))?)"
_LINK = r"(?:account|user ?name|user|name|handle|profile|i\.?d|tag|as|is|was|called|under|of|her|his|their|on)\b"
_TOO_COMMON = ("is", "was", "on", "her", "his", "their")  # “Snapchat is how they met”
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}(?!\w)")
_URL = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"']{1,500}", re.IGNORECASE)
_SITE = re.compile(r"(?<![\w@./-])(?:" + "|".join(map(re.escape, _SITES)) + r")/[^\s<>\"']{1,200}", re.IGNORECASE)
_AT = re.compile(r"(?<![\w@./+-])@(?P<handle>[A-Za-z0-9_](?:[\w.]{0,38}\w))(?![\w@])")
_AFTER = re.compile(
    rf"(?P<platform>{_PLATFORM})(?P<links>(?: {{1,3}}{_LINK}){{0,4}})(?P<mark> ?[:=-])? {{0,3}}@?{_HANDLE}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\w@]){_HANDLE} {{1,3}}(?:on|at) {{1,3}}(?:her |his |their )?(?P<platform>{_PLATFORM})",
    re.IGNORECASE,
)
# A site that is on no list: what is given there has to look like an account's name.
_ANY_SITE = r"(?P<platform>[A-Z][A-Za-z]{2,24})"
_ON_ANY_SITE = re.compile(rf"\b[Oo]n {{1,3}}{_ANY_SITE} {{1,3}}(?:as|under|is|called) {{1,3}}@?{_HANDLE}")
_ANY_SITES = re.compile(rf"(?<![\w:]){_ANY_SITE} ?[:=] ?@?{_HANDLE}")
_USERNAME = re.compile(
    r"\b(?:user ?name|account ?name|gamer ?tag|screen ?name|handle)(?: {1,3}on {1,3}\w{2,24})?"
    r"(?: {1,3}(?:is|was|of|called))?(?: ?[:=-])? {1,3}"
    rf"@?{_HANDLE}",
    re.IGNORECASE,
)


def accounts_in(reading: Reading) -> Iterator[Found]:
    """Every account named in the text. A platform alone (“they met on Snapchat”) is not an account."""
    yield from _addresses(reading)
    platforms = _Platforms(reading.text)
    for match in _AT.finditer(reading.text):
        platform = platforms.nearest(match.start(), match.end())
        certainty: Certainty = "clear" if platform else "possible"
        if re.search("[A-Za-z]", match["handle"]):
            yield _account(reading, match.start(), match.end(), platform, match["handle"], certainty)
    for match in _AFTER.finditer(reading.text):
        links = match["links"].lower().split()
        introduced = bool(match["mark"]) or bool(links and links[-1] not in _TOO_COMMON)
        yield from _named(reading, match, PLATFORMS[match["platform"].lower()], introduced=introduced)
    for match in _BEFORE.finditer(reading.text):
        yield from _named(reading, match, PLATFORMS[match["platform"].lower()], introduced=False)
    for shape in (_ON_ANY_SITE, _ANY_SITES):
        for match in shape.finditer(reading.text):
            if match["platform"].lower() not in LABELS | PLATFORMS.keys():
                for found in _named(reading, match, match["platform"].lower(), introduced=False):
                    yield replace(found, certainty="possible")
    for match in _USERNAME.finditer(reading.text):
        yield from _named(reading, match, platforms.nearest(match.start(), match.end()), introduced=True)


class _Platforms:
    """Which platform is spoken of nearest to a handle."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cues = Cues(_NAMED_PLATFORM, text)

    def nearest(self, start: int, end: int) -> str:
        before, after = self._cues.before(start), self._cues.after(end)
        if min(before, after) > 40:
            return ""
        if before <= after:
            earliest = max(0, start - before - 12)
            found = list(_NAMED_PLATFORM.finditer(self._text, earliest, start - before))[-1]
        else:
            found = next(_NAMED_PLATFORM.finditer(self._text, end + after))
        return PLATFORMS[found[0].lower()]


def _account(
    reading: Reading, start: int, end: int, platform: str, handle: str, certainty: Certainty = "clear"
) -> Found:
    fields = {"platform": platform, "handle": handle.lower()}
    return reading.found("account", start, end, fields, certainty=certainty)


def _addresses(reading: Reading) -> Iterator[Found]:
    for match in _EMAIL.finditer(reading.text):
        yield _account(reading, match.start(), match.end(), "email", match[0])
    for shape in (_URL, _SITE):
        for match in shape.finditer(reading.text):
            address = match[0].rstrip(".,;:!?)]}")
            if len(address) > len("https://"):
                platform, handle = _site_account(address)
                yield _account(reading, match.start(), match.start() + len(address), platform, handle)


def _site_account(address: str) -> tuple[str, str]:
    """The platform and handle in a web address, or the address itself where it is not one of a known site."""
    whole = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
    host, _, path = whole.partition("/")
    site = re.sub(r"^(?:www|m)\.", "", host.lower())
    names = [name for name in re.split(r"[/?#]", path) if name and name.lower() not in _NOT_THE_HANDLE]
    if site in _SITES and names:
        return _SITES[site], names[0].removeprefix("@")
    return "web", whole


def _named(reading: Reading, match: re.Match[str], platform: str, *, introduced: bool) -> Iterator[Found]:
    """A handle given in words: without a colon, “as” or quotation marks before it, it must look like one."""
    start, end = match.span("handle")
    handle = match["handle"]
    if handle[0] in "\"'":
        start, end, handle, introduced = start + 1, end - 1, handle[1:-1], True
    kept = handle.rstrip(".-")
    end -= len(handle) - len(kept)
    if not re.search(r"[A-Za-z]", kept) or kept.lower() in NOT_A_NAME or kept.lower() in PLATFORMS:
        return
    looks_like_one = bool(re.search(r"[0-9_]|\w\.\w", kept))
    if looks_like_one or introduced:
        certainty: Certainty = "clear" if looks_like_one else "possible"
        yield _account(reading, start, end, platform, kept, certainty)
