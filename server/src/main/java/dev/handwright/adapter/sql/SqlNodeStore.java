package dev.handwright.adapter.sql;

import dev.handwright.nodes.Node;
import dev.handwright.nodes.NodeStore;
import dev.handwright.nodes.Role;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Nodes in the database. */
public final class SqlNodeStore implements NodeStore {
    private static final String BEGIN =
            """
            insert into node (id, incarnation, beat, url, roles, runs, desktops, started_at)
            values (:id, :incarnation, :beat, :url, :roles, :runs, :desktops, :started)
            on conflict (id) do update set incarnation = excluded.incarnation,
                beat = excluded.beat, url = excluded.url, roles = excluded.roles,
                runs = excluded.runs, desktops = excluded.desktops,
                started_at = excluded.started_at
            """;

    private static final String BEAT = BEGIN + "where node.incarnation = excluded.incarnation";

    private static final String FORGET =
            """
            delete from node
             where id = :id and incarnation = :incarnation and beat = :beat
               and not exists (select 1 from run where worker = :id and status = 'running')
               and not exists (select 1 from desktop where node_id = :id)
               and not exists (select 1 from webhook_event
                                where state = 'pending' and claimed_by = :id and claimed_until > 0)
            """;

    private final Database database;

    public SqlNodeStore(Database database) {
        this.database = database;
    }

    @Override
    public void begin(Node node) {
        write(BEGIN, node);
    }

    @Override
    public boolean beat(Node node) {
        return write(BEAT, node) == 1;
    }

    @Override
    public List<Node> all() {
        return database.read(handle ->
                handle.createQuery("select * from node order by id")
                        .map((row, _) -> node(row))
                        .list());
    }

    @Override
    public boolean forget(Node dead) {
        return database.write(handle ->
                handle.createUpdate(FORGET)
                                .bind("id", dead.id().value())
                                .bind("incarnation", dead.incarnation())
                                .bind("beat", dead.beat())
                                .execute()
                        > 0);
    }

    private int write(String sql, Node node) {
        var roles = node.roles().stream().sorted().map(Role::word).collect(Collectors.joining(" "));
        return database.write(handle ->
                handle.createUpdate(sql)
                        .bind("id", node.id().value())
                        .bind("incarnation", node.incarnation())
                        .bind("beat", node.beat())
                        .bind("url", node.url().toString())
                        .bind("roles", roles)
                        .bind("runs", node.load().runs())
                        .bind("desktops", node.load().desktops())
                        .bind("started", node.startedAt().toEpochMilli())
                        .execute());
    }

    private static Node node(ResultSet row) throws SQLException {
        var roles =
                Arrays.stream(row.getString("roles").split(" "))
                        .map(it -> Role.valueOf(it.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet());
        return new Node(
                new Node.Id(row.getString("id")),
                row.getString("incarnation"),
                row.getLong("beat"),
                URI.create(row.getString("url")),
                roles,
                new Node.Load(row.getInt("runs"), row.getInt("desktops")),
                Instant.ofEpochMilli(row.getLong("started_at")));
    }
}
