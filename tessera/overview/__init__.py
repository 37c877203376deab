"""Pages that cross apps: home, a child's page, the timeline. Holds no rows of its own."""
