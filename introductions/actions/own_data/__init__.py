"""What people do about the data that is held about them: ask for it, object, erase, leave a network."""
