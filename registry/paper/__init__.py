"""QR codes and printed certificates, drawn from stored bytes. Nothing here signs, decides or remembers."""

from registry.paper.errors import PaperError
from registry.paper.fonts import FontsReport, fonts_report
from registry.paper.pdf import certificate_pdf
from registry.paper.qr import qr_png, qr_svg

__all__ = ["FontsReport", "PaperError", "certificate_pdf", "fonts_report", "qr_png", "qr_svg"]
