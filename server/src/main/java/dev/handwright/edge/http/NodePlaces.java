package dev.handwright.edge.http;

import dev.handwright.desktops.Desktops;
import dev.handwright.edge.http.Forwarding.Place;
import dev.handwright.nodes.Node;
import dev.handwright.nodes.Nodes;
import dev.handwright.nodes.Role;
import dev.handwright.runs.Run;
import dev.handwright.runs.Runs;
import java.util.Comparator;
import java.util.Optional;

/** Where desktops and the logs and views of runs are. */
public final class NodePlaces implements Forwarding.Places {
    private final Nodes nodes;
    private final Desktops desktops;
    private final Runs runs;
    private final boolean hasDesktops;

    /**
     * @param hasDesktops whether desktops can be made on this node
     */
    public NodePlaces(Nodes nodes, Desktops desktops, Runs runs, boolean hasDesktops) {
        this.nodes = nodes;
        this.desktops = desktops;
        this.runs = runs;
        this.hasDesktops = hasDesktops;
    }

    @Override
    public Optional<Place> of(Route route, Request request) {
        if (route.path().startsWith("/desktops/{id}")) {
            return desktops.elsewhere(OpenDesktops.id(request)).map(it -> new Place(it, true));
        }
        return switch (route.method() + " " + route.path()) {
            case "POST /desktops" ->
                    hasDesktops && !desktops.noneLeft() ? Optional.empty() : idlest();
            case "GET /runs/{id}" -> run(request).map(it -> new Place(it, false));
            case "GET /runs/{id}/logs" -> run(request).map(it -> new Place(it, true));
            default -> Optional.empty();
        };
    }

    /** The other node with the fewest desktops. */
    private Optional<Place> idlest() {
        return nodes.list().stream()
                .filter(Nodes.Seen::alive)
                .map(Nodes.Seen::node)
                .filter(it -> it.roles().contains(Role.DESKTOPS) && !it.id().equals(nodes.id()))
                .min(Comparator.comparingInt(it -> it.load().desktops()))
                .map(it -> new Place(it.id(), true));
    }

    /** The other node that executes a run now. */
    private Optional<Node.Id> run(Request request) {
        return request.uuid("id")
                .flatMap(id -> runs.get(request.workspace(), new Run.Id(id)))
                .filter(run -> run.state() instanceof Run.State.Running)
                .map(run -> ((Run.State.Running) run.state()).worker())
                .filter(worker -> worker.startsWith("node_"))
                .map(Node.Id::new)
                .filter(it -> !it.equals(nodes.id()));
    }
}
