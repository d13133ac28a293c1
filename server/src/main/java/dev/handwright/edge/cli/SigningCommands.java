package dev.handwright.edge.cli;

import dev.handwright.secrets.SigningSecrets;
import dev.handwright.secrets.SigningSecrets.View;
import dev.handwright.workspaces.Workspace;
import java.util.List;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handwright keys signing create|list|rotate|revoke}, on the database of this machine. */
@Command(
        name = "signing",
        description = "The secrets that requests are signed with; two can be valid at once.",
        mixinStandardHelpOptions = true)
final class SigningCommands {
    private final Program program;
    @Spec private CommandSpec spec = CommandSpec.create();

    SigningCommands(Program program) {
        this.program = program;
    }

    /** Whose secrets. */
    static final class Whose {
        @Mixin private @Nullable SettingsFlags flags;

        @Option(
                names = "--workspace",
                description = "Workspace; may be left out where there is only one.")
        private @Nullable String workspace;
    }

    /** What it is called. */
    static final class Label {
        @Option(names = "--label", defaultValue = "", description = "What it is for.")
        private String text = "";
    }

    @Command(
            name = "create",
            description = "Make a secret and print it; it cannot be seen again.",
            mixinStandardHelpOptions = true)
    int create(@Mixin Whose whose, @Mixin Label label) {
        return on(
                whose,
                (secrets, owner) ->
                        shown(
                                secrets.create(owner, label.text)
                                        .orElseThrow(() ->
                                                new Program.Refusal(
                                                        List.of(
                                                                "Two secrets are valid already:"
                                                                        + " revoke one, or `rotate`.")))));
    }

    @Command(
            name = "rotate",
            description = "Make a new one; the newest before it stays valid until it is revoked.",
            mixinStandardHelpOptions = true)
    int rotate(@Mixin Whose whose, @Mixin Label label) {
        return on(whose, (secrets, owner) -> shown(secrets.rotate(owner, label.text)));
    }

    @Command(name = "list", description = "List them.", mixinStandardHelpOptions = true)
    int list(@Mixin Whose whose) {
        return on(
                whose,
                (secrets, owner) -> {
                    secrets.list(owner)
                            .forEach(it -> spec.commandLine().getOut().println(line(it)));
                    return 0;
                });
    }

    @Command(name = "revoke", description = "End one at once.", mixinStandardHelpOptions = true)
    int revoke(
            @Mixin Whose whose,
            @Parameters(paramLabel = "ID", description = "sgn_…, see `keys signing list`.")
                    String id) {
        return on(
                whose,
                (secrets, owner) -> {
                    boolean revoked = secrets.revoke(owner, id);
                    if (!revoked) {
                        spec.commandLine()
                                .getErr()
                                .printf("Workspace %s has no living secret %s.%n", owner, id);
                    }
                    return revoked ? 0 : 1;
                });
    }

    private int shown(SigningSecrets.Made made) {
        spec.commandLine().getOut().println(made.secret().reveal());
        spec.commandLine().getErr().printf("%s; it cannot be shown again.%n", made.view().id());
        return 0;
    }

    private int on(Whose whose, ToIntBiFunction<SigningSecrets, Workspace.Id> work) {
        return program.onSigningSecrets(
                java.util.Objects.requireNonNull(whose.flags),
                (workspaces, secrets) ->
                        work.applyAsInt(
                                secrets, KeyCommands.workspace(workspaces, whose.workspace).id()));
    }

    private static String line(View view) {
        return "%s  %s  %s  %s"
                .formatted(
                        view.id(),
                        view.createdAt(),
                        view.revokedAt().map(it -> "revoked " + it).orElse("living"),
                        view.label());
    }
}
