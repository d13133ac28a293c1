package dev.handwright.adapter.sql;

import dev.handwright.base.Cursor;
import dev.handwright.base.Json;
import dev.handwright.base.Page;
import dev.handwright.desktops.HostPattern;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import dev.handwright.workflows.Code;
import dev.handwright.workflows.Language;
import dev.handwright.workflows.Published;
import dev.handwright.workflows.Version;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.WorkflowStore;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Workflows and their versions in the database. */
public final class SqlWorkflowStore implements WorkflowStore {
    private static final String SCHEMAS =
            "v.version, v.language, v.params_schema, v.result_schema, v.secure_schema,"
                    + " v.hosts, v.retries, v.created_at as version_at";

    private static final String CURRENT =
            "select w.*, "
                    + SCHEMAS
                    + " from workflow w join workflow_version v"
                    + " on v.workflow_id = w.id and v.version = w.current_version"
                    + " where w.workspace_id = :workspace and w.deleted_at is null";

    private final Database database;

    public SqlWorkflowStore(Database database) {
        this.database = database;
    }

    @Override
    public void create(Workflow workflow, NewVersion version) {
        database.write(handle -> {
            handle.createUpdate(
                            "insert into workflow (id, workspace_id, name, current_version,"
                                    + " created_at, updated_at)"
                                    + " values (:id, :workspace, :name, 1, :at, :at)")
                    .bind("id", workflow.id().toString())
                    .bind("workspace", workflow.workspace().value())
                    .bind("name", workflow.name())
                    .bind("at", workflow.createdAt().toEpochMilli())
                    .execute();
            return addVersion(handle, workflow.id(), 1, version, workflow.createdAt());
        });
    }

    @Override
    public Optional<Published> publish(
            Workspace.Id workspace,
            Workflow.Id id,
            Optional<String> name,
            NewVersion version,
            Instant at) {
        return database.write(handle -> {
            var updated =
                    handle.createQuery(
                                    "update workflow set current_version = current_version + 1,"
                                            + " name = coalesce(:name, name), updated_at = :at"
                                            + " where id = :id and workspace_id = :workspace"
                                            + " and deleted_at is null returning *")
                            .bind("name", name.orElse(null))
                            .bind("at", at.toEpochMilli())
                            .bind("id", id.toString())
                            .bind("workspace", workspace.value())
                            .map((row, _) -> workflow(row))
                            .findOne();
            updated.ifPresent(it -> addVersion(handle, id, it.currentVersion(), version, at));
            return updated.map(
                    it -> new Published(it, version.numbered(id, it.currentVersion(), at)));
        });
    }

    @Override
    public Optional<Published> find(Workspace.Id workspace, Workflow.Id id) {
        return database.read(handle ->
                handle.createQuery(CURRENT + " and w.id = :id")
                        .bind("workspace", workspace.value())
                        .bind("id", id.toString())
                        .map((row, _) -> published(row))
                        .findOne());
    }

    @Override
    public Optional<Code> code(Workflow.Id id, int version) {
        return database.read(handle ->
                handle.createQuery(
                                "select language, files, compiled, hosts, retries from workflow_version"
                                        + " where workflow_id = :id and version = :version")
                        .bind("id", id.toString())
                        .bind("version", version)
                        .map((row, _) ->
                                new Code(
                                        Language.valueOf(row.getString("language")),
                                        files(row.getString("files")),
                                        files(row.getString("compiled")),
                                        hosts(row),
                                        row.getInt("retries")))
                        .findOne());
    }

    @Override
    public Page<Published> list(Workspace.Id workspace, Optional<Cursor> after, int limit) {
        return database.read(handle -> {
            var found =
                    handle.createQuery(
                                    CURRENT
                                            + (after.isPresent()
                                                    ? " and (w.created_at, w.id) < (:at, :after)"
                                                    : "")
                                            + " order by w.created_at desc, w.id desc limit :limit")
                            .bind("workspace", workspace.value())
                            .bind("at", after.map(it -> it.at().toEpochMilli()).orElse(0L))
                            .bind("after", after.map(Cursor::id).orElse(""))
                            .bind("limit", limit + 1)
                            .map((row, _) -> published(row))
                            .list();
            long total =
                    handle.createQuery(
                                    "select count(*) from workflow"
                                            + " where workspace_id = :workspace"
                                            + " and deleted_at is null")
                            .bind("workspace", workspace.value())
                            .mapTo(long.class)
                            .one();
            return Pages.of(
                    found,
                    limit,
                    total,
                    it -> new Cursor(it.workflow().createdAt(), it.workflow().id().toString()));
        });
    }

    @Override
    public List<Version> versions(Workspace.Id workspace, Workflow.Id id, int limit) {
        return database.read(handle ->
                handle.createQuery(
                                "select w.id, "
                                        + SCHEMAS
                                        + " from workflow w join workflow_version v"
                                        + " on v.workflow_id = w.id where w.id = :id"
                                        + " and w.workspace_id = :workspace"
                                        + " and w.deleted_at is null"
                                        + " order by v.version desc limit :limit")
                        .bind("id", id.toString())
                        .bind("workspace", workspace.value())
                        .bind("limit", limit)
                        .map((row, _) -> version(row))
                        .list());
    }

    @Override
    public boolean delete(Workspace.Id workspace, Workflow.Id id, Instant at) {
        return database.write(handle ->
                handle.createUpdate(
                                        "update workflow set deleted_at = :at where id = :id"
                                                + " and workspace_id = :workspace"
                                                + " and deleted_at is null")
                                .bind("at", at.toEpochMilli())
                                .bind("id", id.toString())
                                .bind("workspace", workspace.value())
                                .execute()
                        == 1);
    }

    private static int addVersion(
            Handle handle, Workflow.Id id, int number, NewVersion version, Instant at) {
        return handle.createUpdate(
                        "insert into workflow_version (workflow_id, version, language, files,"
                                + " compiled, params_schema, result_schema, secure_schema,"
                                + " hosts, retries, created_at) values (:id, :version, :language, :files,"
                                + " :compiled, :params, :result, :secure, :hosts, :retries, :at)")
                .bind("id", id.toString())
                .bind("version", number)
                .bind("language", version.code().language().name())
                .bind("files", Json.write(version.code().files()))
                .bind("compiled", Json.write(version.code().compiled()))
                .bind("params", version.paramsSchema())
                .bind("result", version.resultSchema())
                .bind("secure", version.secureSchema().orElse(null))
                .bind(
                        "hosts",
                        Json.write(version.code().hosts().stream().map(HostPattern::text).toList()))
                .bind("retries", version.code().retries())
                .bind("at", at.toEpochMilli())
                .execute();
    }

    private static List<HostPattern> hosts(ResultSet row) throws SQLException {
        return HostPattern.all(List.of(Json.read(row.getString("hosts"), String[].class)));
    }

    private static List<SourceFile> files(String json) {
        return List.of(Json.read(json, SourceFile[].class));
    }

    private static Published published(ResultSet row) throws SQLException {
        return new Published(workflow(row), version(row));
    }

    private static Workflow workflow(ResultSet row) throws SQLException {
        return new Workflow(
                id(row),
                new Workspace.Id(row.getString("workspace_id")),
                row.getString("name"),
                row.getInt("current_version"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                id(row),
                row.getInt("version"),
                Language.valueOf(row.getString("language")),
                row.getString("params_schema"),
                row.getString("result_schema"),
                Optional.ofNullable(row.getString("secure_schema")),
                hosts(row),
                row.getInt("retries"),
                Instant.ofEpochMilli(row.getLong("version_at")));
    }

    private static Workflow.Id id(ResultSet row) throws SQLException {
        return new Workflow.Id(UUID.fromString(row.getString("id")));
    }
}
