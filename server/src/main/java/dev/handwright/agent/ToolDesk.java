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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A living desktop as the agent uses it: with the same tools as everybody else. */
public final class ToolDesk implements Desk {
    /** What changes nothing on the screen by itself. */
    private static final Set<String> LOOKS =
            Set.of("screenshot", "zoom", "cursor_position", "mouse_move", "wait");

    private static final Set<String> CLICKS =
            Set.of("left_click", "double_click", "triple_click", "middle_click", "right_click");

    private static final Set<String> KEYS = Set.of("type", "key", "hold_key");

    /** Between two looks for a change; one costs no picture, only the comparison. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Session session;
    private final Toolbox toolbox;
    private final Camera camera;
    private final Pace pace;
    private final Tools tools = new Tools(List.of(new ComputerTool()));

    /** The picture before what was done last, until it was waited for. */
    private Optional<String> acted = Optional.empty();

    /** Whether that was a click. */
    private boolean clicked;

    /**
     * How long to wait for a page.
     *
     * @param focus keys that follow a click in the same turn wait so long at most until it shows:
     *     in Chromium they can overtake it and reach what had the focus before
     * @param firstChange what shows nothing within it is taken to show nothing
     * @param quiet so long must nothing change
     * @param limit a page that goes on moving is looked at after it
     */
    public record Pace(Duration focus, Duration firstChange, Duration quiet, Duration limit) {
        public static final Pace USUAL =
                new Pace(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(3));
    }

    public ToolDesk(Session session, Toolbox toolbox, Pace pace) {
        this.session = session;
        this.pace = pace;
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
        while (!camera.hasChanged(frame)) {
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
        if (acted.isPresent()) {
            var _ = awaitChange(acted.get(), pace.firstChange());
            acted = Optional.empty();
        }
        // What still moves is looked at, too.
        var _ = session.screen().awaitStill(pace.quiet(), pace.limit());
    }

    @Override
    public Deed perform(ToolCall call, Size seen) throws ActionRefused, InterruptedException {
        if (call.action().filter("screenshot"::equals).isPresent()) {
            return new Deed(Optional.of("The screenshot follows."), Optional.empty());
        }
        var step = tools.step(call, new Scaling(seen, size()));
        var action = call.action().orElse("");
        if (clicked && acted.isPresent() && KEYS.contains(action)) {
            var _ = awaitChange(acted.get(), pace.focus());
        }
        if (!LOOKS.contains(action)) {
            acted = Optional.of(camera.mark());
            clicked = CLICKS.contains(action);
        }
        var outcome = toolbox.inTurn(() -> step.run(session, toolbox));
        return new Deed(outcome.output(), outcome.picture().map(Picture::bytes));
    }

    @Override
    public Map<String, ? extends @Nullable Object> tool(Size seen) {
        return tools.catalogue(seen).getFirst();
    }
}
