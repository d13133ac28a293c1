package dev.handwright.tools;

import dev.handwright.base.Ids;
import dev.handwright.desktops.Session;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;

/** The cameras of all desktops, one for each. For many threads. */
public final class Cameras {
    /** Of a frame's id: 11 letters and digits are 55 random bits. */
    private static final int PREFIX = 12;

    private final Ids ids;
    private final Encoders encoders;
    private final PixelPool pool = new PixelPool();
    private final Map<Session, Camera> cameras = new WeakHashMap<>(); // guarded by itself

    /** With our own means only. */
    public Cameras(Ids ids) {
        this(ids, Encoders.OWN);
    }

    public Cameras(Ids ids, Encoders encoders) {
        this.ids = ids;
        this.encoders = encoders;
    }

    /** The desktop's only camera; forgotten with the session. */
    public Camera of(Session session) {
        synchronized (cameras) {
            return cameras.computeIfAbsent(session, this::make);
        }
    }

    private Camera make(Session session) {
        var keys = ByteBuffer.wrap(ids.random(16));
        var tiles = new Tiles(keys.getLong(), keys.getLong());
        var prefix = ids.token("f").substring(0, PREFIX);
        return new Camera(session.screen(), session.veil(), pool, tiles, encoders, prefix);
    }
}
