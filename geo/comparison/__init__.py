"""What changes from one coverage to another, and what several scenarios have in common."""
