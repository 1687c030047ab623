"""The dossier: what an application for adjusting zones must carry, from one decision.

`template` reads a folder of texts, `content` fills it with the tables, maps and statements of a
measured scenario (`conformity`, `boundaries`), `files` makes the files of the folder: the document
as PDF and Word, boundary points, maps, the decision file, the texts, and their digests. `check`
compares them with those made again from the decision file.
"""
