"""Catalogues: the lists practitioners read, loaded from YAML. Each row says its source and whether it was verified."""
