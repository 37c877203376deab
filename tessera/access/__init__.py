"""Who is who, what each may do, and which rows their keyring opens. Knows nothing of children, reports or cases."""
