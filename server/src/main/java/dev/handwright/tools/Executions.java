package dev.handwright.tools;

import dev.handwright.desktops.Session;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does what callers ask of a desktop's tools, in order, and writes it into its tool log. */
public final class Executions {
    /** Several actions in one request begin no later than one may last. */
    private static final Duration LONGEST = Duration.ofSeconds(ComputerTool.LONGEST_SECONDS);

    private final Tools tools;
    private final Toolboxes toolboxes;
    private final ToolLog log;

    public Executions(Tools tools, Toolboxes toolboxes, ToolLog log) {
        this.tools = tools;
        this.toolboxes = toolboxes;
        this.log = log;
    }

    /**
     * What came of a request.
     *
     * @param outcomes of all its actions, in order
     * @param seen where a look was asked for
     */
    public record Done(List<Outcome> outcomes, Optional<Camera.Seen> seen) {
        public Done {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * Does calls with nothing of others between them, stops at the first that fails, and looks.
     *
     * @param several whether an error is to say which of the calls it was
     * @throws ActionRefused where a call cannot be done; those before it are done
     * @throws NoAnswer where the desktop is broken
     */
    public Done execute(
            Session session,
            List<ToolCall> calls,
            boolean several,
            Scaling scaling,
            Optional<LookAfter> look)
            throws ActionRefused, InterruptedException {
        var toolbox = toolboxes.of(session);
        return toolbox.inTurn(() -> {
            try {
                var before = look.map(_ -> toolbox.camera().mark());
                var outcomes =
                        several
                                ? all(session, toolbox, calls, scaling)
                                : List.of(one(session, toolbox, calls.getFirst(), scaling));
                return new Done(
                        outcomes,
                        look.isEmpty()
                                ? Optional.empty()
                                : Optional.of(settled(toolbox, before.orElseThrow(), look.get())));
            } catch (UncheckedIOException e) {
                throw new NoAnswer("the desktop's screen does not answer", e);
            }
        });
    }

    private static Camera.Seen settled(Toolbox toolbox, String before, LookAfter look)
            throws ActionRefused, InterruptedException {
        return toolbox.camera().settle(before, look.quiet(), look.atMost(), look.look());
    }

    private List<Outcome> all(
            Session session, Toolbox toolbox, List<ToolCall> calls, Scaling scaling)
            throws ActionRefused, InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        long end = System.nanoTime() + LONGEST.toNanos();
        for (var call : calls) {
            var which =
                    "action %d of %d (%s): "
                            .formatted(
                                    outcomes.size() + 1,
                                    calls.size(),
                                    Arguments.shortened(call.action().orElse("unnamed")));
            if (System.nanoTime() > end) {
                throw new ActionRefused(
                        "%sthe %d s of one request are over; send it and those after it in another"
                                .formatted(which, LONGEST.toSeconds()));
            }
            try {
                outcomes.add(one(session, toolbox, call, scaling));
            } catch (ActionRefused e) {
                throw e.as(which);
            } catch (UncheckedIOException e) {
                throw new NoAnswer(which + "the desktop's screen does not answer", e);
            }
        }
        return outcomes;
    }

    private Outcome one(Session session, Toolbox toolbox, ToolCall call, Scaling scaling)
            throws ActionRefused, InterruptedException {
        long begun = System.nanoTime();
        var error = Optional.of("it was broken off");
        try {
            var outcome = tools.step(call, scaling).run(session, toolbox);
            error = Optional.empty();
            return outcome;
        } catch (ActionRefused e) {
            error = Optional.ofNullable(e.getMessage());
            throw e;
        } catch (UncheckedIOException e) {
            error = Optional.of("the desktop's screen does not answer");
            throw e;
        } finally {
            note(session, call, Duration.ofNanos(System.nanoTime() - begun), error);
        }
    }

    private void note(Session session, ToolCall call, Duration took, Optional<String> error)
            throws InterruptedException {
        boolean secret = LoggedParams.isSecret(call.params());
        log.add(
                session.desktop().id(),
                Arguments.shortened(call.tool()),
                Arguments.shortened(call.action().orElse("")),
                LoggedParams.of(call.params()),
                took,
                secret ? error.map(_ -> "refused; why is left out, as it is secure") : error);
    }
}
