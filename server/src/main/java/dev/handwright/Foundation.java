package dev.handwright;

import dev.handwright.adapter.sql.Database;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Ids;
import dev.handwright.nodes.Nodes;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What every part of the program is built on.
 *
 * @param publicUrl known once the server listens
 */
record Foundation(
        Config config,
        Folders folders,
        Database database,
        KeyRing keys,
        Sealing sealing,
        Artifacts artifacts,
        PrometheusMetrics metrics,
        Nodes nodes,
        Supplier<URI> publicUrl,
        Clock clock,
        Ids ids) {}
