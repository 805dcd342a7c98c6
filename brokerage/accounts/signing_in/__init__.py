"""Who is let in: django-allauth in our ways, passwords, wrong tries slowed down, the owner asked again."""
