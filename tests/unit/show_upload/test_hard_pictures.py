"""Pictures as cameras, programs and strangers with bad intentions make them."""

import io
import struct

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat, PngImagePlugin

from lambdas.moderation.domain.errors import Permanent
from lambdas.show_upload.pictures import LONGEST_SIDE, blurred
from samples.pictures import encoded, jpeg, picture

ORIENTATION = 0x0112
SIDE = 240
WHITE_CORNER = Image.new("L", (SIDE, SIDE // 2))
WHITE_CORNER.paste(255, (0, 0, SIDE // 3, SIDE // 4))
LYING = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a picture lies in a file of each orientation."""


def opened(preview: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(preview))
    image.load()
    return image


def levels(image: Image.Image) -> tuple[int, int]:
    """The darkest and the brightest grey in it."""
    found = [level for level, number in enumerate(image.histogram()) if number]
    return found[0], found[-1]


def oriented(how: object) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = how
    return exif


def markers(data: bytes) -> list[int]:
    """The segments of a JPEG up to its scan."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


class TestUpright:
    @pytest.mark.parametrize("how", LYING)
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_a_picture_lies_as_its_camera_says(self, how: int, kind: str) -> None:
        lying = WHITE_CORNER.transpose(LYING[how])
        shown = opened(blurred(encoded(lying, kind, exif=oriented(how))))
        upright = opened(blurred(encoded(WHITE_CORNER, kind)))
        assert shown.size == upright.size
        assert ImageStat.Stat(ImageChops.difference(shown, upright)).mean[0] < 1

    @pytest.mark.parametrize("how", LYING)
    def test_that_is_how_pillow_itself_turns_them(self, how: int) -> None:
        file = encoded(WHITE_CORNER.transpose(LYING[how]), "PNG", exif=oriented(how))
        turned = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        assert ImageChops.difference(turned, WHITE_CORNER).getbbox() is None

    @pytest.mark.parametrize("exif", [b"Exif\0\0nonsense", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b""])
    def test_exif_that_makes_no_sense_costs_no_preview(self, exif: bytes) -> None:
        segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
        whole = jpeg()
        assert blurred(whole[:2] + segment + whole[2:])

    def test_nor_does_a_png_whose_exif_is_no_number(self) -> None:
        words = PngImagePlugin.PngInfo()
        words.add_text("Raw profile type exif", "exif\nexif\n4\nwords")
        assert blurred(encoded(picture(90, 90), "PNG", pnginfo=words))

    @pytest.mark.parametrize("how", [0, 9, 65_535])
    def test_an_orientation_that_there_is_not_turns_nothing(self, how: int) -> None:
        file = encoded(picture(SIDE, SIDE // 2), "JPEG", exif=oriented(how))
        assert opened(blurred(file)).size == (SIDE, SIDE // 2)


class TestWithoutDetail:
    @pytest.mark.parametrize("side", [240, 1_200, 3_600])
    @pytest.mark.parametrize(("lines", "contrast"), [(12, 0.03), (24, 0.02), (60, 0.02)])
    def test_what_is_smaller_than_a_twelfth_of_the_side_is_gone(
        self, side: int, lines: int, contrast: float
    ) -> None:
        """Stripes of black and white; at the very edge there is nothing to blur them with."""
        stripes = Image.new("L", (lines * 2, 1))
        stripes.putdata([255 * (column % 2) for column in range(lines * 2)])
        file = encoded(stripes.resize((side, side), Image.Resampling.NEAREST), "PNG")
        shown = opened(blurred(file))
        edge = shown.width // 6
        darkest, brightest = levels(
            shown.crop((edge, edge, shown.width - edge, shown.height - edge))
        )
        assert (brightest - darkest) / 255 <= contrast

    def test_colours_are_gone(self) -> None:
        red, green = (Image.new("RGB", (90, 90), each) for each in ((255, 0, 0), (0, 130, 0)))
        first, second = (opened(blurred(encoded(each, "PNG"))) for each in (red, green))
        assert ImageStat.Stat(ImageChops.difference(first, second)).mean[0] < 2

    @pytest.mark.parametrize("ink", ["white", "black"])
    def test_nothing_hides_in_what_is_transparent(self, ink: str) -> None:
        clear = Image.new("RGBA", (320, 320), (0, 0, 0, 0))
        clear.paste(Image.new("RGBA", (160, 320), ink), (0, 0))
        shown = opened(blurred(encoded(clear, "PNG")))
        darkest, brightest = levels(shown)
        assert brightest - darkest > 100

    def test_only_what_decodes_it_is_in_the_file(self) -> None:
        exif = oriented(1)
        exif.get_ifd(0x8825)[2] = (48.0, 51.0, 29.0)
        file = encoded(
            picture(640, 480),
            "JPEG",
            exif=exif,
            comment=b"words",
            icc_profile=b"profile" * 20,
            xmp=b"<x:xmpmeta/>",
            dpi=(300, 300),
        )
        assert set(markers(file)) & {0xE1, 0xE2, 0xFE} == {0xE1, 0xE2, 0xFE}
        assert set(markers(blurred(file))) == {0xE0, 0xDB, 0xC0, 0xC4}


class TestFormats:
    def test_grey_of_sixteen_bits_is_as_grey_as_it_was(self) -> None:
        file = encoded(Image.new("I;16", (2_000, 90), 32_768), "PNG")
        darkest, brightest = levels(opened(blurred(file)))
        assert 126 <= darkest <= brightest <= 130

    @pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
    def test_of_an_animation_the_first_picture_is_shown(self, kind: str) -> None:
        black, white = Image.new("L", (90, 90), 0), Image.new("L", (90, 90), 255)
        file = encoded(black, kind, save_all=True, append_images=[white], duration=100)
        assert levels(opened(blurred(file)))[1] < 8

    def test_of_several_pictures_in_one_jpeg_the_first_is_shown(self) -> None:
        black, white = Image.new("L", (90, 90), 0), Image.new("L", (90, 90), 255)
        file = encoded(black, "MPO", save_all=True, append_images=[white])
        assert levels(opened(blurred(file)))[1] < 8

    @pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "PDF", "AVIF"])
    def test_other_decoders_are_never_tried(self, kind: str) -> None:
        with pytest.raises(Permanent, match="No preview can be made"):
            blurred(encoded(picture(90, 90), kind))

    @pytest.mark.parametrize("size", [(1, 1), (10_000, 1), (1, 10_000)])
    def test_any_shape_has_a_preview(self, size: tuple[int, int]) -> None:
        shown = opened(blurred(encoded(Image.new("RGB", size), "PNG")))
        assert 1 <= min(shown.size) <= max(shown.size) <= LONGEST_SIDE

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
    def test_a_file_that_breaks_off_has_none(self, kind: str) -> None:
        image = Image.effect_noise((400, 400), 80)
        whole = encoded(image, kind)
        with pytest.raises(Permanent):
            blurred(whole[: len(whole) // 2])
