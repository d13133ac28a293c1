package dev.handwright.edge.cli;

import dev.handwright.workspaces.ApiKey;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspace;
import dev.handwright.workspaces.Workspaces;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handwright keys create|list|revoke}, on the database of this machine. */
@Command(
        name = "keys",
        description = "Make, list and revoke API keys (on this machine's database).",
        mixinStandardHelpOptions = true)
final class KeyCommands {
    private static final String WHICH = "Workspace; may be left out where there is only one.";

    private final Program program;
    @Spec private CommandSpec spec = CommandSpec.create();

    private KeyCommands(Program program) {
        this.program = program;
    }

    static CommandLine line(Program program) {
        return new CommandLine(new KeyCommands(program))
                .addSubcommand(new SigningCommands(program))
                .addSubcommand(new SealingCommands(program))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Command(
            name = "create",
            description = "Make a key and print its text, which cannot be seen again.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin SettingsFlags flags,
            @Option(names = "--workspace", description = WHICH) @Nullable String workspace,
            @Option(names = "--label", defaultValue = "", description = "What it is for.")
                    String label,
            @Option(
                            names = "--scopes",
                            split = ",",
                            required = true,
                            description = "Any of: ${COMPLETION-CANDIDATES}; admin is all.")
                    List<KeyScope> scopes) {
        return program.onWorkspaces(
                flags,
                workspaces -> {
                    var owner = workspace(workspaces, workspace);
                    var key = workspaces.createKey(owner.id(), label, Set.copyOf(scopes));
                    spec.commandLine().getOut().println(key.text());
                    spec.commandLine()
                            .getErr()
                            .printf("%s; it cannot be shown again.%n", key.key().id());
                    return 0;
                });
    }

    @Command(name = "list", description = "List keys.", mixinStandardHelpOptions = true)
    int list(
            @Mixin SettingsFlags flags,
            @Option(names = "--workspace", description = WHICH) @Nullable String workspace) {
        return program.onWorkspaces(
                flags,
                workspaces -> {
                    var owner = workspace(workspaces, workspace);
                    workspaces
                            .keys(owner.id())
                            .forEach(it -> spec.commandLine().getOut().println(line(it)));
                    return 0;
                });
    }

    @Command(
            name = "revoke",
            description = "End a key; running servers notice within a second.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Mixin SettingsFlags flags,
            @Option(names = "--workspace", description = WHICH) @Nullable String workspace,
            @Parameters(paramLabel = "KEY_ID", description = "key_…, see `keys list`.") String id) {
        return program.onWorkspaces(
                flags,
                workspaces -> {
                    var owner = workspace(workspaces, workspace);
                    boolean revoked = workspaces.revoke(owner.id(), new ApiKey.Id(id));
                    if (!revoked) {
                        spec.commandLine()
                                .getErr()
                                .printf("Workspace %s has no living key %s.%n", owner.id(), id);
                    }
                    return revoked ? 0 : 1;
                });
    }

    /** The one with this id, or the only one there is. */
    static Workspace workspace(Workspaces workspaces, @Nullable String id) {
        var all = workspaces.list();
        if (id == null && all.size() == 1) {
            return all.getFirst();
        }
        return all.stream()
                .filter(it -> it.id().value().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new Program.Refusal(
                                List.of(
                                        id == null
                                                ? "Say which workspace with --workspace; `handwright workspaces list` shows them."
                                                : "There is no workspace %s.".formatted(id))));
    }

    private static String line(ApiKey key) {
        return "%s  %s  %s  %s  %s"
                .formatted(
                        key.id(),
                        key.hint(),
                        key.scopes().stream()
                                .map(it -> it.name().toLowerCase(Locale.ROOT))
                                .sorted()
                                .collect(Collectors.joining(",")),
                        key.revokedAt().map(it -> "revoked " + it).orElse("living"),
                        key.label());
    }
}
