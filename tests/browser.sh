#!/usr/bin/env bash
# Journeys need a real browser: use any Chromium found, else install Debian's, else say the one command to run.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "The browser journeys need Chromium. Run: sudo apt-get install chromium" >&2
exit 1
