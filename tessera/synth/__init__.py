"""The fictional area, put into the database: its agencies and staff, any number of reports, and the hand-made story."""
