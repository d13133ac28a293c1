package dev.handwright.desktops;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A part of a picture, in pixels from the top left. */
record Box(int x, int y, int width, int height) {
    void write(DataOutputStream out) throws IOException {
        out.writeInt(x);
        out.writeInt(y);
        out.writeInt(width);
        out.writeInt(height);
    }

    static Box read(DataInputStream in) throws IOException {
        return new Box(in.readInt(), in.readInt(), in.readInt(), in.readInt());
    }

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
