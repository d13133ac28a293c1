package dev.handwright.secrets;

import java.nio.charset.StandardCharsets;

/** Text that may be used but not shown: {@code toString} hides it, and JSON never sees it. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /** The text itself. Only for the place that uses it; never for a log, an error or a reply. */
    public String reveal() {
        return text;
    }

    public byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "***";
    }
}
