package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher must know to find a room again and to end it; kept in the room's folder from
 * before its first process until after its last.
 *
 * @param uid user and group of all its processes, nobody else's
 * @param boot the kernel's boot id; process numbers of another boot mean nothing
 * @param main its first process; empty until that is started
 * @param memory most bytes of its processes
 * @param since milliseconds since 1970
 */
record RoomState(
        RoomId id, int uid, String boot, Optional<RoomProcess> main, long memory, long since) {
    static final String FILE = "state.json";

    RoomState withMain(RoomProcess process) {
        return new RoomState(id, uid, boot, Optional.of(process), memory, since);
    }

    boolean isAlive() {
        return boot.equals(bootId()) && main.isPresent() && main.get().isAlive();
    }

    /** Those of a sandbox are in memory; its server ends the room. */
    boolean mayHaveOutputs() {
        return boot.equals(bootId()) && main.isPresent() && !id.isDesktop();
    }

    void save(Path folder) throws IOException {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("id", id.value());
        fields.put("uid", uid);
        fields.put("boot", boot);
        fields.put("memory", memory);
        fields.put("since", since);
        main.ifPresent(it -> fields.put("main", fields(it)));
        var fresh = folder.resolve(FILE + ".new");
        Files.write(fresh, Json.writeBytes(fields));
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Empty where the folder has no state yet, or one that was never finished. */
    static Optional<RoomState> load(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var fields = Json.readObject(Files.readString(file));
        return Optional.of(
                new RoomState(
                        new RoomId(String.valueOf(fields.get("id"))),
                        Math.toIntExact(number(fields.get("uid"))),
                        String.valueOf(fields.get("boot")),
                        process(fields.get("main")),
                        number(fields.get("memory")),
                        number(fields.get("since"))));
    }

    static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the kernel tells no boot id", e);
        }
    }

    private static Map<String, Long> fields(RoomProcess process) {
        return Map.of("pid", process.pid(), "started", process.started());
    }

    private static Optional<RoomProcess> process(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                ? Optional.of(new RoomProcess(number(map.get("pid")), number(map.get("started"))))
                : Optional.empty();
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new Json.BadJson("a number is needed here");
    }
}
