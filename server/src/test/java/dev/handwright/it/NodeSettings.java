package dev.handwright.it;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Of real servers that share one database. */
final class NodeSettings {
    private NodeSettings() {}

    /**
     * To be added to; each server also needs users of its own where it has a launcher.
     *
     * @param database a PostgreSQL
     */
    static Map<String, String> on(String database, Duration heartbeat, Duration lease) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("storage.database", database);
        settings.put("storage.keys", "test " + Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("nodes.heartbeat", heartbeat.toMillis() + " ms");
        settings.put("nodes.lease", lease.toSeconds() + " s");
        settings.put("desktops.pool", "0");
        return settings;
    }
}
