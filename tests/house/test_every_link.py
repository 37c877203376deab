"""Every link that a page shows opens for whoever it is shown to: the fifteen demo accounts follow them all from home."""

import re
from collections import defaultdict, deque
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.house.test_demo_keyrings import ACCOUNTS, accounts, told  # noqa: F401  fixtures of a whole county
from tests.reporting import signed_in

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
MOST = 250  # pages a person
OF_A_KIND = 8  # pages of one shape: the hundredth report shows no link that the first did not
LINK = re.compile(rb'<a\b[^>]*?\bhref="([^"]*)"')
ONE_THING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}|(?<=/)\d+(?=/)")
# Live parts of a page that is open already; no link leads to them.
STREAM = "/triage/stream/"


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_link_opens_for_whoever_it_is_shown_to(accounts, name):  # noqa: F811
    client = signed_in(accounts[name])
    waiting, seen, of_kind = deque([("/", "home")]), {"/"}, defaultdict(int)
    closed: list[str] = []
    while waiting and len(seen) < MOST * 4:
        path, found_on = waiting.popleft()
        kind = ONE_THING.sub("*", urlsplit(path).path) + ("?" if urlsplit(path).query else "")
        of_kind[kind] += 1
        if of_kind[kind] > OF_A_KIND or sum(of_kind.values()) > MOST:
            continue
        reply = client.get(path)
        if reply.status_code >= 400:
            closed.append(f"{reply.status_code} {path} from {found_on}")
        if reply.get("Content-Type", "").startswith("text/html"):
            for link in LINK.findall(reply.content):
                onward = urldefrag(urljoin(path, unescape(link.decode()))).url
                if onward.startswith("/") and not onward.startswith(("/static/", STREAM)) and onward not in seen:
                    seen.add(onward)
                    waiting.append((onward, path))
        if reply.status_code in (301, 302) and reply["Location"] not in seen:
            seen.add(reply["Location"])
            waiting.append((reply["Location"], path))
    assert len(of_kind) > 3, "nothing was followed"
    assert not closed, "\n".join(closed)
