"""Tessera joins the small pieces of information that separate agencies hold, so that a child who is being
exploited is seen and protected. Each folder is one app on its own floor; an app imports only from floors below.
"""
