"""Text out of one attachment, whatever its format. Knows no resource types and no charts."""
