"""`/console/week`: a space's week at a glance, on the screen, on paper and by mail."""
