"""MP4 and its relatives (ISO base media file format, QuickTime): told apart by their brands."""

from lambdas.moderation.domain.content import MediaType

_AVIF = {b"avif", b"avis"}
_HEIC = {
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
    *(b"heif", b"mif1", b"mif2", b"msf1"),
}
_QUICKTIME = {b"qt  "}
_MP4 = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"),
    *(b"mp41", b"mp42", b"mp71", b"avc1", b"hvc1", b"av01", b"dash", b"cmfc", b"msdh", b"msix"),
    *(b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"XAVC", b"f4v ", b"F4V ", b"mmp4", b"kddi"),
    *(b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3gp8", b"3gp9", b"3gg6", b"3ge6", b"3gs6", b"3gr6"),
    *(b"3g2a", b"3g2b", b"3g2c", b"NDSC", b"NDSM", b"NDSH", b"NDXC", b"NDXM", b"NDXH"),
}
_NEITHER_PICTURE_NOR_VIDEO = {b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"crx "}
_OLD_QUICKTIME = {b"moov", b"wide", b"free", b"skip", b"pnot"}
_TEXT_FROM = 0x20


def sniff_boxes(head: bytes) -> MediaType:
    """The media type of a file whose first box says it, otherwise `UNKNOWN`.

    A file without `ftyp` that begins as QuickTime files did before there was one is a QuickTime
    video. Sound (`M4A`) and raw camera files (`crx`) are neither picture nor video.
    """
    kind = head[4:8]
    if kind == b"ftyp":
        return _by_brands(head)
    if kind == b"mdat" or (kind in _OLD_QUICKTIME and head[0] < _TEXT_FROM):
        return MediaType.QUICKTIME
    return MediaType.UNKNOWN


def _by_brands(head: bytes) -> MediaType:
    size = int.from_bytes(head[:4], "big")
    major = head[8:12]
    box = head[: min(size, 1_024)]
    brands = {major, *(box[at : at + 4] for at in range(16, len(box), 4))}
    if major in _NEITHER_PICTURE_NOR_VIDEO:
        return MediaType.UNKNOWN
    if major in _QUICKTIME:
        return MediaType.QUICKTIME
    for media_type, known in (
        (MediaType.AVIF, _AVIF),
        (MediaType.HEIC, _HEIC),
        (MediaType.MP4, _MP4),
        (MediaType.QUICKTIME, _QUICKTIME),
    ):
        if brands & known:
            return media_type
    return MediaType.UNKNOWN
