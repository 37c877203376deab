"""Serve the site over HTTP."""

import argparse
import os
import signal
import sys

POOL_SIZE = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="web processes (default: one a core)"
    )


def run(args: argparse.Namespace) -> int:
    """Run the ASGI site with a connection pool in each process. Returns when it is stopped."""
    os.environ.setdefault("TESSERA_POOL_SIZE", str(POOL_SIZE))
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    import uvicorn

    # A single web process raises the signal that stopped it once more: here that is a plain exit, with its last steps.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "tessera.config.asgi:application", host=args.host, port=args.port, workers=args.processes,
        log_level="warning", log_config=None, access_log=False, lifespan="off", proxy_headers=True,
        forwarded_allow_ips=settings.PROXIES, server_header=False, date_header=True, timeout_graceful_shutdown=5,
    )  # fmt: skip
    return 0
