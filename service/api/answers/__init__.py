"""The answers of the service: one model for each, named as in the API description.

The handlers return plain documents; tests hold every answer to its model. The page's types are
made of the same description (`service.page.api_types`).
"""
