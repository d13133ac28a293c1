package dev.handwright;

import dev.handwright.adapter.local.KillTimer;
import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlNodeStore;
import dev.handwright.base.Ids;
import dev.handwright.nodes.Node;
import dev.handwright.nodes.Nodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/** This node among the others, wired. */
final class NodeWiring {
    private NodeWiring() {}

    /**
     * @param address where this server listens, once it does
     */
    static Nodes nodes(
            Config config,
            Folders folders,
            Database database,
            Supplier<URI> address,
            Clock clock,
            Ids ids) {
        var self =
                new Nodes.Self(
                        id(folders.node(), ids),
                        ids.uuid().toString(),
                        clock.instant(),
                        () -> config.nodes().url().orElseGet(address));
        boolean alone = config.storage().database().isEmpty();
        var nodes =
                new Nodes(
                        new SqlNodeStore(database), self, config.nodes(), alone, System::nanoTime);
        if (!alone) {
            nodes.lease().endBy(new KillTimer());
        }
        return nodes;
    }

    /** The same over all starts: it is in the data folder. */
    private static Node.Id id(Path file, Ids ids) {
        try {
            if (!Files.exists(file)) {
                var fresh = ids.token("node_") + "\n";
                PrivateFile.write(file, fresh.getBytes(StandardCharsets.UTF_8));
            }
            return new Node.Id(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
