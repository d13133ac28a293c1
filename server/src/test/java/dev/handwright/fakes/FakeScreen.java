package dev.handwright.fakes;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A screen that writes down what it is told; it can break after a number of events. */
public final class FakeScreen implements Screen {
    public final List<String> events = new ArrayList<>();
    public int breaksAfter = Integer.MAX_VALUE;
    public volatile boolean dead;

    @Override
    public DisplaySize size() {
        return DisplaySize.DEFAULT;
    }

    @Override
    public Frame frame() {
        return new Frame(1024, 768, new byte[1024 * 768 * 4], events.size());
    }

    @Override
    public void pointer(int x, int y, int buttons) {
        note("pointer %d,%d %d".formatted(x, y, buttons));
    }

    @Override
    public void key(int keysym, boolean down) {
        note((down ? "press " : "release ") + Integer.toHexString(keysym));
    }

    @Override
    public void clearSpareKeys() {
        events.add("clear");
    }

    @Override
    public void barrier() {
        if (dead) {
            throw new IllegalStateException("the screen is dead");
        }
        events.add("barrier");
    }

    @Override
    public boolean awaitStill(Duration quiet, Duration atMost) {
        events.add("await " + quiet.toMillis() + " " + atMost.toMillis());
        return true;
    }

    @Override
    public void close() {
        events.add("close");
    }

    private void note(String event) {
        events.add(event);
        if (events.size() == breaksAfter) {
            throw new IllegalStateException("the screen broke");
        }
    }
}
