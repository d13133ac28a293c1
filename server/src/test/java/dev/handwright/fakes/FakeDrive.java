package dev.handwright.fakes;

import dev.handwright.desktops.Drive;
import dev.handwright.desktops.FileName;
import dev.handwright.desktops.SharedPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A shared folder in memory, whose folders are those on the way to its files. */
public class FakeDrive implements Drive {
    /** By {@code folder/name}. */
    public final Map<String, byte[]> content = new ConcurrentSkipListMap<>();

    /** Files opened and not closed. */
    public final AtomicInteger open = new AtomicInteger();

    /** Thrown by the next write when it is set. */
    public volatile boolean full;

    @Override
    public List<Entry> files(String path, String pattern) throws DriveRefused {
        return List.of();
    }

    @Override
    public void read(String path, String name, long limit, OutputStream out)
            throws IOException, DriveRefused {
        throw new DriveRefused("there is no file '" + name + "'");
    }

    @Override
    public List<Entry> list(SharedPath folder) throws DriveRefused {
        var prefix = folder.names().isEmpty() ? "" : folder + "/";
        var entries = new ArrayList<Entry>();
        content.forEach((path, bytes) -> {
            if (path.startsWith(prefix)) {
                var rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                var entry =
                        slash < 0
                                ? new Entry(rest, bytes.length, 1.5, false)
                                : new Entry(rest.substring(0, slash), 0, 1.5, true);
                if (!entries.contains(entry)) {
                    entries.add(entry);
                }
            }
        });
        if (entries.isEmpty() && !prefix.isEmpty()) {
            throw new DriveRefused(Why.MISSING, "there is no folder '" + folder + "'");
        }
        return entries;
    }

    @Override
    public Opened open(SharedPath folder, FileName name) throws DriveRefused {
        var bytes = content.get(key(folder, name));
        if (bytes == null) {
            throw missing(name);
        }
        open.incrementAndGet();
        return new Opened() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void copyTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    @Override
    public long write(SharedPath folder, FileName name, InputStream body, long size)
            throws IOException, DriveRefused {
        if (full) {
            throw new DriveRefused(Why.FULL, "the desktop has no room left");
        }
        var bytes = body.readAllBytes();
        content.put(key(folder, name), bytes);
        return bytes.length;
    }

    @Override
    public void remove(SharedPath folder, FileName name) throws DriveRefused {
        if (content.remove(key(folder, name)) == null) {
            throw missing(name);
        }
    }

    private static String key(SharedPath folder, FileName name) {
        return folder.names().isEmpty() ? name.value() : folder + "/" + name;
    }

    private static DriveRefused missing(FileName name) {
        return new DriveRefused(Why.MISSING, "there is no file '" + name + "'");
    }
}
