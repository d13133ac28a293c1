package dev.handwright;

import dev.handwright.adapter.blobs.DiskBlobStore;
import dev.handwright.adapter.blobs.S3BlobStore;
import dev.handwright.adapter.blobs.S3Settings;
import dev.handwright.artifacts.BlobStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store of files that the settings name. */
record Blobs(BlobStore store, Optional<S3BlobStore> connected) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);

    /**
     * @throws CannotStart where the bucket refuses us; one that is only away is no reason not to
     *     start
     */
    static Blobs open(S3Settings settings, Folders folders) {
        if (settings.bucket().isEmpty()) {
            return new Blobs(new DiskBlobStore(folders.blobs()), Optional.empty());
        }
        var store = new S3BlobStore(settings);
        try {
            store.refusal()
                    .ifPresent(it -> {
                        store.close();
                        throw new CannotStart(List.of(it));
                    });
        } catch (IOException e) {
            LOG.warn("S3 does not answer; files of runs cannot be kept until it does", e);
        }
        return new Blobs(store, Optional.of(store));
    }

    @Override
    public void close() {
        connected.ifPresent(S3BlobStore::close);
    }
}
