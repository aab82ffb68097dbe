// The beginnings of pictures in formats that must never reach a decoder, written here by
// their formats' own descriptions: whatever they are named, only PNG and JPEG are read.
#ifndef SUPPORT_FOREIGN_PICTURES_H
#define SUPPORT_FOREIGN_PICTURES_H

#include <stddef.h>

struct foreign_picture {
    const char *name;
    const char *bytes;
    size_t size;
};

#define FOREIGN(name, bytes)                                                             \
    {                                                                                    \
        name, bytes, sizeof(bytes) - 1                                                   \
    }

// A lossless WebP of 16x16 whose first prefix code states code lengths that need a larger
// second-level table than a decoder that trusts them has room for: the shape of
// CVE-2023-4863. (RFC 9649: RIFF, VP8L, 0x2F, width and height less one, then bits.)
#define FOREIGN_WEBP                                                                     \
    "RIFF\x4C\0\0\0WEBPVP8L\x40\0\0\0\x2F\x0F\xC0\x03\0"                                 \
    "\x78\x92\x24\x49\x92\x24\x49\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"                   \
    "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"                   \
    "\x49\x92\x24\x49\x92\x24\x49\x92\x24\x49\x92\x24\x49\x92\x24\x49"                   \
    "\x92\x24\x49\x92\x24\x49\x92\x24\x49\x92\x24"

// Those of SDL_image's own loaders that were found wanting (XCF, ILBM, PCX, ICO, XPM, BMP
// with run lengths, ...) state more than they hold: colours, planes, offsets.
static const struct foreign_picture foreign_pictures[] = {
    FOREIGN("WebP, lossless", FOREIGN_WEBP),
    FOREIGN("WebP, lossy",
            "RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\x30\1\0\x9D\1\x2A\x10\0\x10\0"
            "\2\0\x34\x25\xA4\0\3\x70\0\xFE\xFB\x94\0\0"),
    FOREIGN("XCF",
            "gimp xcf v003\0\0\0\x10\0\0\0\x10\0\0\0\0\0\0\0\0\x11\0\0\0\1\xFF\0\0\0"
            "\0\0\0\0\0\0\0\0\x7F\xFF\xFF\xFF"),
    FOREIGN("ILBM",
            "FORM\0\0\0\x60ILBMBMHD\0\0\0\x14\x40\0\x40\0\0\0\0\0\x20\1\1\0\0\0\1\1"
            "\1\x40\0\xF0"
            "CMAP\xFF\xFF\xFF\xFD"),
    FOREIGN("PCX",
            "\x0A\5\1\x08\0\0\0\0\xFF\xFF\xFF\xFF\x48\0\x48\0\0\0\0\0\0\0\0\0\0\0\0"
            "\0\0\0\0\0\0\0\0\0\0\0"),
    FOREIGN("ICO",
            "\0\0\1\0\1\0\x20\x20\0\0\1\0\x20\0\xFF\xFF\xFF\x7F\x16\0\0\0\x28\0\0\0"
            "\xFF\xFF\xFF\x7F"),
    FOREIGN("CUR",
            "\0\0\2\0\1\0\x20\x20\0\0\1\0\x20\0\xFF\xFF\xFF\x7F\x16\0\0\0\x28\0\0\0"
            "\xFF\xFF\xFF\x7F"),
    FOREIGN("XPM", "/* XPM */\nstatic char *x[] = {\n\"99999 99999 9999999 9\",\n"),
    FOREIGN("BMP",
            "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xFF\xFF\xFF\x7F\1\0\0\0\1\0\x08"
            "\0\1\0\0\0\0\0\0\0"),
    FOREIGN("GIF", "GIF89a\xFF\xFF\xFF\xFF\xF7\0\0\x2C\0\0\0\0\xFF\xFF\xFF\xFF\0\x0C\xFF"
                   "0123456789abcdef"),
    FOREIGN("TIFF",
            "II*\0\x08\0\0\0\xFF\xFF\0\1\3\0\1\0\0\0\xFF\xFF\0\0\1\1\3\0\1\0\0\0"),
    FOREIGN("big-endian TIFF",
            "MM\0*\0\0\0\x08\xFF\xFF\1\0\0\3\0\0\0\1\xFF\xFF\0\0\1\1\0\3"
            "\0\0\0\1"),
    FOREIGN("SVG", "<svg xmlns='http://www.w3.org/2000/svg' width='999999'/>"),
    FOREIGN("PNM", "P6 99999 99999 65535\n0123456789abcdef"),
    FOREIGN("XV thumbnail", "P7 332\n#END_OF_COMMENTS\n99999 99999 255\n"),
    FOREIGN("TGA",
            "\0\0\x0A\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\x20\x08\xFF\0\0\0\0\0\0\0\0"),
    FOREIGN("QOI",
            "qoif\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\4\0\xFE\0\0\0\xFE\0\0\0\0\0\0\0"),
    FOREIGN("AVIF", "\0\0\0\x1C"
                    "ftypavif\0\0\0\0mif1avifmiaf\0\0\0\x08mdat"),
    FOREIGN("JPEG XL", "\xFF\x0A\xFA\x7F\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    FOREIGN("JPEG 2000", "\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14"
                         "ftypjp2 \0\0\0\0jp2 "),
    FOREIGN("a PNG's name before a WebP", "\x89PNG\r\n\x1a\n" FOREIGN_WEBP),
    FOREIGN("a JPEG's name before a WebP", "\xFF\xD8\xFF" FOREIGN_WEBP),
};
enum { FOREIGN_PICTURES = sizeof(foreign_pictures) / sizeof(*foreign_pictures) };

#endif
