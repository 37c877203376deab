"""The log of looks, refusals and writes: appended to, never changed. It knows no other app."""
