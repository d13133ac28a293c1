package dev.handwright.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A folder of the desktop; looked at anew by each call. */
public final class Drive {
    private final String path;

    Drive(String path) {
        this.path = path;
    }

    /** Its files sorted by name; folders below are not entered. */
    public List<DriveFile> files() {
        return files("*");
    }

    /** Its files whose names match a pattern such as {@code *.pdf}, sorted by name. */
    public List<DriveFile> files(String pattern) {
        var answer = Rpc.call("drive.files", Map.of("path", path, "pattern", pattern));
        var files = new ArrayList<DriveFile>();
        if (answer.value() instanceof List<?> entries) {
            for (var entry : entries) {
                files.add(file((Map<?, ?>) entry));
            }
        }
        return List.copyOf(files);
    }

    private DriveFile file(Map<?, ?> entry) {
        return new DriveFile(
                path,
                String.valueOf(entry.get("name")),
                number(entry.get("size")).longValue(),
                number(entry.get("modified")).doubleValue());
    }

    private static Number number(@Nullable Object value) {
        return value instanceof Number number ? number : 0L;
    }

    /** Its path. */
    @Override
    public String toString() {
        return path;
    }
}
