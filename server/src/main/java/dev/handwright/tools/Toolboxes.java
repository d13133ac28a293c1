package dev.handwright.tools;

import dev.handwright.desktops.Session;

/** The toolbox of each living desktop: one, whoever acts on it, so that actions keep an order. */
public final class Toolboxes {
    private final Cameras cameras;
    private final Control.Rules rules;

    /**
     * @param rules what holds while a person controls a desktop
     */
    public Toolboxes(Cameras cameras, Control.Rules rules) {
        this.cameras = cameras;
        this.rules = rules;
    }

    public Toolbox of(Session session) {
        return session.part(
                Toolbox.class, it -> new Toolbox(it.screen(), cameras.of(it), control(it)));
    }

    /** Whose the desktop is, its agent's or a person's. */
    public Control control(Session session) {
        return session.part(Control.class, _ -> new Control(rules));
    }
}
