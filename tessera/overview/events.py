"""Looks at pages that cross apps."""

from tessera.audit.registry import Event

LOG_READ = Event("overview.log_read", "{by} read the log: {terms}")
