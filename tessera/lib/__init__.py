"""Plain Python that the apps stand on: time, opening hours, deadlines, linkage, extraction, text. Nothing here
knows about Django, a database, a person signed in, or a web page, so each rule can be tested by itself.
"""
