package dev.handwright.desktops;

import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A living desktop that a workspace made; that of a run is none.
 *
 * @param network what it was made with
 * @param idleTimeout after so long without use it is ended; empty means never
 * @param createdAt whole milliseconds, as {@code updatedAt}
 */
public record OwnedDesktop(
        Desktop.Id id,
        Workspace.Id workspace,
        Optional<Name> name,
        DisplaySize display,
        NetworkRules network,
        Optional<Duration> idleTimeout,
        Instant createdAt,
        Instant updatedAt) {

    OwnedDesktop renamed(Name to, Instant at) {
        return new OwnedDesktop(
                id, workspace, Optional.of(to), display, network, idleTimeout, createdAt, at);
    }

    Desktop desktop() {
        return new Desktop(id, display, createdAt);
    }

    /** 1 to 128 printable characters (Unicode code points), not all of them blank. */
    public record Name(String value) {
        private static final int LONGEST = 128;

        public Name {
            int length = value.codePointCount(0, value.length());
            if (value.isBlank() || length > LONGEST) {
                throw new IllegalArgumentException(
                        "a name has 1 to %d characters, and not blanks alone; this one has %d"
                                .formatted(LONGEST, length));
            }
            value.codePoints()
                    .filter(it -> !printable(it))
                    .findFirst()
                    .ifPresent(it -> {
                        throw new IllegalArgumentException(
                                "a name has printable characters only, not U+%04X".formatted(it));
                    });
        }

        /** Joiners are: scripts and emoji need them. What turns the direction of text is not. */
        private static boolean printable(int character) {
            return switch (Character.getType(character)) {
                case Character.CONTROL,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR ->
                        false;
                case Character.FORMAT -> character == 0x200C || character == 0x200D;
                default -> true;
            };
        }

        @Override
        public String toString() {
            return value;
        }
    }
}
