package dev.handwright.edge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handwright.secrets.Secret;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.webhooks.WebhookSecrets.Owner;
import dev.handwright.webhooks.WebhookSecrets.SetResult;
import dev.handwright.workflows.Workflow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code handwright webhook-secret …}, on the database of this machine. */
@Command(
        name = "webhook-secret",
        description = "Set and rotate what webhooks are signed with (on this machine's database).",
        mixinStandardHelpOptions = true)
final class WebhookSecretCommands {
    private final Program program;
    private final InputStream in;
    @Spec private CommandSpec spec = CommandSpec.create();

    private WebhookSecretCommands(Program program, InputStream in) {
        this.program = program;
        this.in = in;
    }

    /**
     * @param in where {@code set} reads the secret
     */
    static CommandLine line(Program program, InputStream in) {
        return new CommandLine(new WebhookSecretCommands(program, in));
    }

    /** Whose secret. */
    static final class Whose {
        @Mixin private @Nullable SettingsFlags flags;

        @Option(
                names = "--workspace",
                description = "Workspace; may be left out where there is only one.")
        private @Nullable String workspace;

        @Option(
                names = "--workflow",
                description = "Id of a workflow that has, or shall have, a secret of its own.")
        private @Nullable UUID workflow;
    }

    @Command(description = "Say whether one is set.", mixinStandardHelpOptions = true)
    int show(@Mixin Whose whose) {
        return on(whose, (secrets, owner) -> shown(secrets, owner));
    }

    @Command(
            description = "Make a new one and print it; it cannot be seen again.",
            mixinStandardHelpOptions = true)
    int rotate(@Mixin Whose whose, @Mixin Overlap overlap) {
        return on(
                whose,
                (secrets, owner) -> {
                    var made = secrets.rotate(owner, overlap.length(spec));
                    spec.commandLine().getOut().println(made.secret().reveal());
                    return 0;
                });
    }

    @Command(
            description = "Take one of yours: the first line of standard input.",
            mixinStandardHelpOptions = true)
    int set(@Mixin Whose whose, @Mixin Overlap overlap) throws IOException {
        var text = new BufferedReader(new InputStreamReader(in, UTF_8)).readLine();
        var own = new Secret(text == null ? "" : text);
        return on(
                whose,
                (secrets, owner) ->
                        switch (secrets.set(owner, own, overlap.length(spec))) {
                            case SetResult.Done _ -> shown(secrets, owner);
                            case SetResult.BadSecret(var problem) ->
                                    throw new Program.Refusal(List.of(problem));
                        });
    }

    @Command(
            name = "end-previous",
            description = "End a rotation now: the secret before the newest signs no longer.",
            mixinStandardHelpOptions = true)
    int endPrevious(@Mixin Whose whose) {
        return on(
                whose,
                (secrets, owner) ->
                        secrets.endPrevious(owner) ? 0 : failed("No rotation is under way."));
    }

    @Command(
            description =
                    "Remove it: a workflow then uses its workspace's, a workspace signs nothing.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin Whose whose) {
        return on(
                whose, (secrets, owner) -> secrets.remove(owner) ? 0 : failed("None is set here."));
    }

    /** How long the secret before goes on. */
    static final class Overlap {
        @Option(
                names = "--overlap",
                defaultValue = "86400",
                description = "Seconds for which the one before signs too; ${DEFAULT-VALUE}.")
        private long seconds;

        private Duration length(CommandSpec spec) {
            long most = WebhookSecrets.LONGEST_OVERLAP.toSeconds();
            if (seconds < 0 || seconds > most) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--overlap must be 0 to " + most + " seconds.");
            }
            return Duration.ofSeconds(seconds);
        }
    }

    private int on(Whose whose, ToIntBiFunction<WebhookSecrets, Owner> work) {
        return program.onWebhookSecrets(
                java.util.Objects.requireNonNull(whose.flags),
                (workspaces, secrets) -> {
                    var workspace = KeyCommands.workspace(workspaces, whose.workspace).id();
                    var owner =
                            whose.workflow == null
                                    ? Owner.of(workspace)
                                    : Owner.of(workspace, new Workflow.Id(whose.workflow));
                    if (!secrets.exists(owner)) {
                        throw new Program.Refusal(
                                List.of(
                                        "Workspace %s has no workflow %s."
                                                .formatted(workspace, whose.workflow)));
                    }
                    return work.applyAsInt(secrets, owner);
                });
    }

    private int shown(WebhookSecrets secrets, Owner owner) {
        var out = spec.commandLine().getOut();
        var view = secrets.view(owner);
        if (view.isEmpty()) {
            out.println("No secret is set.");
        }
        view.ifPresent(it -> out.println("Set at " + it.createdAt() + "."));
        view.flatMap(WebhookSecrets.View::previousUntil)
                .ifPresent(at -> out.println("The one before signs too until " + at + "."));
        return 0;
    }

    private int failed(String sentence) {
        spec.commandLine().getErr().println(sentence);
        return 1;
    }
}
