"""Images that a chart points to or holds: studies on an archive, and pictures in attachments.

Knows no DICOM file and no pixel: what comes out are UIDs, addresses and bytes.
"""
