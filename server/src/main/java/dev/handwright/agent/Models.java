package dev.handwright.agent;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.Scaling.Size;
import java.util.Optional;

/** The models there are. */
public interface Models {
    /** Whether any model can be used at all. */
    boolean any();

    /**
     * @param name empty: the default
     * @throws AgentFailed for a model that is not known or has no key, naming what to do
     */
    Chosen choose(Optional<String> name) throws AgentFailed;

    /**
     * A model and what is known about it.
     *
     * @param longestEdge of the pictures it takes, in pixels
     * @param mostPixels of the pictures it takes
     * @param grid it counts coordinates from 0 to this in both directions, whatever the picture's
     *     size; empty: in the picture's pixels
     * @param prices empty where they are not known
     */
    record Chosen(
            String name,
            Model model,
            int longestEdge,
            long mostPixels,
            Optional<Integer> grid,
            Optional<Prices> prices) {

        /** The size of pictures of a screen for this model; never larger than the screen. */
        public Size picture(DisplaySize screen) {
            double area = (double) screen.width() * screen.height();
            double byEdge = (double) longestEdge / Math.max(screen.width(), screen.height());
            double scale = Math.min(1, Math.min(byEdge, Math.sqrt(mostPixels / area)));
            return new Size(
                    (int) Math.max(1, Math.floor(screen.width() * scale)),
                    (int) Math.max(1, Math.floor(screen.height() * scale)));
        }

        /** The size in which it counts coordinates. */
        public Size counts(DisplaySize screen) {
            return grid.map(it -> new Size(it, it)).orElseGet(() -> picture(screen));
        }
    }
}
