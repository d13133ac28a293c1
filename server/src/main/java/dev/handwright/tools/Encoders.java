package dev.handwright.tools;

import java.util.Optional;

/**
 * What pictures are written with beyond our own means.
 *
 * @param webp empty where that cannot be written
 * @param deflation of PNG
 */
public record Encoders(Optional<PictureEncoder> webp, Deflation deflation) {
    /** What is always there. */
    public static final Encoders OWN = new Encoders(Optional.empty(), new ZlibDeflation());
}
