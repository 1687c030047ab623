"""JSON documents and texts: the one form that terminal, file and web share."""
