"""What a record said before it was changed: kept by the database, read by whoever may read the record now."""
