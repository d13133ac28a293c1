package dev.handwright.tools;

import java.util.Optional;

/**
 * How a picture of a desktop is wanted.
 *
 * @param quality of JPEG and WebP, 1 to 100; WebP at 100 loses nothing
 * @param region only this part, at full resolution unless {@code size} is given
 * @param size the picture's size; empty: as large as what is seen
 * @param cursor whether the pointer is in the picture
 * @param known a frame that the caller has; when nothing changed since, no bytes are made
 */
public record Look(
        Format format,
        int quality,
        Optional<Area> region,
        Optional<Scaling.Size> size,
        boolean cursor,
        Optional<String> known) {
    public static final int DEFAULT_QUALITY = 80;

    /** The whole screen as a PNG, with the pointer. */
    public static final Look PLAIN =
            new Look(
                    Format.PNG,
                    DEFAULT_QUALITY,
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Optional.empty());

    public Look {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("the quality is 1 to 100, not " + quality);
        }
    }

    public Look withFormat(Format format) {
        return new Look(format, quality, region, size, cursor, known);
    }

    public Look withQuality(int quality) {
        return new Look(format, quality, region, size, cursor, known);
    }

    public Look withRegion(Area region) {
        return new Look(format, quality, Optional.of(region), size, cursor, known);
    }

    public Look withSize(Scaling.Size size) {
        return new Look(format, quality, region, Optional.of(size), cursor, known);
    }

    /** A part of the screen, pixel by pixel. */
    Look of(Area part) {
        return new Look(format, quality, Optional.of(part), Optional.empty(), cursor, known);
    }

    public Look withCursor(boolean cursor) {
        return new Look(format, quality, region, size, cursor, known);
    }

    public Look withKnown(String known) {
        return new Look(format, quality, region, size, cursor, Optional.of(known));
    }

    Look withoutKnown() {
        return new Look(format, quality, region, size, cursor, Optional.empty());
    }

    /** How a picture is written. */
    public enum Format {
        PNG("image/png"),
        JPEG("image/jpeg"),
        WEBP("image/webp");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }
}
