package dev.handwright.edge.cli;

import dev.handwright.secrets.SigningSecrets;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.workspaces.Workspaces;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/**
 * What commands can do on this machine itself, without a server. Each returns the exit code and
 * throws {@link Refusal} for what a person must put right first.
 */
public interface Program {
    /** Runs the server until the process is told to stop. */
    int serve(SettingsFlags flags);

    /** Runs the root launcher until the process is told to stop. */
    int launcher(SettingsFlags flags);

    /** Brings the database up to date, or only tells how it is. */
    int migrate(SettingsFlags flags, boolean onlyTell);

    /**
     * Copies an SQLite database to the PostgreSQL that the settings name.
     *
     * @param file the server that used it is stopped
     */
    int copyDatabase(SettingsFlags flags, Path file);

    /** Works on the local database, also while the server runs. */
    int onWorkspaces(SettingsFlags flags, ToIntFunction<Workspaces> work);

    /** The same, on what webhooks are signed with. */
    int onWebhookSecrets(SettingsFlags flags, ToIntBiFunction<Workspaces, WebhookSecrets> work);

    /** The same, on what clients sign requests with. */
    int onSigningSecrets(SettingsFlags flags, ToIntBiFunction<Workspaces, SigningSecrets> work);

    /** A new key of a server's own, as a line of its key file. */
    String newServerKey();

    /**
     * Puts a new one on top of this server's key file.
     *
     * @return false where its keys are not in a file
     */
    boolean rotateServerKeys(SettingsFlags flags);

    /** Why it cannot be done; one sentence or more, each shown on a line of its own. */
    final class Refusal extends RuntimeException {
        private final List<String> sentences;

        public Refusal(List<String> sentences) {
            super(String.join("\n", sentences));
            this.sentences = List.copyOf(sentences);
        }

        public List<String> sentences() {
            return sentences;
        }
    }
}
