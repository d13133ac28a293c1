package dev.handwright.tools;

import dev.handwright.desktops.Session;

/** The toolbox of each living desktop: one, whoever acts on it, so that actions keep an order. */
public final class Toolboxes {
    private final Cameras cameras;

    public Toolboxes(Cameras cameras) {
        this.cameras = cameras;
    }

    public Toolbox of(Session session) {
        return session.part(
                Toolbox.class,
                it -> new Toolbox(it.screen(), cameras.of(it), new Control(Control.Rules.DEFAULT)));
    }
}
