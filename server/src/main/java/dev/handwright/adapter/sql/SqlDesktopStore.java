package dev.handwright.adapter.sql;

import dev.handwright.base.Json;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopStore;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Ending;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.OwnedDesktop;
import dev.handwright.nodes.Node;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The desktops of workspaces in the database. */
public final class SqlDesktopStore implements DesktopStore {
    private static final String ELSEWHERE =
            """
            select node_id from desktop where id = :id and node_id <> :node
            union all
            select r.worker from run_place p join run r on r.id = p.run_id
            where p.desktop_id = :id and r.status = 'running' and r.worker <> :node
            """;

    private final Database database;

    private final Node.Id self;

    /**
     * @param self the node whose desktops these are
     */
    public SqlDesktopStore(Database database, Node.Id self) {
        this.database = database;
        this.self = self;
    }

    @Override
    public List<OwnedDesktop> living() {
        return database.read(handle ->
                handle.createQuery(
                                "select * from desktop where node_id = :node or node_id is null"
                                        + " order by created_at, id")
                        .bind("node", self.value())
                        .map((row, _) -> desktop(row))
                        .list());
    }

    @Override
    public Set<Desktop.Id> ids() {
        return database.read(handle ->
                handle.createQuery("select id from desktop")
                        .map((row, _) -> new Desktop.Id(row.getString("id")))
                        .set());
    }

    @Override
    public List<OwnedDesktop> elsewhere(Workspace.Id workspace) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from desktop where workspace_id = :workspace"
                                        + " and node_id <> :node order by created_at, id")
                        .bind("workspace", workspace.value())
                        .bind("node", self.value())
                        .map((row, _) -> desktop(row))
                        .list());
    }

    @Override
    public Optional<Node.Id> elsewhere(Desktop.Id id) {
        return database.read(handle ->
                handle.createQuery(ELSEWHERE)
                        .bind("id", id.value())
                        .bind("node", self.value())
                        .map((row, _) -> new Node.Id(row.getString("node_id")))
                        .findOne());
    }

    @Override
    public void add(OwnedDesktop desktop) {
        database.write(handle ->
                handle.createUpdate(
                                "insert into desktop (id, workspace_id, name, width, height, network,"
                                        + " idle_timeout_ms, created_at, updated_at, node_id) values (:id,"
                                        + " :workspace, :name, :width, :height, :network, :idle, :created,"
                                        + " :updated, :node)")
                        .bind("node", self.value())
                        .bind("id", desktop.id().value())
                        .bind("workspace", desktop.workspace().value())
                        .bind("name", desktop.name().map(OwnedDesktop.Name::value))
                        .bind("width", desktop.display().width())
                        .bind("height", desktop.display().height())
                        .bind("network", text(desktop.network()))
                        .bind("idle", desktop.idleTimeout().map(Duration::toMillis))
                        .bind("created", desktop.createdAt().toEpochMilli())
                        .bind("updated", desktop.updatedAt().toEpochMilli())
                        .execute());
    }

    @Override
    public void rename(OwnedDesktop desktop) {
        database.write(handle ->
                handle.createUpdate(
                                "update desktop set name = :name, updated_at = :at where id = :id")
                        .bind("name", desktop.name().map(OwnedDesktop.Name::value))
                        .bind("at", desktop.updatedAt().toEpochMilli())
                        .bind("id", desktop.id().value())
                        .execute());
    }

    @Override
    public void remove(Desktop.Id id) {
        database.write(handle ->
                handle.createUpdate("delete from desktop where id = :id")
                        .bind("id", id.value())
                        .execute());
    }

    @Override
    public void add(Ending ending) {
        database.write(handle -> {
            handle.createUpdate(
                            "insert into desktop_ending (desktop_id, workspace_id, ended_at, reason)"
                                    + " values (:desktop, :workspace, :at, :reason)"
                                    + " on conflict (desktop_id) do update set"
                                    + " ended_at = excluded.ended_at, reason = excluded.reason")
                    .bind("desktop", ending.desktop().value())
                    .bind("workspace", ending.workspace().value())
                    .bind("at", ending.at().toEpochMilli())
                    .bind("reason", ending.reason())
                    .execute();
            return handle.createUpdate(
                            "delete from desktop_ending where desktop_id in (select desktop_id from"
                                    + " desktop_ending order by ended_at desc, desktop_id desc"
                                    + " limit 1000000 offset :most)")
                    .bind("most", MOST_ENDINGS)
                    .execute();
        });
    }

    @Override
    public Optional<Ending> ending(Desktop.Id id) {
        return database.read(handle ->
                handle.createQuery("select * from desktop_ending where desktop_id = :desktop")
                        .bind("desktop", id.value())
                        .map((row, _) ->
                                new Ending(
                                        id,
                                        new Workspace.Id(row.getString("workspace_id")),
                                        Instant.ofEpochMilli(row.getLong("ended_at")),
                                        row.getString("reason")))
                        .findOne());
    }

    private static String text(NetworkRules rules) {
        return Json.write(
                new Rules(texts(rules.allowed()), texts(rules.denied()), texts(rules.hosts())));
    }

    private static List<String> texts(List<?> targets) {
        return targets.stream().map(String::valueOf).toList();
    }

    private static NetworkRules network(String text) {
        var rules = Json.read(text, Rules.class);
        var hosts = rules.hosts() == null ? List.<String>of() : rules.hosts();
        return NetworkRules.parse(rules.allow(), rules.deny()).withHosts(HostPattern.all(hosts));
    }

    /**
     * {@link NetworkRules} as JSON.
     *
     * @param hosts null in rows of older servers
     */
    private record Rules(List<String> allow, List<String> deny, @Nullable List<String> hosts) {}

    private static OwnedDesktop desktop(ResultSet row) throws SQLException {
        long idle = row.getLong("idle_timeout_ms");
        return new OwnedDesktop(
                new Desktop.Id(row.getString("id")),
                new Workspace.Id(row.getString("workspace_id")),
                Optional.ofNullable(row.getString("name")).map(OwnedDesktop.Name::new),
                new DisplaySize(row.getInt("width"), row.getInt("height")),
                network(row.getString("network")),
                idle == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(idle)),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }
}
