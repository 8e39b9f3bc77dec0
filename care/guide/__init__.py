"""`/guide/`: which massage suits my back. Seven questions; only the visitor knows the answers.

The rules are `treatments.guide`'s. Pages and the sealed answers are here, beside the record that
the visitor may hand them to.
"""
