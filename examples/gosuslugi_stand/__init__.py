"""A stand in the place of Госуслуги, to try the sign-in of a portal with: it refuses whatever a real provider refuses.

It speaks OpenID Connect, as a certified gateway to Госуслуги does: an authorisation code with PKCE. Its people are made
up, and nothing here is how Госуслуги look. It is an example, no part of the module, and no provider for real use.

``people.py`` has the people, ``provider.py`` the protocol and every refusal, ``moods.py`` what can go wrong with a
provider, ``keys.py`` its keys, ``pages.py`` what a person and a portal see of it.
"""
