package dev.handwright.fakes;

import dev.handwright.artifacts.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs in memory. */
public final class MemoryBlobStore implements BlobStore {
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    @Override
    public long put(String name, InputStream in) throws IOException {
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
