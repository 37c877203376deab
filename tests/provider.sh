#!/usr/bin/env bash
# Signing in is tested against a real provider: use Glewlwyd if found, else install Debian's, else say the one command to run.
set -eu
if command -v glewlwyd >/dev/null 2>&1; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  # Installing it would also start one with a published password: nothing is started while it is installed.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; trap 'rm -f "$policy"' EXIT; fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends glewlwyd >/dev/null && exit 0
fi
echo "The tests of signing in with a provider need Glewlwyd. Run: sudo apt-get install glewlwyd" >&2
exit 1
