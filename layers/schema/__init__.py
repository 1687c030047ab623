"""The content of a plan: its layers and columns, its terms, and the tables of an export."""
