package dev.handwright.benchmarks;

import dev.handwright.agent.Desk;
import dev.handwright.agent.Shot;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Scaling.Size;
import dev.handwright.tools.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures how long the page is waited for. */
final class TimedDesk implements Desk {
    /** Of each step, in nanoseconds. */
    final List<Long> settled = new ArrayList<>();

    private final Desk desk;

    TimedDesk(Desk desk) {
        this.desk = desk;
    }

    @Override
    public DisplaySize size() {
        return desk.size();
    }

    @Override
    public Shot look(Size picture) throws InterruptedException {
        return desk.look(picture);
    }

    @Override
    public boolean awaitChange(String frame, Duration atMost) throws InterruptedException {
        return desk.awaitChange(frame, atMost);
    }

    @Override
    public void settle() throws InterruptedException {
        long start = System.nanoTime();
        desk.settle();
        settled.add(System.nanoTime() - start);
    }

    @Override
    public Deed perform(ToolCall call, Size seen) throws ActionRefused, InterruptedException {
        return desk.perform(call, seen);
    }

    @Override
    public Map<String, ? extends @Nullable Object> tool(Size seen) {
        return desk.tool(seen);
    }
}
