"""The network as a picture: a page that holds every view of it, drawn by pyvis's vis-network.

``content`` says what there is to see, ``layout`` where it stands, ``picture`` writes the page.
"""
