"""What every page is made of: the design system's macros, the form renderer, filters for words, static files.

It knows nothing of children, concerns or people: it is told what to show.
"""
