"""The desk for programs: the same cases, people and actions as its pages."""
