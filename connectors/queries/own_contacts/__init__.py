"""What connectors read of their own contacts: files under review, duplicates, and the past."""
