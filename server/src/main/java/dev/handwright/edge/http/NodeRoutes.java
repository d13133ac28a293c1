package dev.handwright.edge.http;

import dev.handwright.nodes.Nodes;
import dev.handwright.nodes.Role;
import dev.handwright.workspaces.KeyScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes of this installation with their load, for keys with scope admin. */
public final class NodeRoutes {
    private final Nodes nodes;

    public NodeRoutes(Nodes nodes) {
        this.nodes = nodes;
    }

    public List<Route> routes() {
        return List.of(Route.get("/nodes", Access.key(KeyScope.ADMIN), _ -> list()));
    }

    private Reply list() {
        return Reply.json(200, Map.of("nodes", nodes.list().stream().map(this::wire).toList()));
    }

    private Map<String, Object> wire(Nodes.Seen seen) {
        var node = seen.node();
        var wire = new LinkedHashMap<String, Object>();
        wire.put("nodeId", node.id().value());
        wire.put("alive", seen.alive());
        wire.put("state", seen.alive() ? "alive" : "dead");
        wire.put("silentSeconds", seen.silent().toSeconds());
        wire.put("answered", node.id().equals(nodes.id()));
        wire.put("roles", node.roles().stream().sorted().map(Role::word).toList());
        wire.put("runs", node.load().runs());
        wire.put("desktops", node.load().desktops());
        wire.put("url", node.url().toString());
        wire.put("startedAt", Timestamps.iso(node.startedAt()));
        return wire;
    }
}
