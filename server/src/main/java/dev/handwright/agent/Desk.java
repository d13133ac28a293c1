package dev.handwright.agent;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Scaling.Size;
import dev.handwright.tools.ToolCall;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The desktop as the agent uses it. */
public interface Desk {
    DisplaySize size();

    /**
     * The screen now.
     *
     * @param picture its size, not larger than the screen
     */
    Shot look(Size picture) throws InterruptedException;

    /**
     * Waits until something besides the pointer is no longer as in {@code frame}; says whether it
     * is so now.
     */
    boolean awaitChange(String frame, Duration atMost) throws InterruptedException;

    /**
     * Waits until the picture is still, or a short while is over. After something was done it also
     * waits for that to show: a busy page may take a moment, and a model that sees the old picture
     * does it again.
     */
    void settle() throws InterruptedException;

    /**
     * Checks and does one thing.
     *
     * @param seen the size in which its coordinates are counted
     * @throws ActionRefused with nothing done; the message says what would do
     */
    Deed perform(ToolCall call, Size seen) throws ActionRefused, InterruptedException;

    /** What a model may do here, as an entry of a desktop's tools. */
    Map<String, ? extends @Nullable Object> tool(Size seen);

    /**
     * What came of it.
     *
     * @param png a part of the screen that was asked for
     */
    record Deed(Optional<String> text, Optional<byte[]> png) {}
}
