"""One box for everything a keyring opens, whom it was searched for, and being told when more comes."""
