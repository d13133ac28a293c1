package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import dev.handwright.desktops.Drive;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A desktop's files, read by drive.py as the desktop's user. What it answers is checked like
 * anything from outside: programs of the desktop run as the same user.
 */
final class LocalDrive implements Drive {
    /** 10,000 files with names of 255 characters, escaped. */
    private static final int LONGEST_LIST = 32 << 20;

    private static final int LONGEST_HEAD = 4096;

    private final LauncherClient launcher;
    private final RoomId id;

    LocalDrive(LauncherClient launcher, RoomId id) {
        this.launcher = launcher;
        this.id = id;
    }

    @Override
    public List<Entry> files(String path, String pattern) throws IOException, DriveRefused {
        bounded(path, 4096, "path");
        bounded(pattern, 255, "pattern");
        var request = Map.of("id", id.value(), "path", path, "pattern", pattern);
        try (var answer = launcher.stream("drive.list", request)) {
            var head = head(answer, LONGEST_LIST);
            var entries = new ArrayList<Entry>();
            if (head.get("files") instanceof List<?> files) {
                for (var file : files) {
                    entries.add(entry(file));
                }
            }
            entries.sort(Comparator.comparing(Entry::name));
            return List.copyOf(entries);
        }
    }

    @Override
    public void read(String path, String name, long limit, OutputStream out)
            throws IOException, DriveRefused {
        bounded(path, 4096, "path");
        bounded(name, 255, "name");
        var request = Map.of("id", id.value(), "path", path, "name", name, "limit", limit);
        try (var answer = launcher.stream("drive.read", request)) {
            if (!(head(answer, LONGEST_HEAD).get("size") instanceof Number size)
                    || size.longValue() > limit) {
                throw new IOException("the desktop announced no size for " + name);
            }
            copy(answer, size.longValue(), out);
        }
    }

    private static void copy(LauncherClient.Answer answer, long size, OutputStream out)
            throws IOException {
        var buffer = new byte[64 * 1024];
        for (long left = size; left > 0; ) {
            int count = answer.body().read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    private static Map<String, @Nullable Object> head(LauncherClient.Answer answer, int longest)
            throws IOException, DriveRefused {
        try {
            var head = Json.readObject(LauncherClient.readLine(answer.body(), longest));
            if (head.get("error") instanceof String refusal) {
                throw new DriveRefused(refusal);
            }
            return head;
        } catch (Json.BadJson e) {
            throw new IOException("the desktop's files cannot be read", e);
        }
    }

    private static Entry entry(@Nullable Object file) throws IOException {
        if (file instanceof Map<?, ?> fields
                && fields.get("name") instanceof String name
                && !name.contains("/")
                && fields.get("size") instanceof Number size
                && fields.get("modified") instanceof Number modified) {
            return new Entry(name, size.longValue(), modified.doubleValue());
        }
        throw new IOException("the desktop's list of files is no such list");
    }

    private static void bounded(String text, int longest, String name) throws DriveRefused {
        if (text.length() > longest || text.indexOf('\0') >= 0) {
            throw new DriveRefused(
                    "a %s has at most %d characters and no NUL".formatted(name, longest));
        }
    }
}
