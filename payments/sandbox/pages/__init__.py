"""The pages a person sees: checkout, 3-D Secure, onboarding, and the sandbox's panel."""
