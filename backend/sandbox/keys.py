"""RSA key pairs with a self-signed certificate, kept as text so that they can be stored."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.x509.oid import NameOID


def base64url(data: bytes) -> str:
    """URL-safe base64 without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _integer(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@dataclass(frozen=True, slots=True)
class RsaKey:
    """One key pair in PEM."""

    private_pem: str
    public_pem: str
    certificate_pem: str

    @classmethod
    def new(cls, name: str) -> RsaKey:
        """A fresh 2048-bit pair whose certificate names *name* and lasts ten years."""
        private = generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        since = datetime.now(UTC) - timedelta(days=1)
        certificate = (
            x509.CertificateBuilder(subject, subject, private.public_key(), x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(since + timedelta(days=3650))
            .sign(private, hashes.SHA256())
        )
        return cls(
            private.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ).decode(),
            private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode(),
            certificate.public_bytes(serialization.Encoding.PEM).decode(),
        )

    @property
    def private(self) -> RSAPrivateKey:
        """The private key, ready to sign."""
        return _private(self.private_pem)

    @property
    def public(self) -> RSAPublicKey:
        """The public key, ready to verify."""
        return self.private.public_key()

    @property
    def thumbprint(self) -> str:
        """SHA-1 of the certificate, base64url: `x5t` of JOSE headers, and the key id Entra uses."""
        return base64url(hashlib.sha1(self._certificate).digest())  # noqa: S324

    @property
    def _certificate(self) -> bytes:
        return certificate_der(self.certificate_pem)

    def jwk(self) -> dict[str, object]:
        """The public half as an entry of a JWKS."""
        numbers = self.public.public_numbers()
        return {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.thumbprint, "x5t": self.thumbprint,
            "n": _integer(numbers.n), "e": _integer(numbers.e),
            "x5c": [base64.b64encode(self._certificate).decode()],
        }  # fmt: skip


def certificate_der(pem: str) -> bytes:
    """The binary form of a certificate. Raises ValueError."""
    return x509.load_pem_x509_certificate(pem.encode()).public_bytes(serialization.Encoding.DER)


@cache
def _private(pem: str) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


@cache
def process_key(name: str) -> RsaKey:
    """The key pair called *name*; one a process, so that a reset does not invalidate published keys."""
    return RsaKey.new(name)
