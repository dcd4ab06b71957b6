"""Pictures of codes: as files of each kind, and as a film for a fake camera."""

from io import BytesIO
from pathlib import Path

import qrcode
from PIL import Image

FILM_WIDTH, FILM_HEIGHT = 1280, 960
FRAMES = 10
GREY = 128


def qr_picture(text: str, box_size: int = 6) -> Image.Image:
    """The code of a text in black on white, `box_size` pixels a module."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=box_size, border=4)
    code.add_data(text)
    drawn = BytesIO()
    code.make_image().save(drawn)
    return Image.open(drawn).convert("L")


def encoded(picture: Image.Image, kind: str) -> bytes:
    """The picture as PNG, JPEG or PDF."""
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def camera_film(picture: Image.Image, path: Path) -> Path:
    """An uncompressed film (YUV4MPEG2, 4:2:0) of the picture in the middle of a grey table."""
    frame = Image.new("L", (FILM_WIDTH, FILM_HEIGHT), GREY)
    frame.paste(picture, ((FILM_WIDTH - picture.width) // 2, (FILM_HEIGHT - picture.height) // 2))
    chroma = bytes([GREY]) * (FILM_WIDTH * FILM_HEIGHT // 2)
    header = f"YUV4MPEG2 W{FILM_WIDTH} H{FILM_HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + (b"FRAME\n" + frame.tobytes() + chroma) * FRAMES)
    return path
