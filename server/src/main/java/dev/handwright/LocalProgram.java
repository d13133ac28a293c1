package dev.handwright;

import dev.handwright.adapter.local.Launcher;
import dev.handwright.adapter.local.LauncherSettings;
import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlSigningSecretStore;
import dev.handwright.adapter.sql.SqlWebhookSecretStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.base.Ids;
import dev.handwright.base.Unavailable;
import dev.handwright.edge.cli.Program;
import dev.handwright.edge.cli.SettingsFlags;
import dev.handwright.edge.http.Server;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/** What the command line can do on this machine itself. */
final class LocalProgram implements Program {
    private final Map<String, String> environment;
    private final PrintWriter out;

    LocalProgram(Map<String, String> environment, PrintWriter out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public int serve(SettingsFlags flags) {
        var config = read(flags);
        Logging.configure(config.log());
        var app = start(config);
        var closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(() -> {
                                    app.close();
                                    closed.countDown();
                                }));
        // Under systemd what is printed is kept in the journal; the file says it all the same.
        if (!environment.containsKey("JOURNAL_STREAM")) {
            app.madeAtFirstStart().ifPresent(out::print);
        }
        out.println("Handwright answers at " + app.publicUrl());
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public int launcher(SettingsFlags flags) {
        var config = read(flags);
        Logging.configure(config.log());
        try (var launcher = new Launcher(launcherSettings(config), Clock.systemUTC())) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(launcher::close));
            launcher.start();
            launcher.await();
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            throw new Program.Refusal(List.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static LauncherSettings launcherSettings(Config config) {
        var desktops = config.desktops();
        return new LauncherSettings(
                config.storage().runtime(),
                config.launcher().serverUser(),
                config.launcher().controlGroups(),
                new LauncherSettings.UidRange(
                        config.launcher().uidFirst(), config.launcher().uidLast()),
                new LauncherSettings.DesktopLimits(
                        desktops.memory(),
                        desktops.processes(),
                        desktops.home(),
                        desktops.temporary()),
                desktops.reachable(),
                config.sandboxes().pythonLibraries());
    }

    @Override
    public int migrate(SettingsFlags flags, boolean onlyTell) {
        var program = migrateProgram(flags);
        try {
            return onlyTell ? program.status() : program.migrate();
        } catch (CannotStart e) {
            throw new Program.Refusal(e.problems());
        }
    }

    @Override
    public int copyDatabase(SettingsFlags flags, Path file) {
        return migrateProgram(flags).copy(file);
    }

    private MigrateProgram migrateProgram(SettingsFlags flags) {
        var config = read(flags);
        Logging.configure(config.log());
        return new MigrateProgram(config.storage(), out);
    }

    @Override
    public int onWorkspaces(SettingsFlags flags, ToIntFunction<Workspaces> work) {
        var config = read(flags);
        Logging.configure(config.log());
        var clock = Clock.systemUTC();
        try (var database = database(config, Folders.make(config.storage()))) {
            return work.applyAsInt(
                    new Workspaces(new SqlWorkspaceStore(database), clock, new SystemIds(clock)));
        }
    }

    @Override
    public int onWebhookSecrets(
            SettingsFlags flags, ToIntBiFunction<Workspaces, WebhookSecrets> work) {
        return onSealed(
                flags,
                (database, sealing, clock, ids) ->
                        new WebhookSecrets(
                                new SqlWebhookSecretStore(database), sealing, clock, ids),
                work);
    }

    @Override
    public int onSigningSecrets(
            SettingsFlags flags, ToIntBiFunction<Workspaces, SigningSecrets> work) {
        return onSealed(
                flags,
                (database, sealing, clock, ids) ->
                        new SigningSecrets(
                                new SqlSigningSecretStore(database), sealing, clock, ids),
                work);
    }

    @Override
    public String newServerKey() {
        return ServerKeys.line(new SystemIds(Clock.systemUTC()));
    }

    @Override
    public boolean rotateServerKeys(SettingsFlags flags) {
        var storage = read(flags).storage();
        if (!storage.keysInFile()) {
            return false;
        }
        try {
            ServerKeys.rotate(Folders.make(storage).keys(), new SystemIds(Clock.systemUTC()));
        } catch (CannotStart e) {
            throw new Program.Refusal(e.problems());
        }
        return true;
    }

    /** Makes what works on sealed rows of the local database. */
    private interface OnSealed<T> {
        T make(Database database, Sealing sealing, Clock clock, Ids ids);
    }

    private <T> int onSealed(
            SettingsFlags flags, OnSealed<T> secrets, ToIntBiFunction<Workspaces, T> work) {
        var config = read(flags);
        Logging.configure(config.log());
        var clock = Clock.systemUTC();
        var ids = new SystemIds(clock);
        var folders = Folders.make(config.storage());
        var sealing = new Sealing(keys(config, folders), ids);
        try (var database = database(config, folders)) {
            return work.applyAsInt(
                    new Workspaces(new SqlWorkspaceStore(database), clock, ids),
                    secrets.make(database, sealing, clock, ids));
        }
    }

    /** The server's; what another key seals the server could not open. */
    private static KeyRing keys(Config config, Folders folders) {
        try {
            return ServerKeys.open(config.storage(), folders.keys());
        } catch (CannotStart e) {
            throw new Program.Refusal(e.problems());
        }
    }

    private static Database database(Config config, Folders folders) {
        try {
            return DatabaseStart.now(config.storage(), folders);
        } catch (CannotStart e) {
            throw new Program.Refusal(e.problems());
        }
    }

    private static App start(Config config) {
        try {
            return App.start(config, Clock.systemUTC());
        } catch (CannotStart e) {
            throw new Program.Refusal(e.problems());
        } catch (Unavailable e) {
            throw new Program.Refusal(
                    List.of(
                            "The start was broken off: %s Start it again."
                                    .formatted(e.getMessage())));
        } catch (Server.CannotListen e) {
            throw new Program.Refusal(List.of(String.valueOf(e.getMessage())));
        }
    }

    private Config read(SettingsFlags flags) {
        try {
            return Settings.read(flags.file(), environment, flags.values());
        } catch (CannotStart e) {
            throw new Program.Refusal(e.problems());
        }
    }
}
