package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.SqlFirstStart;
import dev.handwright.adapter.sql.SqlWebhookSecretStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.WorkspaceStore;
import dev.handwright.workspaces.Workspaces;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start leaves all that it makes, or nothing. */
@Tag("database")
final class FirstStartTest {
    private final Clock clock = Clock.systemUTC();
    private final SystemIds ids = new SystemIds(clock);
    private @TempDir Path folder;
    private Optional<String> url = Optional.empty();
    private Database database;
    private Workspaces workspaces;
    private WebhookSecrets secrets;
    private Folders folders;

    @BeforeEach
    void open() {
        url = Optional.ofNullable(TestDatabase.settings().get("storage.database"));
        database = connect();
        workspaces = workspaces(new SqlWorkspaceStore(database));
        var keys = new KeyRing(List.of(new KeyRing.Key("test", new byte[32])));
        secrets =
                new WebhookSecrets(
                        new SqlWebhookSecretStore(database), new Sealing(keys, ids), clock, ids);
        folders = new Folders(folder, folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsInTheFileWorks() throws Exception {
        var shown = start(workspaces).run().orElseThrow();

        assertThat(folders.firstStart()).hasContent(shown);
        var workspace = workspaces.list().getFirst().id();
        var key = shown.replaceAll("(?s).*NEN_API_KEY=(\\w+).*", "$1");
        assertThat(workspaces.caller(key).orElseThrow().workspace()).isEqualTo(workspace);
        assertThat(secrets.view(WebhookSecrets.Owner.of(workspace))).isPresent();
        assertThat(start(workspaces).run()).isEmpty();
        assertThat(workspaces.list()).hasSize(1);
    }

    @Test
    void aStartWithoutItsFileLeavesNothingAndTheNextOneIsTheFirst() throws Exception {
        Files.createDirectory(folders.firstStart());
        assertThatThrownBy(start(workspaces)::run).isInstanceOf(UncheckedIOException.class);
        assertThat(workspaces.list()).isEmpty();

        Files.delete(folders.firstStart());
        assertThat(start(workspaces).run()).isPresent();
    }

    @Test
    void whereAnotherNodeIsFirstMeanwhileThereIsNoSecondWorkspaceAndNoFile() {
        workspaces.create("of another node");

        // As long as this node looked it was not there yet.
        assertThat(start(workspaces(new MemoryWorkspaceStore())).run()).isEmpty();

        assertThat(workspaces.list()).hasSize(1);
        assertThat(folders.firstStart()).doesNotExist();
    }

    @Test
    void ofTwoNodesThatStartTogetherOneIsFirst() throws Exception {
        try (var other = connect();
                var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 1; round <= 5; round++) {
                var both = List.<Callable<Boolean>>of(() -> add(database), () -> add(other));
                long added = threads.invokeAll(both).stream().filter(Future::resultNow).count();
                assertThat(added).as("round %d", round).isOne();
                database.write(handle -> handle.execute("delete from webhook_secret"));
                database.write(handle -> handle.execute("delete from api_key"));
                database.write(handle -> handle.execute("delete from workspace"));
            }
        }
    }

    private boolean add(Database node) {
        var workspace = workspaces.fresh("default");
        return new SqlFirstStart(node)
                .add(
                        workspace,
                        workspaces.freshKey(workspace.id(), "", Set.of(KeyScope.ADMIN)),
                        secrets.fresh(WebhookSecrets.Owner.of(workspace.id())).row());
    }

    private Database connect() {
        return url.map(PostgresUrl::parse)
                .map(Database::new)
                .orElseGet(() -> new Database(folder.resolve("test.db")));
    }

    private FirstStart start(Workspaces seen) {
        return new FirstStart(seen, secrets, new SqlFirstStart(database), folders);
    }

    private Workspaces workspaces(WorkspaceStore store) {
        return new Workspaces(store, clock, ids);
    }
}
