"""Who is let in: django-allauth in our ways, passwords, who guesses is slowed down, who was here is asked again."""
