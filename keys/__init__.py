"""The strongroom: signers, person keys, the blind index, tokens, and the writer of the trust repository.

No secret ever lives in this folder; it knows no law and no procedure.
"""
