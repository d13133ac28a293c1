package dev.handwright.agent;

/**
 * A picture of the screen as a model gets it.
 *
 * @param width of the picture in pixels, which may be less than the screen's
 * @param frame names what was seen: the same as long as no pixel changes
 */
public record Shot(byte[] png, int width, int height, String frame) {}
