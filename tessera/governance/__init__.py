"""Who opened what they hold no key to, and whether that was right."""
