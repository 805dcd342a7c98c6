"""The pages of the desk: the queue and its cases, people, opted-out domains, the books, reports of abuse."""
