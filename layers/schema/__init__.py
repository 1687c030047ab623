"""What a plan may hold: its layers and columns, its own words, and the tables of an export."""
