package dev.handwright.tools;

import dev.handwright.desktops.Session;
import java.util.List;
import java.util.Map;

/** One entry of {@code GET /desktops/{id}/tools}: what a model reads, and what it does. */
public interface Tool {
    String name();

    /** What the tool is for, in a few sentences for a model. */
    String description();

    /**
     * JSON Schema of the params, {@code action} among them: an object without {@code oneOf} at the
     * top, which models' providers refuse.
     */
    Map<String, Object> parameters(Scaling.Size seen);

    /** More fields of the entry, beside name, description and parameters. */
    default Map<String, Object> more(Scaling.Size seen) {
        return Map.of();
    }

    /** Names of its actions, aliases included. */
    List<String> actions();

    /**
     * Checks the params of one of {@link #actions}; nothing is done yet.
     *
     * @throws ActionRefused with a sentence that names the param, what is wrong and what would do
     */
    Step step(String action, Arguments arguments) throws ActionRefused;

    /** Something checked that is to be done; runs while the desktop's turn is held. */
    interface Step {
        Outcome run(Session session, Toolbox toolbox) throws ActionRefused, InterruptedException;
    }
}
