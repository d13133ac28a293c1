package dev.handwright.edge.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code handwright nodes}, over HTTP. */
@Command(
        name = "nodes",
        description = "List the nodes of an installation with their load (key with scope admin).",
        mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    @Mixin private ApiFlags flags = new ApiFlags();

    NodesCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        flags.table(
                flags.client(environment).get("/nodes"),
                "nodes",
                List.of("nodeId", "state", "roles", "runs", "desktops", "url"));
        return 0;
    }
}
