"""An address as a QR code: paths in an SVG that takes the colours around it."""

import io

QUIET_ZONE = 4
"""Modules of white around a code (ISO/IEC 18004, section 9.1)."""


def qr_svg(address: str) -> str:
    """Draw an address as SVG, black on white, without a size of its own."""
    import segno  # noqa: PLC0415 - with all that it writes 1 MB, for whoever asks for a code

    code = segno.make(address, error="m", micro=False)
    written = io.BytesIO()
    code.save(
        written, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True,
        border=QUIET_ZONE, light="#fff",
    )  # fmt: skip
    return written.getvalue().decode().strip()
