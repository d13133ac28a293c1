package dev.handwright.desktops;

/** A screen's size in pixels. */
public record DisplaySize(int width, int height) {
    public static final DisplaySize DEFAULT = new DisplaySize(1024, 768);

    public DisplaySize {
        if (width < 320 || width > 3840 || height < 200 || height > 2160) {
            throw new IllegalArgumentException(
                    "a display is 320 to 3840 wide and 200 to 2160 high, not %dx%d"
                            .formatted(width, height));
        }
    }
}
