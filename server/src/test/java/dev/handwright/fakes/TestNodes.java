package dev.handwright.fakes;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlNodeStore;
import dev.handwright.nodes.Node;
import dev.handwright.nodes.NodeSettings;
import dev.handwright.nodes.Nodes;
import dev.handwright.nodes.Role;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Nodes that have begun; they beat only when they are told to. */
public final class TestNodes {
    /** Until others take a silent one for dead. */
    public static final Duration LEASE = Duration.ofHours(3);

    private TestNodes() {}

    /** Holds its lease for ever. */
    public static Nodes alone(Database database) {
        return begun(database, '1', "only", true, System::nanoTime);
    }

    /**
     * @param start another for each start of the same node
     */
    public static Nodes one(Database database, char number, String start, LongSupplier nanos) {
        return begun(database, number, start, false, nanos);
    }

    private static Nodes begun(
            Database database, char number, String start, boolean alone, LongSupplier nanos) {
        var self =
                new Nodes.Self(
                        new Node.Id("node_" + String.valueOf(number).repeat(26)),
                        start,
                        Instant.EPOCH,
                        () -> URI.create("http://10.0.0.%c:8080".formatted(number)));
        var settings =
                new NodeSettings(
                        List.of(Role.values()),
                        Duration.ofHours(1),
                        LEASE,
                        LEASE.multipliedBy(2),
                        Optional.empty());
        var nodes = new Nodes(new SqlNodeStore(database), self, settings, alone, nanos);
        nodes.start(() -> new Node.Load(0, 0), () -> {});
        return nodes;
    }
}
