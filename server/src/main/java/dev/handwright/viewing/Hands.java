package dev.handwright.viewing;

import dev.handwright.desktops.Session;
import dev.handwright.tools.Keys;
import java.util.Set;

/** What a person's input does to a desktop beside reaching its display server. */
public interface Hands {
    static Hands on(Session desktop) {
        return new Hands() {
            @Override
            public void use() {
                desktop.touch();
            }

            @Override
            public void prepare(int symbol) throws InterruptedException {
                if (Keys.lacksKey(symbol)) {
                    desktop.screen().assign(Set.of(symbol));
                }
            }
        };
    }

    /** The person acts. */
    void use();

    /**
     * Sees that a symbol is on the desktop's keyboard before it is pressed: else the display server
     * gives it a key in that moment, and programs may take it for what was there before.
     *
     * @param symbol an X key symbol, or anything else
     */
    void prepare(int symbol) throws InterruptedException;
}
