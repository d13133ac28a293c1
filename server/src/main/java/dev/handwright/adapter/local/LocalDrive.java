package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.FileName;
import dev.handwright.desktops.SharedPath;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A desktop's files, worked on by drive.py and shared.py as the desktop's user. What they answer is
 * checked like anything from outside: programs of the desktop run as the same user.
 */
final class LocalDrive implements Drive {
    /** 10,000 files with names of 255 characters, escaped. */
    private static final int LONGEST_LIST = 32 << 20;

    private static final int LONGEST_HEAD = 4096;
    private static final int FRAME = 64 * 1024;

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
        return launcher.look(() -> {
            try (var answer = launcher.stream("drive.list", request)) {
                return entries(head(answer, LONGEST_LIST).get("files"));
            }
        });
    }

    private static List<Entry> entries(@Nullable Object list) throws IOException {
        var entries = new ArrayList<Entry>();
        if (list instanceof List<?> files) {
            for (var file : files) {
                entries.add(entry(file));
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return List.copyOf(entries);
    }

    @Override
    public void read(String path, String name, long limit, OutputStream out)
            throws IOException, DriveRefused {
        bounded(path, 4096, "path");
        bounded(name, 255, "name");
        var request = Map.of("id", id.value(), "path", path, "name", name, "limit", limit);
        try (var file = launcher.look(() -> open("drive.read", request))) {
            if (file.size() > limit) {
                throw new IOException("the desktop sends more of %s than it may".formatted(name));
            }
            file.copyTo(out);
        }
    }

    @Override
    public List<Entry> list(SharedPath folder) throws IOException, DriveRefused {
        var request = Map.of("id", id.value(), "folder", folder.toString());
        try (var answer = launcher.stream("shared.list", request)) {
            return entries(head(answer, LONGEST_LIST).get("entries"));
        }
    }

    @Override
    public Opened open(SharedPath folder, FileName name) throws IOException, DriveRefused {
        return open("shared.read", request(folder, name));
    }

    private Reading open(String op, Map<String, ?> request) throws IOException, DriveRefused {
        var answer = launcher.stream(op, request);
        try {
            return new Reading(answer, size(head(answer, LONGEST_HEAD)));
        } catch (IOException | DriveRefused | RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    /** The rest of an answer, of so many bytes. */
    private record Reading(LauncherClient.Answer answer, long size) implements Opened {
        @Override
        public void copyTo(OutputStream out) throws IOException {
            copy(answer, size, out);
        }

        @Override
        public void close() throws IOException {
            answer.close();
        }
    }

    @Override
    public long write(SharedPath folder, FileName name, InputStream content, long size)
            throws IOException, DriveRefused {
        var request = new HashMap<String, Object>(request(folder, name));
        request.put("size", size);
        try (var answer = launcher.stream("shared.write", request)) {
            head(answer, LONGEST_HEAD);
            long sent = send(content, answer);
            if (size(head(answer, LONGEST_HEAD)) != sent) {
                throw new IOException("the desktop wrote another number of bytes than it got");
            }
            return sent;
        }
    }

    /** In frames, as shared.py takes them; the empty one says that all of it was sent. */
    private static long send(InputStream content, LauncherClient.Answer answer)
            throws IOException, DriveRefused {
        var frame = ByteBuffer.allocate(4 + FRAME);
        long sent = 0;
        for (int count = 0; count >= 0; ) {
            count = content.read(frame.array(), 4, FRAME);
            if (count != 0) {
                frame.clear().limit(4 + Math.max(count, 0)).putInt(0, Math.max(count, 0));
                deliver(frame, answer);
                sent += Math.max(count, 0);
            }
        }
        return sent;
    }

    /** A helper that has given up, as on a full drive, has said why before. */
    private static void deliver(ByteBuffer frame, LauncherClient.Answer answer)
            throws IOException, DriveRefused {
        try {
            answer.send(frame);
        } catch (IOException e) {
            head(answer, LONGEST_HEAD);
            throw e;
        }
    }

    @Override
    public void remove(SharedPath folder, FileName name) throws IOException, DriveRefused {
        try (var answer = launcher.stream("shared.remove", request(folder, name))) {
            head(answer, LONGEST_HEAD);
        }
    }

    private Map<String, Object> request(SharedPath folder, FileName name) {
        return Map.of("id", id.value(), "folder", folder.toString(), "name", name.value());
    }

    private static long size(Map<String, @Nullable Object> head) throws IOException {
        if (head.get("size") instanceof Number size && size.longValue() >= 0) {
            return size.longValue();
        }
        throw new IOException("the desktop announced no size");
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
                throw new DriveRefused(why(head.get("why")), refusal);
            }
            return head;
        } catch (Json.BadJson e) {
            throw new IOException("the desktop's files cannot be read", e);
        }
    }

    private static Why why(@Nullable Object code) {
        return switch (String.valueOf(code)) {
            case "missing" -> Why.MISSING;
            case "conflict" -> Why.CONFLICT;
            case "full" -> Why.FULL;
            default -> Why.INVALID;
        };
    }

    private static Entry entry(@Nullable Object file) throws IOException {
        if (file instanceof Map<?, ?> fields
                && fields.get("name") instanceof String name
                && !name.contains("/")
                && fields.get("size") instanceof Number size
                && fields.get("modified") instanceof Number modified) {
            boolean isFolder = Boolean.TRUE.equals(fields.get("folder"));
            return new Entry(name, size.longValue(), modified.doubleValue(), isFolder);
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
