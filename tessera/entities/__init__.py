"""Who and what reports speak of: mentions, entities, what each audience holds of them, and people's answers to matches."""
