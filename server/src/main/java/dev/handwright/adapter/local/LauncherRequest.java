package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.sandboxes.SandboxLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server may ask of the launcher: fixed operations with bounded parameters, never commands
 * or paths of the host. On the wire one JSON object a line, with {@code op} and exactly the fields
 * of the operation.
 */
sealed interface LauncherRequest {
    /** {@code desktop.start}: answered when its window manager is up. */
    record StartDesktop(RoomId id, DisplaySize display, NetworkRules network)
            implements LauncherRequest {}

    /** {@code room.stop}: answered when nothing of it is left; fine when there is none. */
    record StopRoom(RoomId id) implements LauncherRequest {}

    /** {@code list}: every room, with whether its first process lives. */
    record ListRooms() implements LauncherRequest {}

    /**
     * {@code drive.list}: the answer is what drive.py writes.
     *
     * @param path inside the desktop; drive.py judges it, confined to the desktop's home
     */
    record ListDrive(RoomId id, String path, String pattern) implements LauncherRequest {}

    /** {@code drive.read}: the answer is what drive.py writes, at most {@code limit} bytes. */
    record ReadDrive(RoomId id, String path, String name, long limit) implements LauncherRequest {}

    /**
     * {@code shared.list}, {@code shared.read}, {@code shared.write}, {@code shared.remove}: the
     * answer goes on with what shared.py writes; for write, bytes go in as well.
     *
     * @param arguments of shared.py, which judges them; its verb first
     */
    record UseShared(RoomId id, List<String> arguments) implements LauncherRequest {
        boolean isWriting() {
            return arguments.getFirst().equals("write");
        }

        boolean isChanging() {
            return isWriting() || arguments.getFirst().equals("remove");
        }
    }

    /**
     * {@code sandbox.start}: answered at once; its supervisor will report on the worker's socket.
     * The answer ends with a line that has {@code ended}, its last words, when its first process
     * ends.
     *
     * @param language python or java
     * @param logBytes most bytes of its log
     */
    record StartSandbox(RoomId id, String language, SandboxLimits limits, long logBytes)
            implements LauncherRequest {}

    /**
     * {@code sandbox.await}: answered at once with {@code alive}. Where that is true the answer
     * ends with a line that has {@code ended} when its first process ends.
     */
    record AwaitSandbox(RoomId id) implements LauncherRequest {}

    /** {@code sandbox.kill}: ends its processes and keeps its outputs. */
    record KillSandbox(RoomId id) implements LauncherRequest {}

    /** {@code sandbox.collect}: the same, and the answer goes on with what collect.py writes. */
    record CollectSandbox(RoomId id, long bytes, long files) implements LauncherRequest {}

    /**
     * @throws Json.BadJson for what is no JSON object
     * @throws IllegalArgumentException for an unknown operation, or a field that is missing,
     *     unknown or out of bounds
     */
    static LauncherRequest parse(String line) {
        var fields = new Fields(Json.readObject(line));
        var op = fields.text("op", 40);
        LauncherRequest request =
                switch (op) {
                    case "desktop.start" ->
                            new StartDesktop(
                                    fields.desktop(),
                                    new DisplaySize(
                                            (int) fields.number("width", 320, 3840),
                                            (int) fields.number("height", 200, 2160)),
                                    NetworkRules.parse(
                                                    fields.texts("allowed"), fields.texts("denied"))
                                            .withHosts(HostPattern.all(fields.texts("hosts"))));
                    case "room.stop" -> new StopRoom(new RoomId(fields.text("id", 60)));
                    case "list" -> new ListRooms();
                    case "drive.list" ->
                            new ListDrive(
                                    fields.desktop(),
                                    fields.text("path", 4096),
                                    fields.text("pattern", 255));
                    case "drive.read" ->
                            new ReadDrive(
                                    fields.desktop(),
                                    fields.text("path", 4096),
                                    fields.text("name", 255),
                                    fields.number("limit", 0, 1L << 40));
                    case "shared.list" ->
                            new UseShared(
                                    fields.desktop(), List.of("list", fields.text("folder", 4096)));
                    case "shared.read" -> fields.shared("read");
                    case "shared.remove" -> fields.shared("remove");
                    case "shared.write" -> fields.sharedWrite();
                    case "sandbox.start" ->
                            new StartSandbox(
                                    fields.sandbox(),
                                    fields.language(),
                                    new SandboxLimits(
                                            new ByteSize(
                                                    fields.number("memory", 64 << 20, 64L << 30)),
                                            (int) fields.number("processes", 16, 4096),
                                            new ByteSize(
                                                    fields.number(
                                                            "outputBytes", 1 << 20, 16L << 30)),
                                            (int) fields.number("outputFiles", 1, 1_000_000)),
                                    fields.number("logBytes", 0, 1L << 40));
                    case "sandbox.await" -> new AwaitSandbox(fields.sandbox());
                    case "sandbox.kill" -> new KillSandbox(fields.sandbox());
                    case "sandbox.collect" ->
                            new CollectSandbox(
                                    fields.sandbox(),
                                    fields.number("bytes", 0, 16L << 30),
                                    fields.number("files", 0, 1_000_000));
                    default -> throw new IllegalArgumentException("no operation is called " + op);
                };
        fields.checkNoneLeft();
        return request;
    }

    /** Takes fields out one by one, so that what is left over is known. */
    final class Fields {
        private final Map<String, @Nullable Object> left;

        Fields(Map<String, @Nullable Object> fields) {
            left = fields;
        }

        String text(String name, int longest) {
            if (left.remove(name) instanceof String text
                    && text.length() <= longest
                    && text.indexOf('\0') < 0) {
                return text;
            }
            throw new IllegalArgumentException(
                    "%s must be a text of up to %d characters".formatted(name, longest));
        }

        List<String> texts(String name) {
            if (left.remove(name) instanceof List<?> list && list.size() <= NetworkRules.MOST) {
                return list.stream().map(String::valueOf).toList();
            }
            throw new IllegalArgumentException(
                    "%s must be a list of up to %d texts".formatted(name, NetworkRules.MOST));
        }

        long number(String name, long least, long most) {
            if (left.remove(name) instanceof Number number
                    && (number instanceof Integer || number instanceof Long)
                    && number.longValue() >= least
                    && number.longValue() <= most) {
                return number.longValue();
            }
            throw new IllegalArgumentException(
                    "%s must be a whole number from %d to %d".formatted(name, least, most));
        }

        RoomId desktop() {
            var id = new RoomId(text("id", 60));
            if (!id.isDesktop()) {
                throw new IllegalArgumentException(id + " is no desktop");
            }
            return id;
        }

        RoomId sandbox() {
            var id = new RoomId(text("id", 60));
            if (id.isDesktop()) {
                throw new IllegalArgumentException(id + " is no sandbox");
            }
            return id;
        }

        UseShared shared(String verb) {
            return new UseShared(desktop(), List.of(verb, text("folder", 4096), text("name", 255)));
        }

        /** Its size is -1 where it is not known. */
        UseShared sharedWrite() {
            var plain = shared("write");
            var all = new ArrayList<>(plain.arguments());
            all.add(String.valueOf(number("size", -1, 1L << 40)));
            return new UseShared(plain.id(), List.copyOf(all));
        }

        String language() {
            var language = text("language", 10);
            if (!language.equals("python") && !language.equals("java")) {
                throw new IllegalArgumentException("no workflow is written in " + language);
            }
            return language;
        }

        void checkNoneLeft() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException("unknown fields: " + left.keySet());
            }
        }
    }
}
