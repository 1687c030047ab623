"""A plan and chosen scenarios as a folder of web pages that needs no service."""
