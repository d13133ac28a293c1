package dev.handwright.tools;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.Action.Point;

/**
 * Between the pixels of a scaled picture and those of the screen. Each pixel stands for its centre,
 * so that going there and back ends at the same pixel where the picture is the smaller one.
 */
public record Scaling(Size picture, DisplaySize screen) {
    /** A picture's size in pixels. */
    public record Size(int width, int height) {
        public static final int MOST_WIDTH = 3840;
        public static final int MOST_HEIGHT = 2160;

        public Size {
            if (width < 1 || height < 1 || width > MOST_WIDTH || height > MOST_HEIGHT) {
                throw new IllegalArgumentException(
                        "a picture is 1 to %d wide and 1 to %d high, not %dx%d"
                                .formatted(MOST_WIDTH, MOST_HEIGHT, width, height));
            }
        }
    }

    /** None: pictures as large as the screen. */
    public static Scaling of(DisplaySize screen) {
        return new Scaling(new Size(screen.width(), screen.height()), screen);
    }

    /** Where on the screen a pixel of the picture is; a place outside stays outside. */
    public Point toScreen(Point inPicture) {
        return new Point(
                scale(inPicture.x(), picture.width(), screen.width()),
                scale(inPicture.y(), picture.height(), screen.height()));
    }

    /** Where in the picture a pixel of the screen is. */
    public Point toPicture(Point onScreen) {
        return new Point(
                scale(onScreen.x(), screen.width(), picture.width()),
                scale(onScreen.y(), screen.height(), picture.height()));
    }

    /** What a part of the picture shows, at least a pixel. */
    public Area toScreen(Area inPicture) {
        return scale(inPicture, picture.width(), picture.height(), screen.width(), screen.height());
    }

    /** Where a part of the screen is in the picture, at least a pixel. */
    public Area toPicture(Area onScreen) {
        return scale(onScreen, screen.width(), screen.height(), picture.width(), picture.height());
    }

    private static Area scale(Area area, int fromWidth, int fromHeight, int width, int height) {
        int left = Math.toIntExact((long) area.x() * width / fromWidth);
        int top = Math.toIntExact((long) area.y() * height / fromHeight);
        int right = ceil((long) (area.x() + area.width()) * width, fromWidth);
        int bottom = ceil((long) (area.y() + area.height()) * height, fromHeight);
        return new Area(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    private static int ceil(long value, long divisor) {
        return Math.toIntExact(Math.ceilDiv(value, divisor));
    }

    private static int scale(int at, int from, int to) {
        long scaled = Math.floorDiv((2L * at + 1) * to, 2L * from);
        return Math.clamp(scaled, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
