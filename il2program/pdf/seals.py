"""Seals a PDF: a PAdES signature by this installation's certificate, after which no byte can change unseen.

It proves that the file is as this installation made it. Who signed the record that it prints is proven
by the electronic signature kept with the record, which the text of the form repeats.
"""

from io import BytesIO

from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from django.conf import settings

from il2program.pdf.certificate import SealKey

FIELD = "Seal"


def sealed(pdf: bytes, by: SealKey) -> bytes:
    """The PDF with its seal. Its tags for screen readers stay as they were."""
    # Takes most of a second to import; who seals nothing does without.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter

    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=settings.HOSPITAL_NAME,
        reason="This file is as the program made it",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # A field without a tag is allowed in PDF/UA where it is hidden.
    unseen = InvisSigSettings(set_hidden_flag=True)
    field = SigFieldSpec(FIELD, readable_field_name="Seal of the program", invis_sig_settings=unseen)
    archive = serialize_key_and_certificates(None, by.key, by.certificate, by.chain, NoEncryption())
    signer = PdfSigner(meta, SimpleSigner.load_pkcs12_data(archive, ()), new_field_spec=field)
    made: BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return made.getvalue()


def flaw(pdf: bytes, fingerprint: str) -> str:
    """What is wrong with the seal of a PDF, in words; "" where nothing is.

    fingerprint: SHA-256 of the certificate that sealed it, in hexadecimal.
    """
    try:
        return _flaw(pdf, fingerprint)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the file is not what was sealed
        return "cannot be read as a sealed PDF"


def _flaw(pdf: bytes, fingerprint: str) -> str:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    if len(found) != 1:
        return f"has {len(found)} seals instead of one"
    by = found[0].signer_cert
    if by.sha256.hex() != fingerprint:
        return "was sealed by another certificate"
    # Who made the seal is known by its certificate: no authority is asked, and none need be reached.
    status = validate_pdf_signature(found[0], ValidationContext(trust_roots=[by], allow_fetching=False))
    if not (status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE):
        return "has a broken seal"
    return ""
