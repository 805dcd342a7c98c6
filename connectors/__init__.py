"""Who can introduce: connectors, the people they know, and how a rep finds them.

Nouns: ConnectorProfile, Relationship (one connector knows one Prospect), Company,
ImportRun (an address book on its way in), Suppression (a person who asked not to be listed).
Doors: `/network/` for the connector, `/search/` and `/listings/` for the rep, the same in the API.
Whoever needs more asks `queries`; whoever changes something calls `actions`.
Must never know: introductions and payments. What it needs of them (an answer record, whether a
payout account is ready) comes through a callable named in settings.
Never gives a rep anything that identifies a prospect; `queries.blinded` is the only way out.
"""
