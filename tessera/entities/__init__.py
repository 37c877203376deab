"""Who and what reports speak of: mentions, entities, what each audience holds, answers to matches."""
