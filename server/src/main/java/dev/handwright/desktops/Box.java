package dev.handwright.desktops;

/** A part of a picture, in pixels from the top left. */
record Box(int x, int y, int width, int height) {
    int right() {
        return x + width;
    }

    int bottom() {
        return y + height;
    }

    long area() {
        return (long) width * height;
    }

    Box moved(int right, int down) {
        return new Box(x + right, y + down, width, height);
    }

    /** As much larger on each side, where there is picture. */
    Box grown(int left, int right, int upright, int pictureWidth, int pictureHeight) {
        int fromX = Math.clamp((long) x - left, 0, pictureWidth);
        int fromY = Math.clamp((long) y - upright, 0, pictureHeight);
        int toX = Math.clamp((long) right() + right, fromX, pictureWidth);
        int toY = Math.clamp((long) bottom() + upright, fromY, pictureHeight);
        return new Box(fromX, fromY, toX - fromX, toY - fromY);
    }

    boolean holds(Box other) {
        return other.x >= x
                && other.y >= y
                && other.right() <= right()
                && other.bottom() <= bottom();
    }

    boolean holds(int atX, int atY) {
        return atX >= x && atX < right() && atY >= y && atY < bottom();
    }
}
