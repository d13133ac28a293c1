package dev.handwright.tools;

/**
 * A picture of a desktop, or from its clipboard.
 *
 * @param bytes the file; empty when {@code unchanged}
 * @param frame names what was seen, on this desktop only: the same for as long as no pixel changes,
 *     of the pointer neither where that is in the picture; empty where it is no picture of the
 *     screen
 * @param width in pixels, as in the file
 * @param unchanged nothing changed since the frame that the caller knows
 */
public record Picture(
        byte[] bytes, String mediaType, String frame, int width, int height, boolean unchanged) {}
