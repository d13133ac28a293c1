package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Unavailable;
import dev.handwright.fakes.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class DatabaseTest {
    @TempDir private Path folder;
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void writesThatComeTogetherAreUndoneOneByOne() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 200).forEach(i -> threads.execute(() -> acknowledged(i)));
        }
        assertThat(acknowledged).hasSize(150).containsExactlyInAnyOrderElementsOf(ids());
        assertThat(ids()).doesNotContain("ws_3", "ws_199").contains("ws_0", "ws_198");
    }

    private void acknowledged(int i) {
        acknowledged.add(
                database.write(handle -> {
                    insert(handle, "ws_" + i, "one");
                    if (i % 4 == 3) {
                        insert(handle, "ws_" + i, "again");
                    }
                    return "ws_" + i;
                }));
    }

    @Test
    void anErrorOfOneWriteDoesNotStopThoseToCome() {
        assertThatThrownBy(() ->
                        database.write(_ -> {
                            throw new OutOfMemoryError("as a test wants it");
                        }))
                .isInstanceOf(Unavailable.class);
        database.write(handle -> insert(handle, "ws_1", "one"));
        assertThat(ids()).containsExactly("ws_1");
    }

    @Test
    void aReferenceToNothingIsRefused() {
        assertThatThrownBy(() ->
                        database.write(handle ->
                                handle.execute(
                                        "insert into desktop (id, workspace_id, width, height,"
                                                + " network, created_at, updated_at)"
                                                + " values ('d', 'ws_0', 1, 1, '{}', 0, 0)")))
                .hasMessageMatching("(?is).*foreign key.*");
    }

    @Test
    void anyTextCanBeKept() {
        database.write(handle -> insert(handle, "ws_1", "a\0b é 🖥 \uD800"));
        assertThat(database.<String>read(handle -> name(handle)))
                .startsWith("a")
                .contains("b é 🖥 ");
    }

    private static String name(Handle handle) {
        return handle.createQuery("select name from workspace").mapTo(String.class).one();
    }

    private static int insert(Handle handle, String id, String name) {
        return handle.createUpdate(
                        "insert into workspace (id, name, created_at) values (:id, :name, 0)")
                .bind("id", id)
                .bind("name", name)
                .execute();
    }

    private List<String> ids() {
        return database.read(handle ->
                handle.createQuery("select id from workspace").mapTo(String.class).list());
    }
}
