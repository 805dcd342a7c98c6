"""The desk: `/moderation/`, the pages and API of staff over cases of every kind.

It stands above all apps, since a case may be about any of them, and writes nothing itself: each button
calls an action of the app concerned. What a kind of case shows and may do is one file in `kinds/`.
"""
