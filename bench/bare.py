"""The baseline of the public window: a FastAPI endpoint that reads the same JSON and checks one signature, no more."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI, Request

ALGORITHM = ec.ECDSA(SHA256())
SIGNED_BYTES = 150  # about the Sig_structure of a certificate


def create_app() -> FastAPI:
    """The bare application."""
    app = FastAPI()
    private_key = ec.generate_private_key(ec.SECP256R1())
    public_key, message = private_key.public_key(), os.urandom(SIGNED_BYTES)
    signature = private_key.sign(message, ALGORITHM)

    @app.post("/v1/verify")
    async def verify(request: Request) -> dict[str, int]:
        asked = await request.json()
        public_key.verify(signature, message, ALGORITHM)
        return {"characters": len(asked["text"])}

    return app
