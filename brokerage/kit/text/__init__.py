"""What people write, in any script: letters that look alike or hide, names, ways to reach somebody."""
