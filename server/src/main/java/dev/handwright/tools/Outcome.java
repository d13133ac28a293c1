package dev.handwright.tools;

import dev.handwright.tools.Action.Point;
import java.util.Optional;

/**
 * What came of an action that was done.
 *
 * @param done false only for a picture that did not become still in time
 * @param output a sentence or text for whoever asked
 * @param coordinate where the pointer is, where that was asked for
 */
public record Outcome(
        boolean done,
        Optional<String> output,
        Optional<Picture> picture,
        Optional<Point> coordinate) {
    /** Done, with nothing to tell. */
    public static final Outcome DONE =
            new Outcome(true, Optional.empty(), Optional.empty(), Optional.empty());

    public static Outcome said(String output) {
        return new Outcome(true, Optional.of(output), Optional.empty(), Optional.empty());
    }

    public static Outcome seen(Picture picture) {
        return new Outcome(true, Optional.empty(), Optional.of(picture), Optional.empty());
    }
}
