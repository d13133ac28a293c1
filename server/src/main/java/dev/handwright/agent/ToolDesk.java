package dev.handwright.agent;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Session;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Camera;
import dev.handwright.tools.ComputerTool;
import dev.handwright.tools.Look;
import dev.handwright.tools.Picture;
import dev.handwright.tools.Scaling;
import dev.handwright.tools.Scaling.Size;
import dev.handwright.tools.ToolCall;
import dev.handwright.tools.Toolbox;
import dev.handwright.tools.Tools;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A living desktop as the agent uses it: with the same tools as everybody else. */
public final class ToolDesk implements Desk {
    /** A page that goes on moving is looked at after {@link #SETTLE_LIMIT}. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(3);

    /** What shows nothing within this time is taken to show nothing. */
    private static final Duration FIRST_CHANGE = Duration.ofSeconds(1);

    /** Between two looks for a change; one costs no picture, only the comparison. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Session session;
    private final Toolbox toolbox;
    private final Camera camera;
    private final Tools tools = new Tools(List.of(new ComputerTool()));

    public ToolDesk(Session session, Toolbox toolbox) {
        this.session = session;
        this.toolbox = toolbox;
        this.camera = toolbox.camera();
    }

    @Override
    public DisplaySize size() {
        return session.screen().size();
    }

    @Override
    public Shot look(Size picture) throws InterruptedException {
        var look =
                picture.equals(size())
                        ? Look.PLAIN
                        : Look.PLAIN.withSize(new Scaling.Size(picture.width(), picture.height()));
        try {
            var seen = camera.look(look);
            return new Shot(seen.bytes(), seen.width(), seen.height(), seen.frame());
        } catch (ActionRefused e) {
            throw new IllegalStateException("the whole screen can always be looked at", e);
        }
    }

    @Override
    public boolean awaitChange(String frame, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (camera.mark().equals(frame)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, BETWEEN_LOOKS.toNanos()));
        }
        return true;
    }

    @Override
    public void settle() throws InterruptedException {
        var _ = session.screen().awaitStill(QUIET, SETTLE_LIMIT); // what moves is looked at, too
    }

    @Override
    public void settleAfter(String before) throws InterruptedException {
        var _ = awaitChange(before, FIRST_CHANGE);
        settle();
    }

    @Override
    public Deed perform(ToolCall call, Size seen) throws ActionRefused, InterruptedException {
        if (call.action().filter("screenshot"::equals).isPresent()) {
            return new Deed(Optional.of("The screenshot follows."), Optional.empty());
        }
        var step = tools.step(call, new Scaling(seen, size()));
        var outcome = toolbox.inTurn(() -> step.run(session, toolbox));
        return new Deed(outcome.output(), outcome.picture().map(Picture::bytes));
    }

    @Override
    public Map<String, ? extends @Nullable Object> tool(Size seen) {
        return tools.catalogue(seen).getFirst();
    }
}
