"""Which massage suits a back: what is asked, what the answers say, and what they suggest.

Nothing here diagnoses. It says what people with such answers often find pleasant, and why.
"""
