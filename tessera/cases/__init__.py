"""The child's case: status history, key worker, team, and what the child has said they want."""
