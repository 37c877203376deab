"""An agency has staff: who is invited, moves and leaves, who looks that through, and who administered when. It shows no content."""
