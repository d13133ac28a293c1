package dev.handwright.tools;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.Action.Point;
import dev.handwright.tools.Action.Region;

/**
 * The pixels that a caller counts in: those of the screen, or those of pictures scaled to another
 * size, which are mapped.
 */
public record Space(DisplaySize screen, DisplaySize seen) {
    public static Space of(DisplaySize screen) {
        return new Space(screen, screen);
    }

    /** The screen's pixel under the middle of a seen one. */
    Point toScreen(Point seenPoint) {
        return new Point(
                middle(seenPoint.x(), screen.width(), seen.width()),
                middle(seenPoint.y(), screen.height(), seen.height()));
    }

    /** The seen pixel that shows a screen's one. */
    public Point toSeen(Point point) {
        return new Point(
                middle(point.x(), seen.width(), screen.width()),
                middle(point.y(), seen.height(), screen.height()));
    }

    Region toScreen(Region region) {
        return new Region(
                edge(region.left(), screen.width(), seen.width()),
                edge(region.top(), screen.height(), seen.height()),
                edge(region.right(), screen.width(), seen.width()),
                edge(region.bottom(), screen.height(), seen.height()));
    }

    private static int middle(int value, int to, int from) {
        return (int) ((2L * value + 1) * to / (2L * from));
    }

    private static int edge(int value, int to, int from) {
        return Math.toIntExact(Math.round((double) value * to / from));
    }
}
