package dev.handwright.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands on the run's own desktop. Coordinates are pixels from the top left, from 0. A bad argument
 * is an {@link IllegalArgumentException}, anything else that fails a {@link WorkflowException}.
 */
public final class Computer {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    /** Types a text with 20 ms between characters. */
    public void type(String text) {
        type(text, INTERVAL);
    }

    /** Types a text with an interval between characters; zero is full speed. */
    public void type(String text, Duration interval) {
        call("computer.type", "text", text, "interval", seconds(interval));
    }

    /** Types a secret that this code cannot see. */
    public void type(Secure secret) {
        call("computer.type", "secure", secret.name(), "interval", seconds(INTERVAL));
    }

    /**
     * Presses one key: {@code Return}, {@code Tab}, {@code a}; or a chord such as {@code ctrl+a}.
     */
    public void press(String key) {
        call("computer.press", "key", key);
    }

    /** Presses keys in order and releases them in reverse: {@code hotkey("ctrl", "t")}. */
    public void hotkey(String... keys) {
        call("computer.hotkey", "keys", List.of(keys));
    }

    /** Clicks with the left button. */
    public void clickAt(int x, int y) {
        clickAt(x, y, Button.LEFT);
    }

    public void clickAt(int x, int y, Button button) {
        call("computer.click_at", "x", x, "y", y, "button", button.wire());
    }

    /** Moves the pointer. */
    public void move(int x, int y) {
        call("computer.move", "x", x, "y", y);
    }

    /** Turns the wheel where the pointer is. */
    public void scroll(Direction direction, int amount) {
        call("computer.scroll", "direction", direction.wire(), "amount", amount);
    }

    /** Turns the wheel at a point. */
    public void scroll(Direction direction, int amount, int x, int y) {
        call("computer.scroll", "direction", direction.wire(), "amount", amount, "x", x, "y", y);
    }

    /** Waits until the picture has been still for 0.3 s, 10 s at most. */
    public boolean waitUntilStill() {
        return waitUntilStill(Duration.ofMillis(300), Duration.ofSeconds(10));
    }

    /** Waits until the picture has not changed for {@code quiet}; false after {@code timeout}. */
    public boolean waitUntilStill(Duration quiet, Duration timeout) {
        var still =
                call(
                        "computer.wait_until_still",
                        "quiet",
                        seconds(quiet),
                        "timeout",
                        seconds(timeout));
        return Boolean.TRUE.equals(still.value());
    }

    /** A folder of the desktop: {@code ~/Downloads}, or an absolute path inside its home. */
    public Drive drive(String path) {
        return new Drive(path);
    }

    private static Rpc.Answer call(String method, Object... params) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < params.length; i += 2) {
            named.put((String) params[i], params[i + 1]);
        }
        return Rpc.call(method, named);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    public enum Button {
        LEFT,
        MIDDLE,
        RIGHT;

        String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public enum Direction {
        UP,
        DOWN,
        LEFT,
        RIGHT;

        String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
