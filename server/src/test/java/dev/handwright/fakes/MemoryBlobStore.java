package dev.handwright.fakes;

import dev.handwright.artifacts.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Blobs in memory. */
public final class MemoryBlobStore implements BlobStore {
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    /** While it is true, nothing more is taken. */
    public volatile boolean full;

    private final AtomicInteger refused = new AtomicInteger();

    /** How often nothing was taken. */
    public int refused() {
        return refused.get();
    }

    @Override
    public long put(String name, InputStream in) throws IOException {
        if (full) {
            refused.incrementAndGet();
            throw new IOException("No space left on device");
        }
        var bytes = in.readAllBytes();
        blobs.put(name, bytes);
        return bytes.length;
    }

    @Override
    public InputStream read(String name, long offset, long length) throws IOException {
        var bytes = blobs.get(name);
        if (bytes == null) {
            throw new FileNotFoundException(name);
        }
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    @Override
    public OptionalLong size(String name) {
        var bytes = blobs.get(name);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
    }

    @Override
    public void delete(String name) {
        blobs.remove(name);
    }

    @Override
    public void deleteAll(String run) {
        blobs.keySet().removeIf(it -> it.startsWith(run + "/"));
    }
}
