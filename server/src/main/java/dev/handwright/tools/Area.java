package dev.handwright.tools;

/** A part of a picture, in pixels from the top left; at least one pixel large. */
public record Area(int x, int y, int width, int height) {
    public Area {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "no area: %dx%d at %d,%d".formatted(width, height, x, y));
        }
    }

    boolean isWithin(int screenWidth, int screenHeight) {
        return (long) x + width <= screenWidth && (long) y + height <= screenHeight;
    }

    boolean meets(Area other) {
        return x < other.x + other.width
                && other.x < x + width
                && y < other.y + other.height
                && other.y < y + height;
    }
}
