"""JSON documents and texts that terminal, file and web share."""
