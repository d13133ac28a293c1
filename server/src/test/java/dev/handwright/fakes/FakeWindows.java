package dev.handwright.fakes;

import dev.handwright.desktops.Windows;
import java.util.ArrayList;
import java.util.List;

/** Windows in a list; those called "stubborn" neither take the keyboard nor close. */
public final class FakeWindows implements Windows {
    public final List<Window> open = new ArrayList<>();
    public long focused;

    @Override
    public List<Window> list() {
        return List.copyOf(open);
    }

    @Override
    public boolean focus(long id) {
        focused = stubborn(id) ? focused : id;
        return !stubborn(id);
    }

    @Override
    public boolean close(long id) {
        return !stubborn(id) && open.removeIf(it -> it.id() == id);
    }

    private boolean stubborn(long id) {
        return open.stream().anyMatch(it -> it.id() == id && it.title().equals("stubborn"));
    }
}
