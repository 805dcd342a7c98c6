"""What staff type on the desk."""
