"""A client of DICOMweb archives: a search for studies (QIDO-RS), and their files (WADO-RS).

Knows no pixel. It asks one origin, follows nothing that an answer points to, and takes no more than
its limits. The names of files and folders are its own, never the archive's. Taking files in needs
the optional part `imaging`.
"""
